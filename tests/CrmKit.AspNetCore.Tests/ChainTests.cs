using System.Net;
using System.Text.Json.Nodes;
using CrmKit.Access;
using CrmKit.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.AspNetCore;

public sealed class ChainTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Lead_becomes_a_service_case_link_by_link()
    {
        var api = host.Admin;
        var lead = await api.CreateAsync("leads", """{"name":"Ada Lovelace","companyName":"Analytical Engines","email":"ada@analytical.example","estimatedAmount":50000}""");
        await api.JsonAsync("POST", $"/api/leads/{lead}/stage", """{"stage":"qualified","note":"Has a budget","values":{"score":80}}""");
        var opportunity = await ConvertAsync("leads", lead, "opportunity");
        Assert.Equal("converted", (string)(await api.GetAsync($"/api/leads/{lead}", HttpStatusCode.OK))["stage"]!);

        await api.JsonAsync("POST", $"/api/opportunities/{opportunity}/stage", """{"stage":"won"}""");
        var contract = await ConvertAsync("opportunities", opportunity, "contract");
        await api.JsonAsync("POST", $"/api/contracts/{contract}/stage", """{"stage":"active"}""");
        var order = await ConvertAsync("contracts", contract, "order");
        await api.JsonAsync("POST", $"/api/orders/{order}/stage", """{"stage":"delivered"}""");
        var service = await ConvertAsync("orders", order, "case");

        var chain = (await api.GetAsync($"/api/cases/{service}/chain", HttpStatusCode.OK))["items"]!.AsArray();
        Assert.Equal(["opportunity", "contract", "order", "case"], chain.Select(l => (string)l!["target"]!["type"]!));
        Assert.Equal(lead, (string)chain[0]!["source"]!["id"]!);
        Assert.NotEmpty((await api.GetAsync($"/api/leads/{lead}/timeline", HttpStatusCode.OK))["items"]!.AsArray());
        var stages = (await api.GetAsync($"/api/leads/{lead}/stages", HttpStatusCode.OK))["items"]!.AsArray();
        Assert.Equal(["new", "qualified", "converted"], stages.Select(s => (string)s!["stage"]!));
        Assert.Equal("Has a budget", (string)stages[1]!["note"]!);
    }

    [Fact]
    public async Task Trails_name_their_actors_as_far_as_the_reader_may_see_them()
    {
        var role = new RoleDefinition { Key = "test.sales-alone", Label = new("Sales without users"), Permissions = [new Permission("lead", Operations.All, AccessScope.All), new Permission("opportunity", Operations.All, AccessScope.All)] };
        var extensions = host.Services.GetRequiredService<IExtensionHost>();
        var source = new ExtensionSource("test") { Rank = 2 };
        var builder = extensions.NewBuilder(source);
        builder.Role(role);
        source.Services = builder.Services.BuildServiceProvider();
        extensions.Put(source);
        var (repId, rep) = await host.UserAsync("sales-rep");
        var (_, stranger) = await host.UserAsync("test.sales-alone");
        var lead = await rep.CreateAsync("leads", """{"name":"Grace Hopper","companyName":"Compilers"}""");
        await rep.JsonAsync("POST", $"/api/leads/{lead}/stage", """{"stage":"qualified","values":{"score":80}}""");
        await rep.JsonAsync("POST", $"/api/leads/{lead}/convert", """{"to":"opportunity"}""");

        foreach (var (trail, id, name) in new[] { ("history", "actorId", "actorName"), ("timeline", "actorId", "actorName"), ("stages", "movedById", "movedByName"), ("chain", "actorId", "actorName") })
        {
            var seen = (await host.Admin.GetAsync($"/api/leads/{lead}/{trail}", HttpStatusCode.OK))["items"]!.AsArray();
            Assert.NotEmpty(seen);
            Assert.All(seen, e => Assert.Equal((repId, "A sales-rep"), ((Guid)e![id]!, (string?)e[name])));
            var hidden = (await stranger.GetAsync($"/api/leads/{lead}/{trail}", HttpStatusCode.OK))["items"]!.AsArray();
            Assert.NotEmpty(hidden);
            Assert.All(hidden, e => Assert.Equal((repId, null), ((Guid)e![id]!, (string?)e[name])));
        }
        await host.Admin.JsonAsync("DELETE", $"/api/users/{repId}", null, HttpStatusCode.NoContent);
        Assert.All((await host.Admin.GetAsync($"/api/leads/{lead}/stages", HttpStatusCode.OK))["items"]!.AsArray(), e => Assert.Null(e!["movedByName"]));
    }

    [Fact]
    public async Task Loss_needs_a_reason_and_a_closed_record_opens_again()
    {
        var id = await host.Admin.CreateAsync("opportunities", """{"name":"Hard one"}""");
        var problem = await host.Admin.JsonAsync("POST", $"/api/opportunities/{id}/stage", """{"stage":"lost"}""", HttpStatusCode.UnprocessableEntity);
        Assert.Equal("pipeline.loss-reason-required", problem.Code());
        Assert.Equal("prospecting", (string)(await host.Admin.GetAsync($"/api/opportunities/{id}", HttpStatusCode.OK))["stage"]!);
        var lost = await host.Admin.JsonAsync("POST", $"/api/opportunities/{id}/stage", """{"stage":"lost","lossReason":"price"}""");
        Assert.NotNull(lost["closedOn"]);
        var open = await host.Admin.JsonAsync("POST", $"/api/opportunities/{id}/reopen");
        Assert.Equal(("prospecting", null), ((string)open["stage"]!, (string?)open["closedOn"]));
    }

    [Fact]
    public async Task Converted_is_a_stage_that_only_the_conversion_enters()
    {
        var created = await host.Admin.JsonAsync("POST", "/api/leads", """{"name":"Round the door","stage":"converted"}""", HttpStatusCode.UnprocessableEntity);
        Assert.Equal("pipeline.conversion-required", created.Code());
        var id = await host.Admin.CreateAsync("leads", """{"name":"Front door"}""");
        var moved = await host.Admin.JsonAsync("POST", $"/api/leads/{id}/stage", """{"stage":"converted"}""", HttpStatusCode.UnprocessableEntity);
        Assert.Equal("pipeline.conversion-required", moved.Code());
        var batch = await host.Admin.JsonAsync("POST", "/api/batch", """{"changes":[{"op":"create","type":"lead","values":{"name":"By batch","stage":"converted"}}]}""", HttpStatusCode.UnprocessableEntity);
        Assert.Equal("pipeline.conversion-required", batch.Code());
        Assert.Equal("new", (string)(await host.Admin.GetAsync($"/api/leads/{id}", HttpStatusCode.OK))["stage"]!);
        var stages = (await host.Admin.GetAsync("/api/catalog", HttpStatusCode.OK))["pipelines"]!.AsArray().Single(p => (string)p!["key"]! == "lead.standard")!["stages"]!.AsArray();
        Assert.Equal("converted", (string)Assert.Single(stages, s => (bool)s!["requiresConversion"]!)!["key"]!);
    }

    [Fact]
    public async Task Pooled_lead_is_claimed_once_and_can_be_given_away()
    {
        var (repId, rep) = await host.UserAsync("sales-manager");
        var (otherId, other) = await host.UserAsync("sales-manager");
        var id = await host.Admin.CreateAsync("leads", """{"name":"Who wants me"}""");
        await host.Admin.JsonAsync("POST", $"/api/leads/{id}/assign", """{"ownerId":null}""");
        Assert.Equal(repId, (Guid)(await rep.JsonAsync("POST", $"/api/leads/{id}/claim"))["ownerId"]!);
        await other.JsonAsync("POST", $"/api/leads/{id}/claim", expected: HttpStatusCode.Conflict);
        Assert.Equal(otherId, (Guid)(await host.Admin.JsonAsync("POST", $"/api/leads/{id}/assign", $$"""{"ownerId":"{{otherId}}"}"""))["ownerId"]!);
    }

    private async Task<string> ConvertAsync(string plural, string id, string to)
    {
        var result = await host.Admin.JsonAsync("POST", $"/api/{plural}/{id}/convert", new JsonObject { ["to"] = to });
        Assert.Equal(to, (string)result["target"]!["type"]!);
        return (string)result["target"]!["id"]!;
    }
}
