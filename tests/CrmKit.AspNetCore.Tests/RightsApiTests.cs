using System.Net;
using System.Text.Json.Nodes;
using CrmKit.Access;
using CrmKit.Leads;
using CrmKit.Planning;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.PostgreSql;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.AspNetCore;

/// <summary>The sample host with the oracle's firm in it.</summary>
public class RightsHost : ApiHost
{
    public const int Seed = 20_260_317;
    private readonly Random _random = new(Seed);

    internal RightsWorld World { get; } = new();

    internal SlowRights Slow => new(World, TimeProvider.System.GetUtcNow);

    protected override void Configure(IServiceCollection services) => new CrmKitBuilder(services).AddPlugin<OraclePlugin>("oracle");

    /// <summary>Fills the firm, once.</summary>
    internal async Task<RightsWorld> FilledAsync()
    {
        if (World.Users.Count > 0) return World;
        World.InventRoles(_random);
        await World.FillAsync(_random, Services.GetRequiredService<ICrm>(), TimeProvider.System.GetUtcNow());
        return World;
    }

    internal async Task<HttpClient> ClientAsync(Guid user)
    {
        await using var session = Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test"));
        return Client((await Services.GetRequiredService<IApiKeys>().CreateAsync(session, user, "test")).Key);
    }

    private sealed class OraclePlugin : CrmPlugin
    {
        public override void Configure(ICrmPluginBuilder plugin)
        {
            var world = new RightsWorld();
            world.InventRoles(new Random(Seed));
            RightsWorld.Define(plugin);
            foreach (var role in world.Roles) plugin.Role(role);
        }
    }
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class PostgreSqlRightsHost : RightsHost
{
    private string _database = "";

    protected override async Task<IReadOnlyDictionary<string, string>?> DatabaseAsync()
    {
        _database = await PostgreSqlCluster.NewDatabaseAsync();
        return new Dictionary<string, string> { ["Database:Provider"] = "postgresql", ["Database:ConnectionString"] = _database };
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_database.Length > 0) await PostgreSqlCluster.DropAsync(_database);
        GC.SuppressFinalize(this);
    }
}

public sealed class SqliteRightsApiTests(RightsHost host) : RightsApiTests(host), IClassFixture<RightsHost>;

public sealed class PostgreSqlRightsApiTests(PostgreSqlRightsHost host) : RightsApiTests(host), IClassFixture<PostgreSqlRightsHost>;

/// <summary>Rights as clients meet them: roles, shares, explanations, and what insiders try.</summary>
public abstract class RightsApiTests(RightsHost host)
{
    private static readonly (string Type, string Plural)[] Lists = [("lead", "leads"), ("account", "accounts"), ("opportunity", "opportunities"), ("order", "orders"), (RightsWorld.Site, "oracle.sites")];

    [Fact]
    public async Task Every_answer_is_what_an_obviously_right_evaluator_says()
    {
        var (world, random, cases) = (await host.FilledAsync(), new Random(RightsHost.Seed + 1), 0);
        foreach (var user in world.Users.Where(u => u.IsActive).Take(8))
        {
            using var client = await host.ClientAsync(user.Id);
            void Same(object? expected, object? actual, string what)
            {
                cases++;
                if (!Equals(expected, actual)) Assert.Fail($"Seed {RightsHost.Seed}, {user.Name} ({user.Roles}) {what}: expected {expected}, got {actual}.");
            }
            foreach (var (type, plural) in Lists)
            {
                var records = world.Records.FindAll(r => SlowRights.TypeOf(r) == type);
                var seen = records.Where(r => host.Slow.May(user, Operations.Read, r)).Select(r => r.Id.ToString()).Order().ToList();
                var ids = string.Join(",", records.Select(r => $"'{r.Id}'"));
                var page = await client.JsonAsync("GET", $"/api/{plural}?size=200&total=true&filter=id in ({ids})");
                Same(string.Join(",", seen), string.Join(",", page["items"]!.AsArray().Select(i => (string)i!["id"]!).Order()), $"lists {type}");
                Same((long)seen.Count, (long)page["total"]!, $"counts {type}");
                foreach (var (field, _) in RightsWorld.Types[type].Where(f => host.Slow.IsKept(user, type, f.Field, isWrite: false)))
                    Same(HttpStatusCode.Forbidden, (await client.SendAsync("GET", $"/api/{plural}?orderBy={(type == RightsWorld.Site ? "custom." : "")}{field}")).StatusCode, $"sorts {type} by {field}");

                var one = records[random.Next(records.Count)];
                Same(host.Slow.May(user, Operations.Read, one) ? HttpStatusCode.OK : HttpStatusCode.NotFound, (await client.SendAsync("GET", $"/api/{plural}/{one.Id}")).StatusCode, $"gets {type}");
                var why = await host.Admin.GetAsync($"/api/explain?operation=update&type={type}&id={one.Id}&user={user.Id}", HttpStatusCode.OK);
                Same(host.Slow.May(user, Operations.Update, one), (bool)why["isAllowed"]!, $"explains {type}: {why["reason"]}");
                if (records.FirstOrDefault(r => !host.Slow.May(user, Operations.Delete, r)) is not { } kept) continue;
                using var refused = await client.SendAsync("DELETE", $"/api/{plural}/{kept.Id}");
                Same(host.Slow.May(user, Operations.Read, kept) ? HttpStatusCode.Forbidden : HttpStatusCode.NotFound, refused.StatusCode, $"deletes {type}");
                Same(kept.Version, (int)(await host.Admin.GetAsync($"/api/{plural}/{kept.Id}", HttpStatusCode.OK))["version"]!, $"leaves {type} as it was");
            }
        }
        Assert.True(cases > 200, $"Only {cases} cases.");
    }

