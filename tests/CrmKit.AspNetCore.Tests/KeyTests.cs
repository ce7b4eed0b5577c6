using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CrmKit.AspNetCore;

public sealed class KeyTests(KeyTests.ClockedHost host) : IClassFixture<KeyTests.ClockedHost>
{
    [Fact]
    public async Task A064_Key_for_reading_changes_nothing_through_any_route()
    {
        var lead = await host.Admin.CreateAsync("leads", """{"name":"Stays"}""");
        var reader = await KeyAsync(host.Admin, """{"name":"reports","scopes":["read"]}""");
        Assert.Equal("Stays", (string)(await reader.GetAsync($"/api/leads/{lead}", HttpStatusCode.OK))["name"]!);
        foreach (var (method, path, body) in new[]
        {
            ("POST", "/api/leads", """{"name":"New"}"""), ("PATCH", $"/api/leads/{lead}", """{"name":"Changed"}"""), ("DELETE", $"/api/leads/{lead}", null), ("POST", $"/api/leads/{lead}/assign", """{"ownerId":null}"""),
            ("POST", "/api/batch", $$$"""{"changes":[{"op":"delete","type":"lead","id":"{{{lead}}}"}]}"""), ("POST", "/api/views", """{"recordType":"lead","name":"Mine"}"""),
            ("POST", "/api/keys", """{"name":"wider"}"""), ("PUT", "/api/catalog/roles/helper", """{"label":{"english":"Helper"},"permissions":[]}"""), ("POST", "/api/intake", """{"signals":[{"source":"web","key":"1","name":"X"}]}"""),
        })
            Assert.Equal("access.key-scope", (await reader.JsonAsync(method, path, body, HttpStatusCode.Forbidden)).Code());
        var after = await host.Admin.GetAsync($"/api/leads/{lead}", HttpStatusCode.OK);
        Assert.Equal(("Stays", 1), ((string)after["name"]!, (int)after["version"]!));
    }

