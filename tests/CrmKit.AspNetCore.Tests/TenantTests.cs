using System.Net;
using System.Text.Json.Nodes;
using CrmKit.Catalog;
using CrmKit.Fields;
using CrmKit.Identity;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Tenants;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.AspNetCore;

public sealed class SqliteTenantTests(TenantHost host) : TenantTests(host), IClassFixture<TenantHost>;

public sealed class FilePerTenantTests(FilePerTenantHost host) : TenantTests(host), IClassFixture<FilePerTenantHost>;

public sealed class PostgreSqlTenantTests(PostgreSqlTenantHost host) : TenantTests(host), IClassFixture<PostgreSqlTenantHost>;

public abstract class TenantTests(TenantHost host)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private CatalogSnapshot Catalog => host.Services.GetRequiredService<ICatalog>().Current;

    [Theory]
    [InlineData("alpha", null, null, HttpStatusCode.OK, null)]
    [InlineData(null, "alpha", null, HttpStatusCode.OK, null)]
    [InlineData(null, null, "alpha.crm.test", HttpStatusCode.OK, null)]
    [InlineData("alpha", "alpha", "ALPHA.crm.test", HttpStatusCode.OK, null)]
    [InlineData(null, null, null, HttpStatusCode.Unauthorized, "access.tenant-missing")]
    [InlineData("alpha", "beta", null, HttpStatusCode.Forbidden, "access.tenant-mismatch")]
    [InlineData("alpha", null, "beta.crm.test", HttpStatusCode.Forbidden, "access.tenant-mismatch")]
    [InlineData(null, "alpha", "beta.crm.test", HttpStatusCode.Forbidden, "access.tenant-mismatch")]
    [InlineData("alpha", "Alpha", null, HttpStatusCode.Forbidden, "access.tenant-mismatch")]
    [InlineData(null, "beta", null, HttpStatusCode.Unauthorized, "access.unauthenticated")] // the key is alpha's
    [InlineData(null, "default", null, HttpStatusCode.Unauthorized, "access.unauthenticated")]
    [InlineData(null, null, "beta.crm.test", HttpStatusCode.Unauthorized, "access.unauthenticated")]
    [InlineData(null, "gamma", null, HttpStatusCode.Forbidden, "access.tenant-unknown")]
    [InlineData(null, "alpha' or '1'='1", null, HttpStatusCode.Forbidden, "access.tenant-unknown")]
    [InlineData(null, null, "a.b.crm.test", HttpStatusCode.Forbidden, "access.tenant-unknown")]
    [InlineData(null, null, "alphacrm.test", HttpStatusCode.Unauthorized, "access.tenant-missing")]
    public async Task A021_Sources_that_name_different_tenants_let_nobody_in(string? claim, string? header, string? name, HttpStatusCode expected, string? code)
    {
        var client = host.Client(host.AlphaKey, header);
        if (claim is not null) client.DefaultRequestHeaders.Add(TenantHost.SignIn, claim);
        if (name is not null) client.DefaultRequestHeaders.Host = name;
        var answer = await client.GetAsync("/api/leads", expected);
        if (code is not null) Assert.Equal(code, answer.Code());
    }

    [Fact]
    public async Task A021_Public_articles_are_those_of_the_tenant_that_is_asked_alone()
    {
        var id = await host.Beta.CreateAsync("knowledge-articles", $$"""{"title":"{{TenantHost.Canary}} of the public page","status":"published","isPublic":true}""");
        var (alpha, beta, nobody) = (host.Client(null, "alpha"), host.Client(null, "beta"), host.Client(null, null));
        Assert.Contains(id, await beta.GetStringAsync(new Uri("/help?all=true", UriKind.Relative), Cancellation), StringComparison.Ordinal);
        Assert.DoesNotContain(id, await alpha.GetStringAsync(new Uri($"/help?all=true&text={TenantHost.Canary}", UriKind.Relative), Cancellation), StringComparison.Ordinal);
        foreach (var (client, path) in new[] { (alpha, $"/help/{id}"), (nobody, $"/help/{id}") })
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A021_Two_headers_name_nobody()
    {
        var client = host.Client(host.AlphaKey, "alpha");
        client.DefaultRequestHeaders.Add("X-Tenant", "beta");
        Assert.Equal("access.tenant-unknown", (await client.GetAsync("/api/leads", HttpStatusCode.Forbidden)).Code());
    }

    [Fact]
    public async Task Suspended_tenant_is_let_in_again_with_all_it_had()
    {
        var tenants = host.Services.GetRequiredService<ITenants>();
        var made = await tenants.CreateAsync("gone", "Admin", "admin@gone.example.com", Cancellation);
        var client = host.Client(made.Key.Key, "gone");
        var id = await client.CreateAsync("leads", """{"name":"Kept"}""");
        await tenants.SuspendAsync("gone", Cancellation);
        Assert.Equal("access.tenant-unknown", (await client.GetAsync($"/api/leads/{id}", HttpStatusCode.Forbidden)).Code());
        Assert.Contains(new Tenant("gone", IsSuspended: true), await tenants.ListAsync(Cancellation));
        await tenants.ResumeAsync("gone", Cancellation);
        Assert.Equal("Kept", (string)(await client.GetAsync($"/api/leads/{id}", HttpStatusCode.OK))["name"]!);

        Assert.Equal("tenant.exists", (await Assert.ThrowsAsync<CrmConflictException>(() => tenants.CreateAsync("gone", "A", "a@example.com", Cancellation))).Error.Code);
        var twins = await Task.WhenAll(Enumerable.Range(0, 4).Select(async i =>
        {
            try
            {
                return await tenants.CreateAsync("twins", $"Twin {i}", $"twin{i}@twins.example.com", Cancellation);
            }
            catch (CrmConflictException refused) when (refused.Error.Code is "tenant.exists" or "tenant.begun")
            {
                return null;
            }
        }));
        var first = Assert.Single(twins, t => t is not null)!; // and nobody else is its administrator
        Assert.Equal(first.UserId, (Guid)Assert.Single((await host.Client(first.Key.Key, "twins").GetAsync("/api/users", HttpStatusCode.OK))["items"]!.AsArray())!["id"]!);
        Assert.Equal("tenant.exists", (await Assert.ThrowsAsync<CrmConflictException>(() => tenants.CreateAsync("default", "A", "a@example.com", Cancellation))).Error.Code);
        Assert.Equal("tenant.key", (await Assert.ThrowsAsync<CrmValidationException>(() => tenants.CreateAsync("Not a key", "A", "a@example.com", Cancellation))).Errors[0].Code);
        Assert.Equal("tenant.unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => tenants.SuspendAsync("never", Cancellation))).Error.Code);
    }

    [Fact]
    public async Task A064_A067_Keys_sessions_and_links_of_one_tenant_open_no_other()
    {
        const string Email = "twin@example.com"; // the same person works for both
        var passwords = new Dictionary<string, string> { ["alpha"] = "violet tractor sings at noon", ["beta"] = "seven quiet lamps under snow" };
        var tokens = new Dictionary<string, string>();
        foreach (var (tenant, password) in passwords)
        {
            await using var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test"), "test", tenant);
            var user = await session.Records.CreateAsync(new User { Name = "Twin", Email = Email, Roles = "administrator" }, cancellationToken: Cancellation);
            var link = (await host.Services.GetRequiredService<IInvitations>().CreateAsync(session, user.Id, Cancellation)).Path.Split("token=")[1];
            var elsewhere = tenant == "alpha" ? "beta" : "alpha";
            await host.Client(null, elsewhere).JsonAsync("POST", "/api/password/set", new { token = link, password }, HttpStatusCode.NotFound);
            await host.Client(null, tenant).JsonAsync("POST", "/api/password/set", new { token = link, password }, HttpStatusCode.NoContent);
            Assert.Equal("sign-in.failed", (await host.Client(null, elsewhere).JsonAsync("POST", "/api/sign-in", new { email = Email, password }, HttpStatusCode.Unauthorized)).Code());
            tokens[tenant] = (string)(await host.Client(null, tenant).JsonAsync("POST", "/api/sign-in", new { email = Email, password }, HttpStatusCode.OK))["token"]!;
        }
        foreach (var (tenant, token) in tokens)
            foreach (var asked in new[] { "alpha", "beta", "default" })
                await host.Client(token, asked).GetAsync("/api/leads", asked == tenant ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
        await host.Client(tokens["alpha"], "alpha").JsonAsync("POST", "/api/sign-out", "{}", HttpStatusCode.NoContent);
        await host.Client(tokens["alpha"], "alpha").GetAsync("/api/leads", HttpStatusCode.Unauthorized);
        await host.Client(tokens["beta"], "beta").GetAsync("/api/leads", HttpStatusCode.OK);
    }

    [Fact]
    public async Task A001_A002_Records_of_another_tenant_are_like_absent_ones_and_stay_as_they_are()
    {
        foreach (var (key, id) in host.BetaIds)
        {
            var list = "/api/" + Catalog.Type(key).PluralKey;
            var absent = Guid.CreateVersion7().ToString();
            var before = await host.Beta.GetAsync($"{list}/{id}", HttpStatusCode.OK);
            foreach (var (method, suffix, body) in new[] { ("GET", "", null), ("GET", "/history", null), ("GET", "/as-at?at=2030-01-01T00:00:00Z", null), ("PATCH", "", """{"externalId":"mine"}"""), ("DELETE", "", null), ("POST", "/restore", (string?)null) })
            {
                using var foreign = await host.Alpha.SendAsync(method, $"{list}/{id}{suffix}", body);
                using var nowhere = await host.Alpha.SendAsync(method, $"{list}/{absent}{suffix}", body);
                Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (foreign.StatusCode, nowhere.StatusCode));
                Assert.Equal(await WithoutAsync(nowhere, absent), await WithoutAsync(foreign, id));
            }
            var batch = await host.Alpha.JsonAsync("POST", "/api/batch", $$$"""{"allOrNothing":false,"changes":[{"op":"delete","type":"{{{key}}}","id":"{{{id}}}"}]}""");
            Assert.Equal(0, (int)batch["saved"]!);
            Assert.True(JsonNode.DeepEquals(before, await host.Beta.GetAsync($"{list}/{id}", HttpStatusCode.OK)), $"{key} was changed.");
        }
    }

    [Fact]
    public async Task A007_Nothing_links_to_a_record_of_another_tenant()
    {
        var tried = 0;
        foreach (var (key, id) in host.AlphaIds)
        {
            var type = Catalog.Type(key);
            foreach (var field in type.Fields.Where(f => f is { Nature: FieldNature.Descriptive, Kind: FieldKind.Reference, ReferenceType: not null } && host.BetaIds.ContainsKey(f.ReferenceType)))
            {
                using var answer = await host.Alpha.SendAsync("PATCH", $"/api/{type.PluralKey}/{id}", new JsonObject { [field.Key] = host.BetaIds[field.ReferenceType!] }.ToJsonString());
                Assert.InRange((int)answer.StatusCode, 400, 499);
                Assert.DoesNotContain(TenantHost.Canary, await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.OrdinalIgnoreCase);
                tried++;
            }
            var stored = (await host.Alpha.GetAsync($"/api/{type.PluralKey}/{id}", HttpStatusCode.OK)).ToJsonString();
            Assert.All(host.BetaIds.Values, foreign => Assert.DoesNotContain(foreign, stored, StringComparison.Ordinal));
        }
        Assert.True(tried > 20);
    }

    [Fact]
    public async Task A022_Nothing_that_one_tenant_receives_holds_a_word_or_an_id_of_the_other()
    {
        var seen = 0;
        foreach (var path in Paths())
        {
            using var answer = await host.Alpha.SendAsync("GET", path);
            var text = answer.Headers + await answer.Content.ReadAsStringAsync(Cancellation);
            Assert.True((int)answer.StatusCode < 500, $"{path}: {text}");
            AssertClean(path, text);
            if (answer.IsSuccessStatusCode) seen++;
        }
        Assert.True(seen > 250, $"Only {seen} routes answered.");
        Assert.Contains(TenantHost.Canary, (await host.Beta.GetAsync("/api/leads", HttpStatusCode.OK)).ToJsonString(), StringComparison.Ordinal); // the canary is alive
    }

    [Fact]
    public async Task A022_Nothing_crosses_either_when_both_ask_the_same_a_thousand_times_at_once()
    {
        string[] paths = ["/api/leads?total=true", "/api/search?q=zz", "/api/accounts", "/api/views", "/api/me", "/api/audit?size=20", "/api/reports/funnel", "/api/contacts/export?format=csv"];
        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancellation }, async (turn, token) =>
        {
            var path = paths[turn / 2 % paths.Length];
            using var answer = await (turn % 2 == 0 ? host.Alpha : host.Beta).SendAsync("GET", path);
            var text = await answer.Content.ReadAsStringAsync(token);
            Assert.True((int)answer.StatusCode < 500, text);
            if (turn % 2 == 0) AssertClean(path, text);
            else Assert.All(host.AlphaIds.Values, id => Assert.DoesNotContain(id, text, StringComparison.OrdinalIgnoreCase));
        });
    }

    [Fact]
    public async Task A027_What_one_tenant_writes_changes_nothing_that_the_other_receives()
    {
        string[] paths = ["/api/leads?total=true", "/api/orders?total=true", "/api/accounts?total=true", "/api/audit?size=5&type=lead", "/api/reports/funnel", "/api/search?q=alphas"];
        var before = new List<string>();
        foreach (var path in paths) before.Add((await host.Alpha.GetAsync(path, HttpStatusCode.OK)).ToJsonString());
        for (var i = 0; i < 5; i++) await host.Beta.CreateAsync("leads", $$"""{"name":"{{TenantHost.Canary}} {{i}}"}""");
        for (var i = 0; i < paths.Length; i++) Assert.Equal(before[i], (await host.Alpha.GetAsync(paths[i], HttpStatusCode.OK)).ToJsonString());
    }

    [Fact]
    public async Task A030_Session_of_no_tenant_reads_and_writes_nothing()
    {
        await using var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("plugin"), tenantId: "");
        await Assert.ThrowsAnyAsync<ArgumentException>(() => session.Records.QueryAsync(new RecordQuery("lead"), Cancellation));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => session.Records.CreateAsync(new Leads.Lead { Name = "Nobody's" }, null, Cancellation));
    }

    [Fact]
    public async Task Definitions_are_the_hosts_and_no_tenant_changes_them_for_the_others()
    {
        Assert.Equal("catalog.of-host", (await host.Beta.JsonAsync("PUT", "/api/catalog/fields/lead/mine", """{"kind":"text","label":{"english":"Mine"}}""", HttpStatusCode.Forbidden)).Code());
    }

    [Theory]
    [InlineData("GET", "/crm/_admin/plugins")]
    [InlineData("GET", "/crm/_admin/jobs")]
    [InlineData("GET", "/crm/_admin/health")]
    [InlineData("GET", "/api/plugins")]
    [InlineData("GET", "/api/plugins/acme/why")]
    [InlineData("POST", "/api/plugins/acme/disable")]
    [InlineData("POST", "/api/person-erasures/scrub")]
    public async Task A080_What_is_the_hosts_is_not_for_administrators_of_another_tenant(string method, string path)
    {
        using (var refused = await host.Alpha.SendAsync(method, path, null)) Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        if (method != "GET" || path.EndsWith("why", StringComparison.Ordinal)) return;
        using var answered = await host.Client(host.Admin.DefaultRequestHeaders.Authorization!.Parameter, "default").SendAsync(method, path, null);
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
    }

    [Fact]
    public async Task Form_of_a_tenant_is_found_under_its_name_alone_and_makes_a_lead_there()
    {
        var form = await host.Alpha.JsonAsync("POST", "/api/forms", """{"name":"Of alpha","fields":[{"key":"name"},{"key":"email","isRequired":true}],"minimumSeconds":0}""", HttpStatusCode.Created);
        var page = "/forms/" + (string)form["key"]!;
        async Task<HttpStatusCode> StatusAsync(string? name, string path)
        {
            using var stranger = host.Client();
            if (name is not null) stranger.DefaultRequestHeaders.Host = name;
            using var answer = await stranger.SendAsync("GET", path, null);
            return answer.StatusCode;
        }
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("alpha.crm.test", page));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("beta.crm.test", page));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(null, page));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync("gamma.crm.test", page));

        using var client = host.Client();
        client.DefaultRequestHeaders.Host = "alpha.crm.test";
        var token = (string)(await client.GetAsync(page + "/definition", HttpStatusCode.OK))["token"]!;
        using (var sent = await client.SendAsync("POST", page, $$"""{"token":"{{token}}","values":{"name":"A stranger of alpha","email":"stranger@example.com"} }""")) Assert.Equal(HttpStatusCode.NoContent, sent.StatusCode);
        Assert.Single((await host.Alpha.GetAsync("/api/leads?filter=name eq 'A stranger of alpha'", HttpStatusCode.OK))["items"]!.AsArray());
    }

    // All that can be read: each route with ids of both tenants, and the questions that could tell.
    private IEnumerable<string> Paths()
    {
        foreach (var route in RouteTable.For(Catalog, host.Services.GetServices<IApiRoutes>()).Where(r => r.Method == "GET"))
        {
            foreach (var ids in new[] { host.AlphaIds, host.BetaIds })
            {
                var type = route.Type;
                var path = "/api" + route.Path.Replace("{id}", (type is null ? null : ids.GetValueOrDefault(type)) ?? ids["lead"], StringComparison.Ordinal)
                    .Replace("{relation}", (type is null ? null : Catalog.RelationsOf(type).FirstOrDefault()?.Key) ?? "none", StringComparison.Ordinal)
                    .Replace("{country}", "CN", StringComparison.Ordinal);
                var keys = route.Path == "/reports/{key}" ? Catalog.Reports.Select(r => r.Key) : ["x"];
                foreach (var key in keys)
                {
                    var filled = System.Text.RegularExpressions.Regex.Replace(path.Replace("{key}", key, StringComparison.Ordinal), "{[a-z]+}", "x");
                    var query = route.Query.Select(p => p.Name).ToHashSet();
                    yield return filled + (query.Contains("at") ? "?at=2030-01-01T00:00:00Z" : query.Contains("q") ? "?q=" + TenantHost.Canary : query.Contains("format") ? "?format=csv" : "");
                    if (query.Contains("total")) yield return filled + "?total=true&size=1000";
                    if (query.Contains("filter") && query.Contains("deleted")) yield return filled + $"?deleted=true&filter=id eq '{ids.Values.First()}'";
                }
            }
        }
        yield return $"/api/search?q={TenantHost.Canary}";
        yield return $"/api/leads?filter=name eq '{TenantHost.Canary}'";
        yield return "/api/leads?filter=nonsense eq 1";
        foreach (var id in host.BetaIds.Values) yield return $"/api/audit?record={id}";
    }

    // What the question itself named may come back in a refusal: that tells nothing.
    private void AssertClean(string path, string text)
    {
        if (!path.Contains(TenantHost.Canary, StringComparison.Ordinal)) Assert.False(text.Contains(TenantHost.Canary, StringComparison.OrdinalIgnoreCase), $"{path} gives away a text: {text}");
        foreach (var id in host.BetaIds.Values)
            if (!path.Contains(id, StringComparison.Ordinal)) Assert.False(text.Contains(id, StringComparison.OrdinalIgnoreCase), $"{path} gives away {id}");
    }

    private static async Task<string> WithoutAsync(HttpResponseMessage answer, string id)
    {
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!.AsObject();
        problem.Remove("traceId");
        return problem.ToJsonString().Replace(id, "", StringComparison.Ordinal);
    }
}
