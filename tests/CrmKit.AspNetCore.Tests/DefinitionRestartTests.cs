using System.Net;

namespace CrmKit.AspNetCore;

/// <summary>With a host of its own, because it is restarted.</summary>
public sealed class DefinitionRestartTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Record_type_has_routes_and_its_fields_and_roles_work_also_after_a_restart()
    {
        await DoneAsync("PUT", "/api/catalog/types/tender", """{"label":{"english":"Tender"},"pluralLabel":{"english":"Tenders"}}""");
        await DoneAsync("PUT", "/api/catalog/fields/tender/volume", """{"kind":"money","label":{"english":"Volume"},"minimum":0,"isIndexed":true}""");
        await DoneAsync("PUT", "/api/catalog/pipelines/bidding", """{"recordType":"tender","label":{"english":"Bidding"},"stages":[{"key":"drafting","label":{"english":"Drafting"}}]}""");
        await DoneAsync("PUT", "/api/catalog/roles/bidder", """{"label":{"english":"Bidder"},"permissions":[{"recordType":"tender","operations":"read, create","scope":"all"}]}""");
        var (_, bidder) = await host.UserAsync("bidder");
        var id = await bidder.CreateAsync("tenders", """{"name":"Bridge","custom":{"volume":5}}""");
        Assert.Equal("drafting", (string)(await bidder.GetAsync($"/api/tenders/{id}", HttpStatusCode.OK))["stage"]!);
        await bidder.JsonAsync("PATCH", $"/api/tenders/{id}", """{"name":"Tunnel"}""", HttpStatusCode.Forbidden);
        var negative = await bidder.JsonAsync("POST", "/api/tenders", """{"name":"Bridge","custom":{"volume":-5}}""", HttpStatusCode.BadRequest);
        Assert.Equal("field.range", negative.Code());
        Assert.Equal("catalog.in-use", (await host.Admin.JsonAsync("DELETE", "/api/catalog/roles/bidder", null, HttpStatusCode.UnprocessableEntity)).Code());

        await host.RestartAsync();
        Assert.Equal("Bridge", (string)(await host.Admin.GetAsync($"/api/tenders/{id}", HttpStatusCode.OK))["name"]!);
        foreach (var (path, name) in new[] { ("types", "tender"), ("fields", "volume"), ("pipelines", "bidding"), ("roles", "bidder") })
            Assert.Contains(name, (await host.Admin.GetAsync($"/api/catalog/{path}", HttpStatusCode.OK))["items"]!.AsArray().Select(i => (string)i!["key"]!));
    }

    private async Task DoneAsync(string method, string path, string body) => await host.Admin.JsonAsync(method, path, body, HttpStatusCode.NoContent);
}
