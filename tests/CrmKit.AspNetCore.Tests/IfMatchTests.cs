using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.AspNetCore;

/// <summary>A host that demands to be told which version its callers saw.</summary>
public sealed class IfMatchTests(IfMatchTests.DemandingHost host) : IClassFixture<IfMatchTests.DemandingHost>
{
    [Theory]
    [InlineData("PATCH", "", """{"name":"Blind"}""")]
    [InlineData("DELETE", "", null)]
    [InlineData("POST", "/restore", null)]
    [InlineData("POST", "/stage", """{"stage":"contacted"}""")]
    [InlineData("POST", "/assign", """{"ownerId":null}""")]
    [InlineData("POST", "/claim", null)]
    [InlineData("POST", "/convert", "{}")]
    [InlineData("POST", "/merge", """{"loser":"00000000-0000-0000-0000-000000000000"}""")]
    public async Task A090_Change_without_a_version_is_428_and_changes_nothing(string method, string act, string? body)
    {
        var id = await host.Admin.CreateAsync("leads", """{"name":"Seen"}""");
        Assert.Equal("request.if-match-required", (await host.Admin.JsonAsync(method, $"/api/leads/{id}{act}", body, HttpStatusCode.PreconditionRequired)).Code());
        Assert.Equal(1, (int)(await host.Admin.GetAsync($"/api/leads/{id}", HttpStatusCode.OK))["version"]!);
    }

    [Fact]
    public async Task A090_Version_seen_or_any_version_is_enough()
    {
        var id = await host.Admin.CreateAsync("leads", """{"name":"Seen"}""");
        await host.Admin.JsonAsync("PATCH", $"/api/leads/{id}", """{"name":"Once"}""", ifMatch: "\"v1\"");
        await host.Admin.JsonAsync("PATCH", $"/api/leads/{id}", """{"name":"Twice"}""", ifMatch: "*");
        Assert.Equal("record.conflict", (await host.Admin.JsonAsync("PATCH", $"/api/leads/{id}", """{"name":"Stale"}""", HttpStatusCode.PreconditionFailed, "\"v2\"")).Code());
    }

    [Fact]
    public async Task A090_Batch_names_the_changes_that_say_no_version()
    {
        var id = await host.Admin.CreateAsync("leads", """{"name":"Seen"}""");
        var result = await host.Admin.JsonAsync("POST", "/api/batch", $$$"""
            {"allOrNothing":false,"changes":[
              {"op":"update","type":"lead","id":"{{{id}}}","values":{"name":"Blind"}},
              {"op":"create","type":"lead","values":{"name":"New"}},
              {"op":"update","type":"lead","id":"{{{id}}}","version":1,"values":{"name":"Seen again"}}]}
            """);
        Assert.Equal([false, true, true], result["results"]!.AsArray().Select(r => (bool)r!["saved"]!));
        Assert.Equal("request.if-match-required", (string)result["results"]![0]!["errors"]![0]!["code"]!);
    }

    public sealed class DemandingHost : ApiHost
    {
        protected override void Configure(IServiceCollection services) => services.Configure<CrmKitApiOptions>(o => o.RequireIfMatch = true);
    }
}