    [Fact]
    public async Task A_record_is_shared_listed_and_taken_back()
    {
        var (_, owner) = await host.UserAsync("sales-rep");
        var (otherId, other) = await host.UserAsync("sales-rep");
        var id = await owner.CreateAsync("opportunities", """{"name":"To share"}""");
        await other.GetAsync($"/api/opportunities/{id}", HttpStatusCode.NotFound);
        await owner.JsonAsync("POST", $"/api/opportunities/{id}/shares", $$"""{"userId":"{{otherId}}","until":"2099-01-01T00:00:00Z"}""", HttpStatusCode.NoContent);
        await other.GetAsync($"/api/opportunities/{id}", HttpStatusCode.OK);
        await other.JsonAsync("PATCH", $"/api/opportunities/{id}", """{"name":"Mine"}""", HttpStatusCode.Forbidden);
        var share = (await other.GetAsync($"/api/opportunities/{id}/shares", HttpStatusCode.OK))["items"]!.AsArray().Single()!;
        Assert.Equal((otherId.ToString(), false, "2099-01-01T00:00:00Z"), ((string)share["userId"]!, (bool)share["canWrite"]!, (string)share["until"]!));
        Assert.Equal("share", (string)(await other.GetAsync($"/api/explain?operation=read&type=opportunity&id={id}", HttpStatusCode.OK))["way"]!);

        await owner.JsonAsync("POST", $"/api/opportunities/{id}/shares", $$"""{"userId":"{{otherId}}","canWrite":true}""", HttpStatusCode.NoContent);
        await other.JsonAsync("PATCH", $"/api/opportunities/{id}", """{"name":"Ours"}""");
        Assert.Equal("access.share-forbidden", (await other.JsonAsync("POST", $"/api/opportunities/{id}/shares", $$"""{"userId":"{{host.AdminId}}"}""", HttpStatusCode.Forbidden)).Code());
        var received = (await other.GetAsync("/api/shared?size=10", HttpStatusCode.OK))["items"]!.AsArray().Single()!;
        Assert.Equal(("opportunity", id.ToString(), true), ((string)received["type"]!, (string)received["id"]!, (bool)received["canWrite"]!));
        await other.GetAsync("/api/shared?size=0", HttpStatusCode.BadRequest);
        await owner.JsonAsync("DELETE", $"/api/opportunities/{id}/shares/{otherId}", expected: HttpStatusCode.NoContent);
        Assert.Empty((await other.GetAsync("/api/shared", HttpStatusCode.OK))["items"]!.AsArray());
        await other.GetAsync($"/api/opportunities/{id}", HttpStatusCode.NotFound);
        foreach (var (body, status) in new[]
        {
            ("""{"userId":"not an id"}""", 400), ("""{}""", 400), ("""{"userId":null,"teamId":null}""", 400), ($$"""{"userId":"{{Guid.NewGuid()}}"}""", 400), ($$"""{"userId":"{{otherId}}","until":"yesterday"}""", 400),
            ($$"""{"userId":"{{otherId}}","until":"2001-01-01T00:00:00Z"}""", 400), ($$"""{"userId":"{{otherId}}","canDelete":true}""", 400),
        })
            await owner.JsonAsync("POST", $"/api/opportunities/{id}/shares", body, (HttpStatusCode)status);
        Assert.Empty((await owner.GetAsync($"/api/opportunities/{id}/shares", HttpStatusCode.OK))["items"]!.AsArray());
    }