    [Fact]
    public async Task A064_Key_for_some_types_neither_reads_nor_writes_others_nor_administers()
    {
        var account = await host.Admin.CreateAsync("accounts", """{"name":"Out of reach"}""");
        var integration = await KeyAsync(host.Admin, """{"name":"web shop","scopes":["lead:write"]}""");
        await integration.CreateAsync("leads", """{"name":"From the shop"}""");
        await integration.GetAsync($"/api/accounts/{account}", HttpStatusCode.NotFound);
        Assert.Empty((await integration.GetAsync("/api/accounts", HttpStatusCode.OK))["items"]!.AsArray());
        await integration.JsonAsync("PATCH", $"/api/accounts/{account}", """{"name":"Reached"}""", HttpStatusCode.NotFound);
        await integration.JsonAsync("POST", "/api/users", """{"name":"Me too","roles":"administrator"}""", HttpStatusCode.Forbidden);
        await integration.GetAsync("/api/plugins", HttpStatusCode.Forbidden);
        Assert.Equal("access.key-scope", (await integration.JsonAsync("POST", "/api/keys", """{"name":"wider"}""", HttpStatusCode.Forbidden)).Code());

        var me = (await integration.GetAsync("/api/me", HttpStatusCode.OK))["permissions"]!.AsObject();
        Assert.True(me.ContainsKey("lead"));
        Assert.False(me.ContainsKey("account"));
        Assert.Contains("lead:write", (string)(await integration.GetAsync("/api/explain?operation=read&type=account", HttpStatusCode.OK))["reason"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A064_Scopes_never_give_more_than_the_users_roles()
    {
        var (_, rep) = await host.UserAsync("sales-rep");
        var key = await KeyAsync(rep, """{"name":"everything","scopes":["write","admin"]}""");
        await key.JsonAsync("POST", "/api/users", """{"name":"Me again","roles":"administrator"}""", HttpStatusCode.Forbidden);
        await key.GetAsync("/api/plugins", HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A064_Expired_and_revoked_keys_answer_401()
    {
        var end = host.Clock.GetUtcNow().AddDays(1);
        var made = await host.Admin.JsonAsync("POST", "/api/keys", $$"""{"name":"for a day","scopes":["read"],"expiresAt":"{{end:O}}"}""", HttpStatusCode.Created);
        var client = host.Client((string)made["key"]!);
        await client.GetAsync("/api/me", HttpStatusCode.OK);
        host.Clock.Now = end.AddMilliseconds(-1);
        await client.GetAsync("/api/me", HttpStatusCode.OK);
        host.Clock.Now = end;
        Assert.Equal("access.unauthenticated", (await client.GetAsync("/api/me", HttpStatusCode.Unauthorized)).Code());

        var revoked = await host.Admin.JsonAsync("POST", "/api/keys", """{"name":"soon gone"}""", HttpStatusCode.Created);
        await host.Admin.JsonAsync("DELETE", $"/api/keys/{revoked["id"]}", expected: HttpStatusCode.NoContent);
        await host.Client((string)revoked["key"]!).GetAsync("/api/me", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task List_tells_scopes_end_and_last_use_and_never_the_key()
    {
        var (_, rep) = await host.UserAsync("sales-rep");
        var made = await rep.JsonAsync("POST", "/api/keys", """{"name":"sync","scopes":["read"]}""", HttpStatusCode.Created);
        var (id, secret) = ((string)made["id"]!, (string)made["key"]!);
        Assert.Null((await ItemAsync(rep, id))["lastUsedAt"]);
        await host.Client(secret).GetAsync("/api/me", HttpStatusCode.OK);
        var item = await ItemAsync(rep, id);
        Assert.NotNull(item["lastUsedAt"]);
        Assert.Equal("read", (string)item["scopes"]!.AsArray().Single()!);
        Assert.DoesNotContain(secret[4..], item.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hash", item.ToJsonString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Administrators_see_and_end_keys_of_others_and_nobody_else_does()
    {
        var (repId, rep) = await host.UserAsync("sales-rep");
        var (_, other) = await host.UserAsync("sales-rep");
        var id = (string)(await rep.JsonAsync("POST", "/api/keys", """{"name":"mine"}""", HttpStatusCode.Created))["id"]!;
        Assert.Equal("access.key-forbidden", (await other.GetAsync($"/api/keys?user={repId}", HttpStatusCode.Forbidden)).Code());
        Assert.Equal("access.key-unknown", (await other.JsonAsync("DELETE", $"/api/keys/{id}", expected: HttpStatusCode.NotFound)).Code());
        Assert.Contains((await host.Admin.GetAsync($"/api/keys?user={repId}", HttpStatusCode.OK))["items"]!.AsArray(), k => (string)k!["id"]! == id);
        await host.Admin.JsonAsync("DELETE", $"/api/keys/{id}", expected: HttpStatusCode.NoContent);
        Assert.NotNull((await ItemAsync(rep, id))["revokedAt"]);
    }

    [Theory]
    [InlineData("""{"name":""}""", "access.key-name")]
    [InlineData("""{"name":"x","scopes":["unicorn:read"]}""", "access.key-scope-unknown")]
    [InlineData("""{"name":"x","scopes":["everything"]}""", "request.property")]
    [InlineData("""{"name":"x","scopes":[]}""", "request.property")]
    [InlineData("""{"name":"x","scopes":"read"}""", "request.property")]
    [InlineData("""{"name":"x","expiresAt":"2001-01-01T00:00:00Z"}""", "access.key-expiry")]
    [InlineData("""{"name":"x","expiresAt":"tomorrow"}""", "request.property")]
    [InlineData("""{"name":"x","userId":"00000000-0000-0000-0000-000000000001"}""", "request.property-unknown")]
    public async Task What_makes_no_key_is_refused(string body, string code) =>
        Assert.Equal(code, (await host.Admin.JsonAsync("POST", "/api/keys", body, HttpStatusCode.BadRequest)).Code());

    private static async Task<JsonNode> ItemAsync(HttpClient client, string id) =>
        (await client.GetAsync("/api/keys", HttpStatusCode.OK))["items"]!.AsArray().Single(k => (string)k!["id"]! == id)!;

    private async Task<HttpClient> KeyAsync(HttpClient owner, string body) => host.Client((string)(await owner.JsonAsync("POST", "/api/keys", body, HttpStatusCode.Created))["key"]!);

    /// <summary>A host whose time a test sets.</summary>
    public sealed class ClockedHost : ApiHost
    {
        internal SettableClock Clock { get; } = new();

        protected override void Configure(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
    }
}
