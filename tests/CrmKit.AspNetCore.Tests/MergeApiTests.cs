using System.Net;

namespace CrmKit.AspNetCore;

public sealed class MergeApiTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Two_records_are_merged_read_under_both_ids_and_taken_apart()
    {
        var api = host.Admin;
        var winner = await api.CreateAsync("accounts", """{"name":"Zuse KG","phone":"+49 661 1"}""");
        var loser = await api.CreateAsync("accounts", """{"name":"Zuse Apparatebau","city":"Hünfeld"}""");
        var contact = await api.CreateAsync("contacts", $$"""{"lastName":"Zuse","accountId":"{{loser}}"}""");
        var proposal = await api.GetAsync($"/api/accounts/{winner}/merge-proposal?with={loser}", HttpStatusCode.OK);
        Assert.Equal(winner, (string)proposal["winner"]!["id"]!);

        var merged = await api.JsonAsync("POST", $"/api/accounts/{winner}/merge", $$"""{"loser":"{{loser}}","fields":{"name":"loser"} }""");
        Assert.Equal(("Zuse Apparatebau", "Hünfeld", 1), ((string)merged["record"]!["name"]!, (string)merged["record"]!["city"]!, (int)merged["moved"]!["contact"]!));
        Assert.Equal(winner, (string)(await api.GetAsync($"/api/accounts/{loser}", HttpStatusCode.OK))["id"]!);
        Assert.Equal(winner, (string)(await api.GetAsync($"/api/contacts/{contact}", HttpStatusCode.OK))["accountId"]!);
        Assert.Equal("record.merged", (await api.JsonAsync("PATCH", $"/api/accounts/{loser}", """{"city":"Bonn"}""", HttpStatusCode.NotFound)).Code());

        var merge = (string)Assert.Single((await api.GetAsync($"/api/accounts/{winner}/merges", HttpStatusCode.OK))["items"]!.AsArray())!["id"]!;
        Assert.Empty((await api.JsonAsync("POST", $"/api/merges/{merge}/undo"))["kept"]!.AsArray());
        Assert.Equal("Zuse KG", (string)(await api.GetAsync($"/api/accounts/{winner}", HttpStatusCode.OK))["name"]!);
        Assert.Equal(loser, (string)(await api.GetAsync($"/api/contacts/{contact}", HttpStatusCode.OK))["accountId"]!);
        Assert.Equal("merge.undone", (await api.JsonAsync("POST", $"/api/merges/{merge}/undo", null, HttpStatusCode.UnprocessableEntity)).Code());
    }

    [Fact]
    public async Task A_create_that_looks_like_a_stored_record_is_asked_about_where_asking_is_asked_for()
    {
        var api = host.Admin;
        const string Person = """{"firstName":"Konrad","lastName":"Zuse","email":"konrad@zuse.example"}""";
        var stored = await api.CreateAsync("contacts", Person);
        var asked = await api.JsonAsync("POST", "/api/contacts?duplicates=ask", Person, HttpStatusCode.Conflict);
        Assert.Equal(("record.duplicate", stored), (asked.Code(), (string)asked["candidates"]![0]!["id"]!));
        Assert.Contains("email", asked["candidates"]![0]!["reasons"]!.AsArray().Select(r => (string)r!["field"]!));
        await api.JsonAsync("POST", "/api/contacts?duplicates=allow", Person, HttpStatusCode.Created);
        Assert.Equal("request.parameter", (await api.JsonAsync("POST", "/api/contacts?duplicates=maybe", Person, HttpStatusCode.BadRequest)).Code());

        var scanned = await api.JsonAsync("POST", "/api/duplicates/scan", """{"type":"contact"}""");
        Assert.True((int)scanned["same"]! >= 1);
        var pair = (await api.GetAsync("/api/duplicates?type=contact", HttpStatusCode.OK))["items"]!.AsArray().First(p => (string)p!["first"]!["id"]! == stored)!;
        await api.JsonAsync("POST", "/api/duplicates/dismiss", $$"""{"pairs":["{{pair["id"]}}"]}""", HttpStatusCode.NoContent);
        Assert.Contains((await api.GetAsync("/api/duplicates?type=contact&status=different", HttpStatusCode.OK))["items"]!.AsArray(), p => (string)p!["id"]! == (string)pair["id"]!);
    }

    [Fact]
    public async Task Bad_input_is_told_and_never_a_failure()
    {
        var api = host.Admin;
        var id = await api.CreateAsync("accounts", """{"name":"Only"}""");
        foreach (var body in new[] { "{}", """{"loser":"x"}""", """{"loser":7}""", $$"""{"loser":"{{id}}","fields":[]}""", $$"""{"loser":"{{id}}","fields":{"name":"both"} }""", $$"""{"loser":"{{id}}","rest":"all"}""", $$"""{"loser":"{{id}}"}""", """{"winner":"x"}""" })
            await api.JsonAsync("POST", $"/api/accounts/{id}/merge", body, HttpStatusCode.BadRequest);
        await api.JsonAsync("POST", $"/api/accounts/{id}/merge", $$"""{"loser":"{{Guid.NewGuid()}}"}""", HttpStatusCode.NotFound);
        await api.JsonAsync("POST", "/api/merges/x/undo", null, HttpStatusCode.BadRequest);
        await api.JsonAsync("POST", $"/api/merges/{Guid.NewGuid()}/undo", null, HttpStatusCode.NotFound);
        foreach (var body in new[] { "{}", """{"pairs":[]}""", """{"pairs":[7]}""", """{"pairs":["x"]}""", """{"pairs":{}}""" })
            await api.JsonAsync("POST", "/api/duplicates/merge", body, HttpStatusCode.BadRequest);
        await api.JsonAsync("POST", "/api/duplicates/scan", """{"type":"nothing"}""", HttpStatusCode.NotFound);
        foreach (var body in new[] { """{"same":2}""", """{"same":"x"}""", """{"weights":[]}""", """{"weights":{"name":"x"}}""", """{"weights":{"nothing":1}}""", """{"ask":0}""" })
            await api.JsonAsync("PUT", "/api/duplicates/settings?type=account", body, HttpStatusCode.BadRequest);
        await api.JsonAsync("PUT", "/api/duplicates/settings?type=account", """{"same":0.9,"weights":{"phone":4}}""", HttpStatusCode.NoContent);
        Assert.Equal(4, (decimal)(await api.GetAsync("/api/duplicates/settings?type=account", HttpStatusCode.OK))["weights"]!["phone"]!);
        await api.GetAsync("/api/duplicates", HttpStatusCode.BadRequest);
        await api.GetAsync("/api/duplicates?type=account&status=closed", HttpStatusCode.BadRequest);
        await api.GetAsync("/api/duplicates?type=account&limit=0", HttpStatusCode.BadRequest);
    }
}
