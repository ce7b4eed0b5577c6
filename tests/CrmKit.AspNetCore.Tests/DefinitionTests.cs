using System.Net;
using System.Text.Json.Nodes;

namespace CrmKit.AspNetCore;

public sealed class DefinitionTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string Partners = """
        {"recordType":"lead","label":{"english":"Partners","chinese":"伙伴"},"stages":[
            {"key":"invited","label":{"english":"Invited"},"ageingLimit":"14.00:00:00","tasks":[{"subject":{"english":"Call"},"dueAfter":"04:00:00"}]},
            {"key":"certified","label":{"english":"Certified"},"category":"won","probabilityPercent":100}]}
        """;

    [Fact]
    public async Task Pipeline_is_put_listed_used_and_deleted_once_nothing_is_in_it()
    {
        await DoneAsync("PUT", "/api/catalog/pipelines/partners", Partners);
        var listed = (await host.Admin.GetAsync("/api/catalog/pipelines?type=lead", HttpStatusCode.OK))["items"]!.AsArray().Single(p => (string)p!["key"]! == "partners")!;
        Assert.Equal(("admin", "伙伴", "14.00:00:00", "won"),
            ((string)listed["source"]!, (string)listed["label"]!["chinese"]!, (string)listed["stages"]![0]!["ageingLimit"]!, (string)listed["stages"]![1]!["category"]!));
        await DoneAsync("PUT", "/api/catalog/pipelines/partners", listed.ToJsonString()); // what is listed can be sent back

        var id = await host.Admin.CreateAsync("leads", """{"name":"Ada","pipeline":"partners"}""");
        var refused = await host.Admin.JsonAsync("DELETE", "/api/catalog/pipelines/partners", null, HttpStatusCode.UnprocessableEntity);
        Assert.Equal("catalog.in-use", refused.Code());
        await host.Admin.JsonAsync("POST", $"/api/leads/{id}/pipeline", """{"pipeline":"lead.standard"}""");
        await DoneAsync("DELETE", "/api/catalog/pipelines/partners");
        await host.Admin.JsonAsync("DELETE", "/api/catalog/pipelines/partners", null, HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("pipelines/x", """{"recordType":"lead","label":{"english":"X"}}""", HttpStatusCode.BadRequest, "request.property")]
    [InlineData("pipelines/x", """{"recordType":"lead","label":{"english":"X"},"stages":[null]}""", HttpStatusCode.BadRequest, "request.property")]
    [InlineData("pipelines/x", """{"recordType":"lead","label":{"english":"X"},"stages":null}""", HttpStatusCode.BadRequest, "request.property")]
    [InlineData("pipelines/x", """{"recordType":"lead","label":{"english":"X"},"stages":[],"colour":"red"}""", HttpStatusCode.BadRequest, "request.property")]
    [InlineData("pipelines/x", """{"key":"y","recordType":"lead","label":{"english":"X"},"stages":[]}""", HttpStatusCode.BadRequest, "request.property")]
    [InlineData("pipelines/x", """{"recordType":"lead","label":{"english":"X"},"stages":[]}""", HttpStatusCode.UnprocessableEntity, "catalog.definition-invalid")]
    [InlineData("pipelines/x", """{"recordType":"nowhere","label":{"english":"X"},"stages":[]}""", HttpStatusCode.NotFound, "catalog.type-unknown")]
    [InlineData("pipelines/x", """{"recordType":"lead","label":{"english":"X"},"stages":[{"key":"a","label":{"english":"A"},"category":"maybe"}]}""", HttpStatusCode.BadRequest, "request.property")]
    [InlineData("roles/administrator", """{"label":{"english":"X"},"permissions":[]}""", HttpStatusCode.UnprocessableEntity, "catalog.duplicate")]
    [InlineData("roles/x", """{"label":{"english":"X"},"permissions":[{"recordType":"lead","operations":1,"scope":"all"}]}""", HttpStatusCode.BadRequest, "request.property")]
    [InlineData("types/Tender", """{"label":{"english":"X"}}""", HttpStatusCode.UnprocessableEntity, "catalog.key-invalid")]
    [InlineData("fields/lead/x", """{"kind":"colour","label":{"english":"X"}}""", HttpStatusCode.BadRequest, "request.property")]
    [InlineData("layouts/x", """{"recordType":"lead","hiddenFields":["nothing"]}""", HttpStatusCode.UnprocessableEntity, "catalog.field-unknown")]
    [InlineData("layouts/x", """{"recordType":"lead","main":["nothing"]}""", HttpStatusCode.UnprocessableEntity, "layout.part-unknown")]
    [InlineData("layouts/x", """{"recordType":"lead","sections":[{"key":"a","fields":[]}]}""", HttpStatusCode.BadRequest, "request.property")]
    [InlineData("menus/x", """{"entries":["nothing"]}""", HttpStatusCode.UnprocessableEntity, "layout.entry-unknown")]
    public async Task Definition_that_cannot_be_is_refused(string path, string body, HttpStatusCode status, string code)
    {
        var version = (int)(await host.Admin.GetAsync("/api/catalog", HttpStatusCode.OK))["version"]!;
        Assert.Equal(code, (await host.Admin.JsonAsync("PUT", "/api/catalog/" + path, body, status)).Code());
        Assert.Equal(version, (int)(await host.Admin.GetAsync("/api/catalog", HttpStatusCode.OK))["version"]!);
    }

    [Theory]
    [InlineData("types/undo-type", """{"label":{"english":"One"}}""", """{"label":{"english":"Two"}}""")]
    [InlineData("fields/lead/undo-field", """{"kind":"option","label":{"english":"One"},"options":[{"code":"a","label":{"english":"A"}}]}""", """{"kind":"option","label":{"english":"Two"},"options":[]}""")]
    [InlineData("pipelines/undo-pipeline", """{"recordType":"lead","label":{"english":"One"},"stages":[{"key":"a","label":{"english":"A"}}]}""", """{"recordType":"lead","label":{"english":"Two"},"stages":[{"key":"b","label":{"english":"B"}}]}""")]
    [InlineData("roles/undo-role", """{"label":{"english":"One"},"permissions":[]}""", """{"label":{"english":"Two"},"permissions":[]}""")]
    [InlineData("rules/undo-rule", """{"recordType":"lead","must":"name ne 'x'","message":{"english":"One"}}""", """{"recordType":"lead","must":"name ne 'y'","message":{"english":"Two"}}""")]
    [InlineData("layouts/undo-layout", """{"recordType":"lead","sections":[{"key":"one","label":{"english":"One"},"columns":2,"fields":["city"]}],"keyFields":["phone"],"main":["timeline"],"hiddenParts":["segments"]}""", """{"recordType":"lead"}""")]
    [InlineData("menus/undo-menu", """{"entries":["lead","board:lead.standard"],"hiddenEntries":["imports"]}""", """{"role":"sales-rep","entries":["reports"]}""")]
    [InlineData("templates/undo-template", """{"recordType":"lead","label":{"english":"One"},"body":"One"}""", """{"recordType":"lead","label":{"english":"Two"},"body":"Two"}""")]
    public async Task Definition_tells_its_history_and_goes_back_to_an_earlier_version(string path, string one, string two)
    {
        await DoneAsync("PUT", "/api/catalog/" + path, one);
        await DoneAsync("PUT", "/api/catalog/" + path, two);
        await DoneAsync("DELETE", "/api/catalog/" + path);
        await DoneAsync("POST", $"/api/catalog/{path}/undo", """{"version":1}""");

        var versions = (await host.Admin.GetAsync($"/api/catalog/{path}/history", HttpStatusCode.OK))["items"]!.AsArray();
        Assert.Equal([4, 3, 2, 1], versions.Select(v => (int)v!["version"]!));
        Assert.Equal([false, true, false, false], versions.Select(v => (bool)v!["removed"]!));
        Assert.All(versions, v => Assert.Equal((host.AdminId.ToString(), "Admin"), ((string)v!["actorId"]!, (string)v["actorName"]!)));
        Assert.True(JsonNode.DeepEquals(versions[0]!["definition"], versions[3]!["definition"]));
        Assert.Equal("catalog.version-unknown", (await host.Admin.JsonAsync("POST", $"/api/catalog/{path}/undo", """{"version":9}""", HttpStatusCode.NotFound)).Code());

        var (_, rep) = await host.UserAsync("sales-rep");
        await rep.JsonAsync("GET", $"/api/catalog/{path}/history", null, HttpStatusCode.Forbidden);
        await rep.JsonAsync("POST", $"/api/catalog/{path}/undo", """{"version":2}""", HttpStatusCode.Forbidden);
        await DoneAsync("DELETE", "/api/catalog/" + path);
    }

    [Fact]
    public async Task Who_administers_nothing_defines_nothing()
    {
        var (_, rep) = await host.UserAsync("sales-manager");
        await rep.JsonAsync("PUT", "/api/catalog/pipelines/mine", Partners, HttpStatusCode.Forbidden);
        await rep.JsonAsync("PUT", "/api/catalog/roles/mine", """{"label":{"english":"X"},"permissions":[{"recordType":"*","operations":"read, delete","scope":"all"}]}""", HttpStatusCode.Forbidden);
        await rep.JsonAsync("GET", "/api/catalog/roles", null, HttpStatusCode.Forbidden);
        Assert.Empty((await rep.GetAsync("/api/catalog/pipelines", HttpStatusCode.OK))["items"]!.AsArray());
    }

    [Fact]
    public async Task Last_administrator_cannot_be_switched_off()
    {
        var problem = await host.Admin.JsonAsync("PATCH", $"/api/users/{host.AdminId}", new JsonObject { ["isActive"] = false }, HttpStatusCode.UnprocessableEntity);
        Assert.Equal("user.last-administrator", problem.Code());
    }

    private Task<JsonNode> DoneAsync(string method, string path, string? body = null) => host.Admin.JsonAsync(method, path, body, HttpStatusCode.NoContent);
}
