using System.Net;
using System.Text.Json.Nodes;
using CrmKit.Access;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.AspNetCore;

public sealed class AccessTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("Authorization", "Bearer crm_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Authorization", "Bearer crm_")]
    [InlineData("Authorization", "Bearer something-of-another-issuer")]
    [InlineData("Authorization", "Basic YWRtaW46YWRtaW4=")]
    [InlineData("X-Api-Key", "")]
    [InlineData("X-Api-Key", "crm_")]
    [InlineData("X-Api-Key", "' or 1=1 --")]
    public async Task Nobody_gets_401_everywhere_and_no_redirect(string? header, string? value)
    {
        var client = host.Client();
        if (header is not null) client.DefaultRequestHeaders.TryAddWithoutValidation(header, value);
        foreach (var (method, path) in new[] { ("GET", "/api/leads"), ("POST", "/api/leads"), ("GET", "/api/catalog"), ("GET", "/api/me"), ("POST", "/api/batch"), ("GET", "/api/reports"), ("DELETE", $"/api/users/{host.AdminId}") })
        {
            using var response = await client.SendAsync(method, path);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.NotEmpty(response.Headers.WwwAuthenticate);
            Assert.Equal("access.unauthenticated", JsonNode.Parse(await response.Content.ReadAsStringAsync())!.Code());
        }
    }

    [Fact]
    public async Task Key_works_in_both_headers_until_it_is_revoked_or_its_user_leaves()
    {
        var keys = host.Services.GetRequiredService<IApiKeys>();
        await using var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test"));
        var (userId, _) = await host.UserAsync("reader");
        var key = await keys.CreateAsync(session, userId, "second");
        var client = host.Client();
        client.DefaultRequestHeaders.Add("X-Api-Key", key.Key);
        Assert.Equal(userId, (Guid)(await client.GetAsync("/api/me", HttpStatusCode.OK))["userId"]!);

        await keys.RevokeAsync(session, key.Id);
        await client.GetAsync("/api/me", HttpStatusCode.Unauthorized);

        var (leaverId, leaver) = await host.UserAsync("reader");
        await leaver.GetAsync("/api/leads", HttpStatusCode.OK);
        await host.Admin.JsonAsync("PATCH", $"/api/users/{leaverId}", """{"isActive":false}""");
        await leaver.GetAsync("/api/leads", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Users_make_and_end_keys_for_themselves_only()
    {
        var (crm, keys) = (host.Services.GetRequiredService<ICrm>(), host.Services.GetRequiredService<IApiKeys>());
        var (oneId, _) = await host.UserAsync("sales-rep");
        var (otherId, _) = await host.UserAsync("sales-rep");
        await using var one = crm.OpenSession(Actor.User(oneId));
        await using var other = crm.OpenSession(Actor.User(otherId));

        Assert.Equal("access.key-forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => keys.CreateAsync(one, otherId, "theirs"))).Error.Code);
        var own = await keys.CreateAsync(one, oneId, "mine");
        Assert.DoesNotContain(own.Key, own.ToString(), StringComparison.Ordinal);
        Assert.Equal("access.key-unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => keys.RevokeAsync(other, own.Id))).Error.Code);
        Assert.NotNull(await keys.FindActorAsync(own.Key));
        Assert.DoesNotContain(await keys.ListAsync(other), k => k.Id == own.Id);
        Assert.Contains(await keys.ListAsync(one), k => k.Id == own.Id);
    }

    [Fact]
    public async Task Hidden_record_and_absent_record_answer_alike()
    {
        var (_, rep) = await host.UserAsync("sales-rep");
        var hidden = await host.Admin.CreateAsync("opportunities", """{"name":"Hidden from reps"}""");
        var absent = Guid.CreateVersion7().ToString();
        foreach (var (method, suffix, body) in new[]
        {
            ("GET", "", null), ("PATCH", "", """{"name":"mine now"}"""), ("DELETE", "", null), ("POST", "/stage", """{"stage":"engaging"}"""), ("POST", "/convert", """{"to":"order"}"""),
            ("GET", "/timeline", null), ("GET", "/history", null), ("GET", "/stages", null), ("GET", "/chain", null), ("GET", "?deleted=true", null),
        })
        {
            var (first, second) = (await AnswerAsync(rep, method, $"/api/opportunities/{hidden}{suffix}", body), await AnswerAsync(rep, method, $"/api/opportunities/{absent}{suffix}", body));
            Assert.Equal(HttpStatusCode.NotFound, first.Status);
            Assert.Equal(first.Status, second.Status);
            Assert.Equal(first.Body.Replace(hidden, "ID", StringComparison.Ordinal), second.Body.Replace(absent, "ID", StringComparison.Ordinal));
        }
        Assert.Empty((await rep.GetAsync("/api/opportunities", HttpStatusCode.OK))["items"]!.AsArray());
        Assert.Equal(0, (int)(await rep.GetAsync("/api/opportunities?total=true", HttpStatusCode.OK))["total"]!);
        Assert.Equal("Hidden from reps", (string)(await host.Admin.GetAsync($"/api/opportunities/{hidden}", HttpStatusCode.OK))["name"]!);
    }

    [Fact]
    public async Task Visible_record_that_may_not_be_changed_is_403_and_stays()
    {
        var (_, rep) = await host.UserAsync("sales-rep");
        var id = await host.Admin.CreateAsync("accounts", """{"name":"Everybody sees me"}""");
        await rep.GetAsync($"/api/accounts/{id}", HttpStatusCode.OK);
        await rep.JsonAsync("PATCH", $"/api/accounts/{id}", """{"name":"Mine"}""", HttpStatusCode.Forbidden);
        await rep.JsonAsync("DELETE", $"/api/accounts/{id}", expected: HttpStatusCode.Forbidden);
        await rep.JsonAsync("POST", "/api/users", """{"name":"Me again","roles":"administrator"}""", HttpStatusCode.Forbidden);
        Assert.Equal("Everybody sees me", (string)(await host.Admin.GetAsync($"/api/accounts/{id}", HttpStatusCode.OK))["name"]!);
    }

    [Fact]
    public async Task Catalog_and_explanation_follow_the_callers_rights()
    {
        var (_, agent) = await host.UserAsync("service-agent");
        var types = (await agent.GetAsync("/api/catalog", HttpStatusCode.OK))["types"]!.AsArray().Select(t => (string)t!["key"]!).ToList();
        Assert.Contains("case", types);
        Assert.DoesNotContain("lead", types);
        Assert.False((bool)(await agent.GetAsync("/api/explain?operation=read&type=lead", HttpStatusCode.OK))["isAllowed"]!);
        Assert.True((bool)(await host.Admin.GetAsync("/api/explain?operation=read&type=lead", HttpStatusCode.OK))["isAllowed"]!);
        Assert.False((bool)(await host.Admin.GetAsync($"/api/explain?operation=delete&type=lead&user={(await host.UserAsync("reader")).Id}", HttpStatusCode.OK))["isAllowed"]!);
    }

    private static async Task<(HttpStatusCode Status, string Body)> AnswerAsync(HttpClient client, string method, string path, string? body)
    {
        using var response = await client.SendAsync(method, path, body);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
        problem.Remove("traceId");
        return (response.StatusCode, problem.ToJsonString());
    }
}
