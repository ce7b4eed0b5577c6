using System.Net;
using System.Text.Json.Nodes;

namespace CrmKit.AspNetCore;

public sealed class SegmentTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task S120_Segment_is_filled_by_itself_and_follows_changes()
    {
        var (ada, bob) = (await host.Admin.CreateAsync("leads", """{"name":"S1","source":"segment","city":"Bonn"}"""), await host.Admin.CreateAsync("leads", """{"name":"S2","source":"segment","city":"Ulm"}"""));
        var id = await host.Admin.CreateAsync("segments", """{"recordType":"lead","name":"Segment","filter":"source eq 'segment' and city eq 'Bonn'","sharing":"all"}""");
        await UntilAsync($"/api/segments/{id}", s => (string)s["state"]! == "current");
        Assert.Equal([ada], await MembersAsync(id));
        await host.Admin.JsonAsync("PATCH", $"/api/leads/{bob}", """{"city":"Bonn"}""", HttpStatusCode.OK);
        await UntilAsync($"/api/segments/{id}/count", c => (int)c["count"]! == 2);
        Assert.Equal([ada], (await host.Admin.GetAsync($"/api/segments/{id}/members?orderBy=name&size=1", HttpStatusCode.OK))["items"]!.AsArray().Select(i => (string)i!["id"]!));
        var of = (await host.Admin.GetAsync($"/api/segments?type=lead&record={bob}", HttpStatusCode.OK))["items"]!.AsArray().Single(s => (string)s!["id"]! == id)!;
        Assert.NotNull(of["enteredAt"]);
        await host.Admin.JsonAsync("PUT", $"/api/segments/{id}", """{"recordType":"lead","name":"Segment","filter":"source eq 'segment' and city eq 'Kiel'","sharing":"all"}""", HttpStatusCode.OK);
        await UntilAsync($"/api/segments/{id}/count", c => (int)c["count"]! == 0);
        Assert.Equal(HttpStatusCode.NoContent, (await host.Admin.SendAsync("DELETE", $"/api/segments/{id}")).StatusCode);
        await host.Admin.GetAsync($"/api/segments/{id}", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Snapshot_is_changed_by_hand_and_what_cannot_be_is_told()
    {
        var lead = await host.Admin.CreateAsync("leads", """{"name":"S3"}""");
        var id = await host.Admin.CreateAsync("segments", """{"recordType":"lead","name":"By hand","kind":"snapshot"}""");
        var changed = await host.Admin.JsonAsync("POST", $"/api/segments/{id}/members", $$"""{"add":["{{lead}}"],"take":["{{Guid.NewGuid()}}"]}""", HttpStatusCode.OK);
        Assert.Equal((1, 0), ((int)changed["added"]!, (int)changed["taken"]!));
        Assert.Equal([lead], await MembersAsync(id));

        await host.Admin.JsonAsync("POST", $"/api/segments/{id}/members", $$"""{"add":["{{Guid.NewGuid()}}"],"take":["{{lead}}"]}""", HttpStatusCode.NotFound);
        Assert.Equal([lead], await MembersAsync(id)); // all or nothing
        foreach (var body in new[] { "[]", "{}x", """{"add":["x"]}""", """{"add":null,"take":7}""", """{"put":[]}""" })
            await host.Admin.JsonAsync("POST", $"/api/segments/{id}/members", body, HttpStatusCode.BadRequest);
        foreach (var body in new[] { "{}", """{"recordType":"nothing","name":"X"}""", """{"recordType":"lead","name":""}""", """{"recordType":"lead","name":"X","kind":"dead"}""", """{"recordType":"lead","name":"X","filter":"ownerId eq me()"}""", """{"recordType":"lead","name":null}""" })
        {
            var status = (await host.Admin.SendAsync("POST", "/api/segments", body)).StatusCode;
            Assert.True(status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound, $"{body}: {status}");
        }
        foreach (var path in new[] { "/api/segments/x", "/api/segments?record=x", $"/api/segments?record={lead}", $"/api/segments/{id}/members?filter=nothing eq 1", $"/api/segments/{id}/members?size=0" })
            await host.Admin.GetAsync(path, HttpStatusCode.BadRequest);
        await host.Admin.GetAsync($"/api/segments/{Guid.NewGuid()}/members", HttpStatusCode.NotFound);
    }

    private async Task<IEnumerable<string>> MembersAsync(string id) => (await host.Admin.GetAsync($"/api/segments/{id}/members", HttpStatusCode.OK))["items"]!.AsArray().Select(i => (string)i!["id"]!);

    private async Task UntilAsync(string path, Func<JsonNode, bool> holds)
    {
        for (var tries = 0; !holds(await host.Admin.GetAsync(path, HttpStatusCode.OK)); tries++)
        {
            Assert.True(tries < 600, $"{path} does not become what it should.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
