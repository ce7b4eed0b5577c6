using System.Net;
using System.Text.Json.Nodes;

namespace CrmKit.AspNetCore;

public sealed class ChangesTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Copy_is_kept_by_reading_on_from_the_cursor()
    {
        var start = await NextAsync(host.Admin, "now");
        var id = await host.Admin.CreateAsync("leads", """{"name":"Ada"}""");
        await host.Admin.JsonAsync("PATCH", $"/api/leads/{id}", """{"name":"Ada L","email":"ada@example.com"}""");
        await host.Admin.JsonAsync("DELETE", $"/api/leads/{id}", null, HttpStatusCode.NoContent);

        var first = await host.Admin.GetAsync($"/api/changes?after={start}&types=lead&size=2", HttpStatusCode.OK);
        Assert.Equal(["create", "update"], Operations(first));
        Assert.Contains("email", first["items"]![1]!["changed"]!.AsArray().Select(f => (string)f!));
        var second = await host.Admin.GetAsync($"/api/changes?after={(string)first["next"]!}&types=lead&records=true", HttpStatusCode.OK);
        var tombstone = Assert.Single(second["items"]!.AsArray())!;
        Assert.Equal(("delete", id, 3), ((string)tombstone["operation"]!, (string)tombstone["id"]!, (int)tombstone["version"]!));
        Assert.Null(tombstone["record"]);
        Assert.False((bool)second["more"]!);
        Assert.Empty((await host.Admin.GetAsync($"/api/changes?after={(string)second["next"]!}&types=lead", HttpStatusCode.OK))["items"]!.AsArray());
    }

    [Fact]
    public async Task Records_come_along_as_they_are_now()
    {
        var start = await NextAsync(host.Admin, "now");
        var id = await host.Admin.CreateAsync("accounts", """{"name":"Acme"}""");
        await host.Admin.JsonAsync("PATCH", $"/api/accounts/{id}", """{"name":"Acme Ltd"}""");
        var page = await host.Admin.GetAsync($"/api/changes?after={start}&types=account&records=true", HttpStatusCode.OK);
        Assert.All(page["items"]!.AsArray(), c => Assert.Equal("Acme Ltd", (string)c!["record"]!["name"]!));
    }

    [Fact]
    public async Task A004_Who_reads_his_own_is_told_of_his_own()
    {
        var (_, rep) = await host.UserAsync("sales-rep");
        var start = await NextAsync(rep, "now");
        await host.Admin.CreateAsync("leads", """{"name":"Not yours"}""");
        var mine = await rep.CreateAsync("leads", """{"name":"Mine"}""");
        var page = await rep.GetAsync($"/api/changes?after={start}", HttpStatusCode.OK);
        Assert.Equal(mine, (string)Assert.Single(page["items"]!.AsArray())!["id"]!);
    }

    [Fact]
    public async Task Wrong_cursors_and_sizes_are_refused()
    {
        Assert.Equal("changes.cursor-invalid", (await host.Admin.GetAsync("/api/changes?after=guess", HttpStatusCode.BadRequest)).Code());
        Assert.Equal("query.size", (await host.Admin.GetAsync("/api/changes?size=1000000000", HttpStatusCode.BadRequest)).Code());
    }

    private static async Task<string> NextAsync(HttpClient client, string after) => (string)(await client.GetAsync($"/api/changes?after={after}", HttpStatusCode.OK))["next"]!;

    private static IEnumerable<string> Operations(JsonNode page) => page["items"]!.AsArray().Select(c => (string)c!["operation"]!);
}
