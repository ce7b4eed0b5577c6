using System.Net;
using CrmKit.Events;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.AspNetCore;

public sealed class WorkflowApiTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string Cooling = """
        {"label":{"english":"Cooling"},"recordType":"lead","trigger":{"key":"created"},"filter":"companyName eq 'Cool'","actions":[{"key":"set-fields","inputs":{"rating":"cold"}}]}
        """;

    [Fact]
    public async Task Workflow_is_put_listed_sent_back_run_and_deleted_and_its_runs_are_read()
    {
        await host.Admin.JsonAsync("PUT", "/api/catalog/workflows/cooling", Cooling, HttpStatusCode.NoContent);
        var listed = Assert.Single((await host.Admin.GetAsync("/api/catalog/workflows?type=lead", HttpStatusCode.OK))["items"]!.AsArray())!;
        Assert.Equal((1, true, host.AdminId.ToString()), ((int)listed["version"]!, (bool)listed["isActive"]!, (string)listed["activatedById"]!));
        await host.Admin.JsonAsync("PUT", "/api/catalog/workflows/cooling", listed.ToJsonString(), HttpStatusCode.NoContent);

        var id = await host.Admin.CreateAsync("leads", """{"name":"Ada","companyName":"Cool"}""");
        await host.Services.GetRequiredService<IDispatcher>().DrainAsync();
        Assert.Equal("cold", (string)(await host.Admin.GetAsync($"/api/leads/{id}", HttpStatusCode.OK))["rating"]!);
        var run = Assert.Single((await host.Admin.GetAsync($"/api/workflow-runs?workflow=cooling&type=lead&id={id}&status=done&limit=5", HttpStatusCode.OK))["items"]!.AsArray())!;
        Assert.Equal(("cooling", 2, "lead.created", "done"), ((string)run["workflow"]!, (int)run["version"]!, (string)run["event"]!, (string)run["status"]!));

        await host.Admin.JsonAsync("DELETE", "/api/catalog/workflows/cooling", null, HttpStatusCode.NoContent);
        await host.Admin.JsonAsync("DELETE", "/api/catalog/workflows/cooling", null, HttpStatusCode.NotFound);
        var catalog = await host.Admin.GetAsync("/api/catalog", HttpStatusCode.OK);
        Assert.Contains(catalog["workflowActions"]!.AsArray(), a => (string)a!["key"]! == "create-task" && a["inputs"]!.AsArray().Any(i => (string)i!["key"]! == "subject" && (bool)i["isRequired"]!));
    }

    [Theory]
    [InlineData("""{"label":{"english":"X"},"recordType":"lead","trigger":{"key":"created"},"actions":[]}""", HttpStatusCode.BadRequest, "workflow.no-actions")]
    [InlineData("""{"label":{"english":"X"},"recordType":"lead","trigger":{"key":"created"}}""", HttpStatusCode.BadRequest, "workflow.no-actions")]
    [InlineData("""{"label":{"english":"X"},"recordType":"lead","trigger":{"key":"created","inputs":null},"actions":[{"key":"create-task"}]}""", HttpStatusCode.BadRequest, "request.property")]
    [InlineData("""{"label":{"english":"X"},"recordType":"lead","trigger":{"key":"created","inputs":[1]},"actions":[{"key":"create-task"}]}""", HttpStatusCode.BadRequest, "request.property")]
    [InlineData("""{"label":{"english":"X"},"recordType":"lead","trigger":{"key":"created"},"actions":[{"key":"create-task","inputs":{"subject":["x"]}}]}""", HttpStatusCode.BadRequest, "field.required")]
    [InlineData("""{"label":{"english":"X"},"recordType":"lead","trigger":{"key":"created"},"actions":[{"key":"create-task"}]}""", HttpStatusCode.BadRequest, "field.required")]
    [InlineData("""{"label":{"english":"X"},"recordType":"lead","trigger":{},"actions":[{"key":"assign"}]}""", HttpStatusCode.BadRequest, "request.property")]
    [InlineData("""{"label":{"english":"X"},"recordType":"nowhere","trigger":{"key":"created"},"actions":[{"key":"assign"}]}""", HttpStatusCode.NotFound, "catalog.type-unknown")]
    [InlineData("""{"label":{"english":"X"},"recordType":"lead","trigger":{"key":"created"},"filter":"colour eq 1","actions":[{"key":"set-fields","inputs":{"rating":"hot"}}]}""", HttpStatusCode.BadRequest, "filter.field-unknown")]
    public async Task Workflow_that_cannot_be_is_refused(string body, HttpStatusCode status, string code) =>
        Assert.Equal(code, (await host.Admin.JsonAsync("PUT", "/api/catalog/workflows/x", body, status)).Code());

    [Fact]
    public async Task Who_administers_nothing_neither_defines_nor_reads()
    {
        var (_, rep) = await host.UserAsync("sales-rep");
        await rep.JsonAsync("PUT", "/api/catalog/workflows/mine", Cooling, HttpStatusCode.Forbidden);
        await rep.JsonAsync("GET", "/api/catalog/workflows", null, HttpStatusCode.Forbidden);
        await rep.JsonAsync("GET", "/api/workflow-runs", null, HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("status=maybe", "request.parameter")]
    [InlineData("type=lead", "request.parameter")]
    [InlineData("limit=0", "workflow.limit")]
    public async Task Question_about_runs_that_cannot_be_is_refused(string query, string code) =>
        Assert.Equal(code, (await host.Admin.JsonAsync("GET", "/api/workflow-runs?" + query, null, HttpStatusCode.BadRequest)).Code());
}
