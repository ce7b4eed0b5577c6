using System.Net;
using System.Text.Json.Nodes;

namespace CrmKit.AspNetCore;

/// <summary>S10 to S14, S24, S29, S95 over REST.</summary>
public sealed class LifecycleApiTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task S24_S29_what_is_known_of_a_customer_comes_with_its_reasons()
    {
        var account = await host.Admin.CreateAsync("accounts", """{"name":"Buyer"}""");
        foreach (var day in new[] { "2020-01-01", "2020-02-01", "2020-03-04" }) await host.Admin.CreateAsync("orders", $$"""{"name":"Order","accountId":"{{account}}","orderedOn":"{{day}}"}""");
        var figures = await host.Admin.GetAsync($"/api/accounts/{account}/lifecycle", HttpStatusCode.OK);
        Assert.Equal(("lost", 31.5m, "2020-03-04", "2020-04-05"), ((string)figures["class"]!, (decimal)figures["repurchaseDays"]!, (string)figures["lastPurchaseOn"]!, (string)figures["nextPurchaseOn"]!));
        Assert.Null(figures["preferredChannel"]);
        var reasons = figures["reasons"]!.AsArray();
        Assert.Equal(["class", "repurchase", "lastContact", "preferredChannel", "bestHour", "payment"], reasons.Select(r => (string)r!["figure"]!));
        Assert.Equal(["order", "order", "order"], reasons[0]!["records"]!.AsArray().Select(r => (string)r!["type"]!));

        var history = (await host.Admin.GetAsync($"/api/accounts/{account}/lifecycle/history", HttpStatusCode.OK))["items"]!.AsArray();
        Assert.Equal([("new", "2020-01-01"), ("retained", "2020-12-31"), ("lost", "2021-03-04")], history.Select(p => ((string)p!["class"]!, (string)p["from"]!)));
        Assert.Equal("2020-12-30", (string)history[0]!["until"]!);
        Assert.Equal("order", (string)history[0]!["purchase"]!["type"]!);

        var many = await host.Admin.JsonAsync("POST", "/api/accounts/lifecycle", $$"""{"ids":["{{account}}","{{Guid.NewGuid()}}"]}""");
        Assert.Equal("lost", (string)Assert.Single(many["items"]!.AsArray())!["class"]!);
        var contact = await host.Admin.CreateAsync("contacts", """{"lastName":"Ada"}""");
        Assert.Equal("potential", (string)(await host.Admin.GetAsync($"/api/contacts/{contact}/lifecycle", HttpStatusCode.OK))["class"]!);
    }

    [Fact]
    public async Task Questions_that_make_no_sense_are_refused()
    {
        foreach (var body in new[] { "{}", """{"ids":1}""", """{"ids":[1]}""", """{"ids":["x"]}""", """{"idz":[]}""" }) await host.Admin.JsonAsync("POST", "/api/accounts/lifecycle", body, HttpStatusCode.BadRequest);
        var many = new JsonObject { ["ids"] = new JsonArray([.. Enumerable.Range(0, 1001).Select(_ => (JsonNode)Guid.NewGuid().ToString())]) };
        Assert.Equal("lifecycle.batch-size", (string)(await host.Admin.JsonAsync("POST", "/api/accounts/lifecycle", many, HttpStatusCode.BadRequest))["code"]!);
        await host.Admin.GetAsync($"/api/accounts/{Guid.NewGuid()}/lifecycle", HttpStatusCode.NotFound);
        await host.Admin.GetAsync("/api/accounts/x/lifecycle/history", HttpStatusCode.NotFound);
        await host.Admin.GetAsync($"/api/leads/{Guid.NewGuid()}/lifecycle", HttpStatusCode.NotFound);
    }
}
