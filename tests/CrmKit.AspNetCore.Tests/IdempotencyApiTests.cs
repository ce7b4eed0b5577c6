using System.Net;
using System.Text.Json.Nodes;

namespace CrmKit.AspNetCore;

public sealed class IdempotencyApiTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task A091_Request_made_again_is_answered_the_same_and_creates_nothing()
    {
        var (key, mark) = (NewKey(), NewKey());
        var body = $$$"""{"name":"Once","source":"{{{mark}}}"}""";
        using var first = await host.Admin.SendAsync("POST", "/api/leads", body, key: key);
        using var second = await host.Admin.SendAsync("POST", "/api/leads", body, key: key);
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (first.StatusCode, second.StatusCode));
        Assert.Equal(await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
        Assert.Equal((first.Headers.Location, first.Headers.ETag, first.Content.Headers.ContentType), (second.Headers.Location, second.Headers.ETag, second.Content.Headers.ContentType));
        Assert.False(first.Headers.Contains("Idempotency-Replayed"));
        Assert.True(second.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal(1, await CountAsync(mark));
    }

    [Theory]
    [InlineData("/api/leads", """{"name":"Two"}""")]
    [InlineData("/api/accounts", """{"name":"One"}""")]
    [InlineData("/api/leads?duplicates=allow", """{"name":"One"}""")]
    public async Task A091_Same_key_with_another_body_path_or_query_is_422(string path, string body)
    {
        var key = NewKey();
        await host.Admin.SendAsync("POST", "/api/leads", """{"name":"One"}""", key: key);
        using var other = await host.Admin.SendAsync("POST", path, body, key: key);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        Assert.Equal("idempotency.key-reused", JsonNode.Parse(await other.Content.ReadAsStringAsync())!.Code());
    }

    [Fact]
    public async Task A091_Fifty_at_once_take_effect_once()
    {
        var (key, mark) = (NewKey(), NewKey());
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
        {
            using var response = await host.Admin.SendAsync("POST", "/api/batch", $$$"""{"changes":[{"op":"create","type":"lead","values":{"name":"Once","source":"{{{mark}}}"}}]}""", key: key);
            return (response.StatusCode, Body: await response.Content.ReadAsStringAsync());
        }));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.StatusCode));
        Assert.Single(answers.Select(a => a.Body).Distinct());
        Assert.Equal(1, await CountAsync(mark));
    }

    [Fact]
    public async Task A091_Same_key_of_another_user_is_another_key()
    {
        var (_, other) = await host.UserAsync("administrator");
        var (key, mark) = (NewKey(), NewKey());
        var body = $$$"""{"name":"Mine","source":"{{{mark}}}"}""";
        await host.Admin.SendAsync("POST", "/api/leads", body, key: key);
        using var theirs = await other.SendAsync("POST", "/api/leads", body, key: key);
        Assert.False(theirs.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal(2, await CountAsync(mark));
    }

    [Fact]
    public async Task Refusal_is_answered_the_same_also_when_its_cause_is_gone()
    {
        var (key, id) = (NewKey(), Guid.CreateVersion7());
        var patch = """{"name":"Late"}""";
        using var first = await host.Admin.SendAsync("PATCH", $"/api/leads/{id}", patch, key: key);
        await host.Admin.CreateAsync("leads", $$$"""{"id":"{{{id}}}","name":"There"}""");
        using var second = await host.Admin.SendAsync("PATCH", $"/api/leads/{id}", patch, key: key);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (first.StatusCode, second.StatusCode));
        Assert.Equal("There", (string)(await host.Admin.GetAsync($"/api/leads/{id}", HttpStatusCode.OK))["name"]!);
    }

    [Theory]
    [InlineData("PUT", "/api/catalog/roles/once-{0}", """{"label":{"english":"Once"},"permissions":[]}""", HttpStatusCode.NoContent)]
    [InlineData("POST", "/api/imports/files?name={0}.csv", "name\nOnce", HttpStatusCode.Created)]
    [InlineData("POST", "/api/duplicates/scan", """{"type":"lead"}""", HttpStatusCode.OK)]
    public async Task Acts_with_transactions_of_their_own_are_remembered_too(string method, string path, string body, HttpStatusCode expected)
    {
        var key = NewKey();
        path = string.Format(System.Globalization.CultureInfo.InvariantCulture, path, key);
        using var first = await host.Admin.SendAsync(method, path, body, key: key);
        using var second = await host.Admin.SendAsync(method, path, body, key: key);
        Assert.Equal((expected, expected), (first.StatusCode, second.StatusCode));
        Assert.Equal(await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
        Assert.True(second.Headers.Contains("Idempotency-Replayed"));
    }

    [Fact]
    public async Task Body_that_is_too_large_is_refused_with_a_key_too()
    {
        using var response = await host.Admin.SendAsync("POST", "/api/leads", $$$"""{"name":"{{{new string('x', 1024 * 1024)}}}"}""", key: NewKey());
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Every_unsafe_route_takes_the_key_and_says_so_unless_it_holds_a_secret()
    {
        var paths = (await host.Admin.GetAsync("/api/openapi.json", HttpStatusCode.OK))["paths"]!.AsObject(); // those of plugins are the host's own, and refuse keys
        var silent = paths.Where(p => !p.Key.StartsWith("/plugins", StringComparison.Ordinal)).SelectMany(p => p.Value!.AsObject().Where(o => o.Key is "post" or "put" or "patch" or "delete")
            .Where(o => o.Value!["parameters"]?.AsArray().Any(x => (string?)x!["name"] == "Idempotency-Key") != true).Select(o => $"{o.Key} {p.Key}"));
        Assert.All(silent, route => Assert.True(Secret.Any(s => route.StartsWith(s, StringComparison.Ordinal)), route));
    }

    [Theory]
    [InlineData("POST", "/api/keys", """{"name":"kept nowhere"}""")]
    [InlineData("POST", "/api/sign-in", """{"email":"admin@example.com","password":"kept nowhere"}""")]
    [InlineData("POST", "/api/plugins/leave-safe-mode", null)]
    public async Task A102_Secrets_are_not_kept_under_a_key(string method, string path, string? body)
    {
        using var response = await host.Admin.SendAsync(method, path, body, key: NewKey());
        Assert.Equal((HttpStatusCode.BadRequest, "idempotency.not-taken"), (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!.Code()));
    }

    private static readonly string[] Secret =
    [
        "post /keys", "post /webhooks", "put /webhooks/{id}", "post /webhooks/{id}/secret", "patch /settings/{key}", "post /sign-in", "post /sign-out", "delete /sessions", "post /sessions", "post /password", "put /password", "post /invitations", "post /two-factor", "put /two-factor", "delete /two-factor",
    ];

    private static string NewKey() => Guid.NewGuid().ToString();

    private async Task<int> CountAsync(string mark) => (int)(await host.Admin.GetAsync($"/api/leads?filter=source eq '{mark}'&total=true", HttpStatusCode.OK))["total"]!;
}
