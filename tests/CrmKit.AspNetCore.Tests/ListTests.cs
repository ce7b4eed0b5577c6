using System.Net;
using System.Text.Json.Nodes;

namespace CrmKit.AspNetCore;

public sealed class ListTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task Pages_hold_every_record_once_in_order()
    {
        var mark = Guid.NewGuid().ToString("N");
        var changes = new JsonArray([.. Enumerable.Range(0, 25).Select(i => (JsonNode)new JsonObject
        {
            ["op"] = "create",
            ["type"] = "lead",
            ["values"] = new JsonObject { ["name"] = $"L{i}", ["source"] = mark, ["score"] = i % 5 == 0 ? null : i % 5 },
        })]);
        await host.Admin.JsonAsync("POST", "/api/batch", new JsonObject { ["changes"] = changes });

        var (seen, cursor, pages) = (new List<(int Score, string Id)>(), "", 0);
        do
        {
            var page = await host.Admin.GetAsync($"/api/leads?filter=source eq '{mark}'&orderBy=-score&size=4&total=true{cursor}", HttpStatusCode.OK);
            seen.AddRange(page["items"]!.AsArray().Select(i => ((int?)i!["score"] ?? -1, (string)i["id"]!)));
            Assert.Equal(25, (int)page["total"]!);
            cursor = page["next"] is { } next ? "&cursor=" + Uri.EscapeDataString((string)next!) : "";
            pages++;
        }
        while (cursor.Length > 0);
        Assert.Equal(7, pages);
        Assert.Equal(25, seen.Select(s => s.Id).Distinct().Count());
        Assert.Equal(seen.Select(s => s.Score).OrderDescending(), seen.Select(s => s.Score));
    }

    [Fact]
    public async Task Referenced_records_come_along_when_asked()
    {
        var account = await host.Admin.CreateAsync("accounts", """{"name":"Brought along"}""");
        var contact = await host.Admin.CreateAsync("contacts", $$"""{"lastName":"Along","accountId":"{{account}}"}""");
        var page = await host.Admin.GetAsync($"/api/contacts?filter=accountId eq '{account}'&include=account", HttpStatusCode.OK);
        Assert.Equal("Brought along", (string)page["included"]![$"account/{account}"]!["name"]!);
        var one = await host.Admin.GetAsync($"/api/contacts/{contact}?include=account", HttpStatusCode.OK);
        Assert.Equal("Along", (string)one["lastName"]!);
        Assert.Equal("Brought along", (string)one["included"]![$"account/{account}"]!["name"]!);
    }

    [Fact]
    public async Task Only_the_fields_that_are_asked_for_are_answered_and_others_than_there_are_or_than_may_be_read_refused()
    {
        var mark = Guid.NewGuid().ToString("N");
        var account = await host.Admin.CreateAsync("accounts", """{"name":"Beside"}""");
        var id = await host.Admin.CreateAsync("contacts", $$"""{"lastName":"{{mark}}","jobTitle":"Head","accountId":"{{account}}"}""");
        var page = await host.Admin.GetAsync($"/api/contacts?filter=lastName eq '{mark}'&fields=lastName,jobTitle&include=account", HttpStatusCode.OK);
        Assert.Equal(["id", "version", "lastName", "jobTitle", "custom"], page["items"]![0]!.AsObject().Select(p => p.Key).OrderBy(k => Array.IndexOf(["id", "version", "lastName", "jobTitle", "custom"], k)));
        Assert.Equal("Beside", (string)page["included"]![$"account/{account}"]!["name"]!);
        var one = await host.Admin.GetAsync($"/api/contacts/{id}?fields=jobTitle", HttpStatusCode.OK);
        Assert.Equal(["custom", "id", "jobTitle", "version"], one.AsObject().Select(p => p.Key).Order());

        Assert.Equal("catalog.field-unknown", (string)(await host.Admin.GetAsync("/api/contacts?fields=lastName,shoeSize", HttpStatusCode.BadRequest))["code"]!);
        await host.Admin.JsonAsync("PUT", "/api/catalog/roles/kept-short", """{"label":{"english":"Kept short"},"permissions":[{"recordType":"contact","operations":"read","scope":"all"}],"restrictions":[{"recordType":"contact","field":"jobTitle","canRead":false,"canWrite":false}]}""", HttpStatusCode.NoContent);
        var (_, kept) = await host.UserAsync("kept-short");
        Assert.Equal("filter.field-forbidden", (string)(await kept.GetAsync($"/api/contacts/{id}?fields=jobTitle", HttpStatusCode.Forbidden))["code"]!);
        Assert.Equal("filter.field-forbidden", (string)(await kept.GetAsync("/api/contacts?fields=lastName,jobTitle", HttpStatusCode.Forbidden))["code"]!);
    }

    [Fact]
    public async Task Values_survive_the_way_there_and_back()
    {
        var id = await host.Admin.CreateAsync("opportunities", """{"name":"引号 \" 与 <b> & emoji 🚰","amount":1234567.8901,"openedOn":"2024-02-29","stage":"engaging","stageEnteredAt":"2025-03-01T10:00:00.123456+02:00"}""");
        var now = await host.Admin.GetAsync($"/api/opportunities/{id}", HttpStatusCode.OK);
        Assert.Equal("引号 \" 与 <b> & emoji 🚰", (string)now["name"]!);
        Assert.Equal("2024-02-29", (string)now["openedOn"]!);
        Assert.Equal("2025-03-01T08:00:00.123456Z", (string)now["stageEnteredAt"]!);
        Assert.Equal("1234567.8901", now["amount"]!.ToJsonString());
        await host.Admin.JsonAsync("PATCH", $"/api/opportunities/{id}", """{"amount":null}""");
        Assert.Null((await host.Admin.GetAsync($"/api/opportunities/{id}", HttpStatusCode.OK))["amount"]);
    }

    [Fact]
    public async Task Labels_follow_the_callers_language()
    {
        foreach (var (language, expected) in new[] { ("zh-CN,zh;q=0.9,en;q=0.5", "线索"), ("de, en;q=0.5", "Lead"), ("!!!", "Lead"), ("en;q=0.2, zh;q=0.9", "线索") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/catalog");
            request.Headers.TryAddWithoutValidation("Accept-Language", language);
            using var response = await host.Admin.SendAsync(request);
            var lead = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["types"]!.AsArray().Single(t => (string)t!["key"]! == "lead")!;
            Assert.Equal(expected, (string)lead["label"]!);
        }
    }
}