    [Fact]
    public async Task A061_A063_Roles_are_defined_and_given_by_those_alone_who_hold_what_they_permit()
    {
        await host.Admin.JsonAsync("PUT", "/api/catalog/roles/hr", """{"label":{"english":"HR"},"permissions":[{"recordType":"user","operations":"read, create, update, delete, assign, administer","scope":"all"},{"recordType":"lead","operations":"read","scope":"team, territory"}]}""", HttpStatusCode.NoContent);
        await host.Admin.JsonAsync("PUT", "/api/catalog/roles/intern", """{"label":{"english":"Intern"},"permissions":[{"recordType":"lead","operations":"read","scope":"own"}]}""", HttpStatusCode.NoContent);
        var (hrId, hr) = await host.UserAsync("hr");
        var (plainId, plain) = await host.UserAsync("intern");

        foreach (var roles in new[] { "administrator", "hr,sales-manager", "reader" })
            Assert.Equal("access.grant-exceeds", (await hr.JsonAsync("PATCH", $"/api/users/{plainId}", $$"""{"roles":"{{roles}}"}""", HttpStatusCode.Forbidden)).Code());
        Assert.Equal("access.grant-exceeds", (await hr.JsonAsync("PATCH", $"/api/users/{hrId}", """{"roles":"administrator"}""", HttpStatusCode.Forbidden)).Code());
        await hr.JsonAsync("PATCH", $"/api/users/{host.AdminId}", """{"email":"taken@example.com"}""", HttpStatusCode.Forbidden);
        await hr.JsonAsync("PATCH", $"/api/users/{host.AdminId}", """{"isActive":false}""", HttpStatusCode.Forbidden);
        await hr.JsonAsync("POST", "/api/users", """{"name":"Second","roles":"administrator"}""", HttpStatusCode.Forbidden);
        var batch = await hr.JsonAsync("POST", "/api/batch", $$"""{"allOrNothing":false,"changes":[{"op":"update","type":"user","id":"{{plainId}}","values":{"roles":"administrator"} },{"op":"delete","type":"user","id":"{{host.AdminId}}"}]}""");
        Assert.Equal((0, 2), ((int)batch["saved"]!, (int)batch["refused"]!));
        foreach (var client in new[] { hr, plain })
        {
            await client.JsonAsync("PUT", "/api/catalog/roles/intern", """{"label":{"english":"Intern"},"permissions":[{"recordType":"*","operations":"read, administer","scope":"all"}]}""", HttpStatusCode.Forbidden);
            await client.JsonAsync("DELETE", "/api/catalog/roles/intern", expected: HttpStatusCode.Forbidden);
        }
        await plain.JsonAsync("PATCH", $"/api/users/{plainId}", """{"roles":"hr"}""", HttpStatusCode.NotFound);
        await hr.JsonAsync("PATCH", $"/api/users/{plainId}", """{"roles":"intern,hr"}""");

        Assert.Equal(("intern,hr", "administrator"), ((string)(await host.Admin.GetAsync($"/api/users/{plainId}", HttpStatusCode.OK))["roles"]!, (string)(await host.Admin.GetAsync($"/api/users/{host.AdminId}", HttpStatusCode.OK))["roles"]!));
        Assert.Equal("own", (string)(await host.Admin.GetAsync("/api/rights?roles=intern", HttpStatusCode.OK))["types"]!.AsArray().Single()!["scopes"]!["read"]!);
        Assert.Equal("team, territory", (string)(await hr.GetAsync("/api/rights", HttpStatusCode.OK))["types"]!.AsArray().Single(t => (string)t!["type"]! == "lead")!["scopes"]!["read"]!);
        Assert.Equal("team, territory", (string)(await hr.GetAsync("/api/me", HttpStatusCode.OK))["permissions"]!["lead"]!["read"]!);
    }

