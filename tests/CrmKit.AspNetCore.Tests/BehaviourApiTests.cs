using System.Net;

namespace CrmKit.AspNetCore;

/// <summary>S3, S7, S48 over REST.</summary>
public sealed class BehaviourApiTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task S3_S7_events_are_recorded_once_and_told_of_the_contact_they_are_about()
    {
        var account = await host.Admin.CreateAsync("accounts", """{"name":"Engines","emailDomain":"engines-s3.example"}""");
        var contact = await host.Admin.CreateAsync("contacts", """{"lastName":"Ada","email":"ada@engines-s3.example"}""");
        const string Events = """
            {"events":[
              {"source":"shop","key":"1","kind":"view","page":"/pricing","at":"2026-01-02T03:04:05+08:00","identities":[{"kind":"cookie","value":"s3"}],"properties":{"utm":"春季"}},
              {"source":"shop","key":"2","kind":"form","page":"/contact","identities":[{"kind":"cookie","value":"s3"},{"kind":"email","value":"ada@engines-s3.example"}]}]}
            """;
        Assert.Equal(["recorded", "recorded"], (await host.Admin.JsonAsync("POST", "/api/events", Events))["results"]!.AsArray().Select(r => (string)r!["outcome"]!));
        Assert.Equal(["repeated", "repeated"], (await host.Admin.JsonAsync("POST", "/api/events", Events))["results"]!.AsArray().Select(r => (string)r!["outcome"]!));

        var summary = await host.Admin.GetAsync($"/api/contacts/{contact}/behaviour", HttpStatusCode.OK);
        Assert.Equal((2, 1, "2026-01-01T19:04:05Z"), ((int)summary["count"]!, (int)summary["kinds"]!["form"]!, (string)summary["firstAt"]!));
        Assert.Equal(["/contact", "/pricing"], summary["pages"]!.AsArray().Select(p => (string)p!["page"]!));
        Assert.Equal(1, (int)(await host.Admin.GetAsync($"/api/accounts/{account}/behaviour", HttpStatusCode.OK))["count"]!);
        Assert.Equal(["cookie", "email"], (await host.Admin.GetAsync($"/api/contacts/{contact}/identities", HttpStatusCode.OK))["items"]!.AsArray().Select(i => (string)i!["kind"]!));
        Assert.Equal(2, (await host.Admin.GetAsync($"/api/behaviour-events?filter=contactId eq '{contact}' and visitorId ne null", HttpStatusCode.OK))["items"]!.AsArray().Count);
        Assert.Single((await host.Admin.GetAsync("/api/contacts?filter=any(behaviour-events, page eq '/pricing' and properties contains '春季')", HttpStatusCode.OK))["items"]!.AsArray());
        Assert.Contains((await host.Admin.GetAsync($"/api/contacts/{contact}/timeline", HttpStatusCode.OK))["items"]!.AsArray(), e => (string)e!["kind"]! == "behaviour");
        Assert.Contains((await host.Admin.GetAsync("/api/behaviour/companies?since=2026-01-01T00:00:00Z", HttpStatusCode.OK))["items"]!.AsArray(), c => (string?)c!["accountId"] == account);
        await host.Admin.GetAsync("/api/behaviour/ambiguous?limit=5", HttpStatusCode.OK);

        var (_, reader) = await host.UserAsync("reader");
        await reader.JsonAsync("POST", "/api/events", Events, HttpStatusCode.Forbidden);
        await reader.JsonAsync("DELETE", $"/api/contacts/{contact}/behaviour", null, HttpStatusCode.Forbidden);
        Assert.Equal(2, (int)(await host.Admin.JsonAsync("DELETE", $"/api/contacts/{contact}/behaviour"))["removed"]!);
        Assert.Equal(0, (int)(await host.Admin.GetAsync($"/api/contacts/{contact}/behaviour", HttpStatusCode.OK))["count"]!);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"events":{}}""")]
    [InlineData("""{"events":[]}""")]
    [InlineData("""{"events":[1]}""")]
    [InlineData("""{"events":[{"source":"shop","key":"1"}]}""")]
    [InlineData("""{"events":[{"source":"shop","key":"1","kind":"view","identities":[{"kind":"fax","value":"1"}]}]}""")]
    [InlineData("""{"events":[{"source":"shop","key":"1","kind":"view","identities":"c"}]}""")]
    [InlineData("""{"events":[{"source":"shop","key":"1","kind":"view","at":"2026-01-02T03:04:05","identities":[{"kind":"cookie","value":"1"}]}]}""")]
    [InlineData("""{"events":[{"source":"shop","key":"1","kind":"view","properties":{"a":1},"identities":[{"kind":"cookie","value":"1"}]}]}""")]
    [InlineData("""{"events":[{"source":"shop","key":"1","kind":"view","page":"\ud800","identities":[{"kind":"cookie","value":"1"}]}]}""")]
    public async Task Events_that_are_none_are_refused(string body) => await host.Admin.JsonAsync("POST", "/api/events", body, HttpStatusCode.BadRequest);

    [Fact]
    public async Task Questions_that_make_no_sense_are_refused()
    {
        foreach (var path in new[] { "/api/behaviour/companies", "/api/behaviour/companies?since=yesterday", "/api/behaviour/ambiguous?limit=0", "/api/behaviour/ambiguous?limit=x" })
            await host.Admin.GetAsync(path, HttpStatusCode.BadRequest);
        await host.Admin.GetAsync($"/api/contacts/{Guid.NewGuid()}/behaviour", HttpStatusCode.NotFound);
        await host.Admin.JsonAsync("DELETE", $"/api/behaviour-events/{Guid.NewGuid()}", null, HttpStatusCode.MethodNotAllowed);
    }
}