    [Fact]
    public async Task A003_A004_A009_A016_A017_A018_A020_What_is_not_ones_own_stays_as_it_was()
    {
        await host.Admin.JsonAsync("PUT", "/api/catalog/roles/narrow", """
            {"label":{"english":"Narrow"},"permissions":[{"recordType":"lead","operations":"read, create, update, delete, assign, convert, export, merge","scope":"own"},{"recordType":"account","operations":"read","scope":"all"}],
             "restrictions":[{"recordType":"lead","field":"phone","canRead":false,"canWrite":false},{"recordType":"lead","field":"jobTitle","canRead":true,"canWrite":false}]}
            """, HttpStatusCode.NoContent);
        var (repId, rep) = await host.UserAsync("narrow");
        var (theirs, seen) = (await host.Admin.CreateAsync("leads", """{"name":"Theirs","phone":"+442079460777"}"""), await host.Admin.CreateAsync("accounts", """{"name":"Seen"}"""));
        var mine = await rep.CreateAsync("leads", """{"name":"Mine"}""");
        var before = (await host.Admin.GetAsync($"/api/leads/{theirs}", HttpStatusCode.OK)).ToJsonString();
        foreach (var (method, path, body) in new[]
        {
            ("GET", "", null), ("PATCH", "", """{"name":"x"}"""), ("PATCH", "", $$"""{"ownerId":"{{repId}}"}"""), ("DELETE", "", null), ("POST", "/restore", null), ("POST", "/assign", $$"""{"ownerId":"{{repId}}"}"""), ("POST", "/convert", """{}"""),
            ("POST", "/merge", $$"""{"loser":"{{mine}}"}"""), ("GET", "/history", null), ("GET", "/timeline", null), ("GET", "/shares", null), ("POST", "/shares", $$"""{"userId":"{{repId}}","canWrite":true}"""), ("GET", "/matches?to=lead", null), ("GET", "/merges", null), ("GET", "/chain", null),
        })
        {
            using var answer = await rep.SendAsync(method, $"/api/leads/{theirs}{path}", body);
            Assert.True((int)answer.StatusCode is 404 or 400 or 422, $"{method} {path}: {(int)answer.StatusCode}");
            Assert.DoesNotContain("2079460777", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        foreach (var body in new[] { """{"phone":"1"}""", """{"jobTitle":"Boss"}""" }) Assert.Equal("access.field-forbidden", (await rep.JsonAsync("PATCH", $"/api/leads/{mine}", body, HttpStatusCode.Forbidden)).Code());
        foreach (var body in new[] { """{"id":"00000000-0000-0000-0000-000000000001"}""", """{"ownerId":null}""", """{"createdAt":"2001-01-01T00:00:00Z"}""", """{"version":9}""", """{"deletedAt":null}""", """{"tenantId":"other"}""", """{"convertedAt":"2001-01-01T00:00:00Z"}""" })
            using (var answer = await rep.SendAsync("PATCH", $"/api/leads/{mine}", body)) Assert.True((int)answer.StatusCode is 400 or 403 or 422, $"{body}: {(int)answer.StatusCode}");
        foreach (var (path, body) in new[] { ("", """{"name":"x"}"""), ("/assign", $$"""{"ownerId":"{{repId}}"}"""), ("/shares", $$"""{"userId":"{{repId}}"}""") })
            await rep.JsonAsync(path.Length == 0 ? "PATCH" : "POST", $"/api/accounts/{seen}{path}", body, HttpStatusCode.Forbidden);
        var batch = await rep.JsonAsync("POST", "/api/batch",
            $$"""{"allOrNothing":false,"changes":[{"op":"update","type":"lead","id":"{{theirs}}","values":{"city":"x"} },{"op":"delete","type":"account","id":"{{seen}}"},{"op":"update","type":"lead","id":"{{mine}}","values":{"phone":"1"} }]}""");
        Assert.Equal(["record.not-found", "access.forbidden", "access.field-forbidden"], batch["results"]!.AsArray().Select(r => (string)r!["errors"]![0]!["code"]!));
        Assert.Equal(before, (await host.Admin.GetAsync($"/api/leads/{theirs}", HttpStatusCode.OK)).ToJsonString());
        var own = await host.Admin.GetAsync($"/api/leads/{mine}", HttpStatusCode.OK);
        Assert.Equal((repId.ToString(), 1), ((string)own["ownerId"]!, (int)own["version"]!));
        Assert.Equal(0, (int)(await rep.GetAsync("/api/leads?total=true&filter=name eq 'Theirs'", HttpStatusCode.OK))["total"]!);
        Assert.Equal("Seen", (string)(await host.Admin.GetAsync($"/api/accounts/{seen}", HttpStatusCode.OK))["name"]!);
    }

    [Fact]
    public async Task A059_Whoever_is_deactivated_gets_no_further_and_cannot_come_back_by_himself()
    {
        var (id, leaver) = await host.UserAsync("sales-manager");
        await leaver.GetAsync("/api/leads", HttpStatusCode.OK);
        await host.Admin.JsonAsync("PATCH", $"/api/users/{id}", """{"isActive":false}""");
        foreach (var (method, path, body) in new[] { ("GET", "/api/leads", null), ("GET", "/api/me", null), ("GET", "/api/rights", null), ("PATCH", $"/api/users/{id}", """{"isActive":true}"""), ("POST", "/api/leads", """{"name":"x"}""") })
            await leaver.JsonAsync(method, path, body, HttpStatusCode.Unauthorized);
        Assert.False((bool)(await host.Admin.GetAsync($"/api/users/{id}", HttpStatusCode.OK))["isActive"]!);
    }
}
