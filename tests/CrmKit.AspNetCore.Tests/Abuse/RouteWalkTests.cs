using System.Net;
using System.Text;
using CrmKit.Access;
using CrmKit.Catalog;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Tenants;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.AspNetCore.Abuse;

public sealed class SqliteRouteWalkTests(WalkWorld world) : RouteWalkTests(world), IClassFixture<WalkWorld>;

public sealed class PostgreSqlRouteWalkTests(PostgreSqlWalkWorld world) : RouteWalkTests(world), IClassFixture<PostgreSqlWalkWorld>;

/// <summary>All routes that exist, by all kinds of callers, with all that enemies send: nothing ends in a 500, tells of the inside, shows a record to somebody without a right to it, or changes one.</summary>
public abstract class RouteWalkTests(WalkWorld world)
{
    public static TheoryData<string> Callers => [.. WalkWorld.CallerNames.Where(c => c != WalkWorld.Admin)];

    [Theory]
    [MemberData(nameof(Callers))]
    public Task A001_to_A020_A031_A064_A074_A104_every_route_holds_against(string caller) => RouteWalk.AllAsync(world, caller);
}

public sealed class SqliteAdministratorsRouteWalkTests(WalkWorld world) : AdministratorsRouteWalkTests(world), IClassFixture<WalkWorld>;

public sealed class PostgreSqlAdministratorsRouteWalkTests(PostgreSqlWalkWorld world) : AdministratorsRouteWalkTests(world), IClassFixture<PostgreSqlWalkWorld>;

/// <summary>In a host of its own: what an administrator destroys, he may.</summary>
public abstract class AdministratorsRouteWalkTests(WalkWorld world)
{
    [Fact]
    public Task A031_A050_A095_every_route_answers_an_administrator_who_sends_anything() => RouteWalk.AllAsync(world, WalkWorld.Admin);
}

internal static class RouteWalk
{
    public static async Task AllAsync(WalkWorld world, string caller)
    {
        var (client, wrong) = (world.Clients[caller], new List<string>());
        foreach (var route in world.Routes())
        {
            foreach (var (path, body) in Attacks.On(route, world.IdFor(route)))
            {
                using var response = await client.SendAsync(route.Method, path, body);
                var (status, text) = ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
                if (status >= 500) wrong.Add($"{status}");
                if (Attacks.Inside.FirstOrDefault(part => text.Contains(part, StringComparison.Ordinal)) is { } inside) wrong.Add($"shows '{inside}'");
                if (status < 300 && WalkWorld.Strangers.Contains(caller) && !route.IsOpen && !route.IsDocument) wrong.Add($"{status} without a caller");
                if (WalkWorld.Strangers.Contains(caller) && !route.IsOpen && !route.IsDocument && status != 401) wrong.Add($"{status} where 401 is due");
                if (status < 300 && caller == WalkWorld.ReadOnlyKey && route.Method != "GET") wrong.Add($"{status} by a key that only reads");
                if (caller != WalkWorld.Admin && text.Contains(WalkWorld.Canary, StringComparison.Ordinal)) wrong.Add("shows a record of somebody else");
                if (caller != WalkWorld.Admin && route.Method != "GET" && await world.FindHarmAsync() is { } harm) wrong.Add(harm);
                if (wrong.Count > 0) Assert.Fail($"{caller}: {route.Method} {path} {body}: {string.Join("; ", wrong)}\n{text}");
            }
        }
    }
}

/// <summary>What is sent to a route.</summary>
internal static class Attacks
{
    /// <summary>What no answer may hold.</summary>
    public static readonly string[] Inside = ["   at CrmKit.", "   at System.", "SELECT ", "SQLite Error", "Npgsql", "passwordHash", "securityStamp", "/bin/Release/", ".cs:line"];

    private static readonly string[] Values = ["' OR 1=1 --", "'; DROP TABLE crm_lead; --", "../../../etc/passwd", "<svg onload=alert(1)>", "{{constructor}}", "\u202e\u0001%", "99999999999999999999", "-1", "a,b,-c", "null"];

    private static readonly string[] Bodies =
    [
        "{}", "[]", "", "null", "{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"f\":{\"g\":{\"h\":{\"i\":{\"j\":{\"k\":{\"l\":{\"m\":{\"n\":{\"o\":{\"p\":{\"q\":1}}}}}}}}}}}}}}}}}",
        """{"name":"'); DROP TABLE crm_lead;--","title":"<img src=x onerror=alert(1)>","reason":"\r\nSet-Cookie: a=b","filter":"1 eq 1 or ownerId ne null","recordType":"user","ids":["' OR 1=1 --"]}""",
        """{"name":"x","id":"019b0000-0000-7000-8000-000000000000","tenantId":"other","ownerId":"019b0000-0000-7000-8000-000000000000","createdById":null,"version":99,"deletedAt":null,"roles":"administrator","isAdmin":true,"score":100,"stage":"won","values":{"roles":"administrator"}}""",
        """{"allOrNothing":false,"changes":[{"op":"delete","type":"lead","id":"019b0000-0000-7000-8000-000000000000"},{"op":"$type","type":"System.Object"}],"items":[{"email":"a@b.example","source":"x","key":"1"}]}""",
    ];

    /// <summary>The route as it is meant, with an id that exists; with each of its parameters abused; and, where it takes a body, with bodies that nobody means well by.</summary>
    public static IEnumerable<(string Path, string? Body)> On(ApiRoute route, string id)
    {
        var path = "/api" + Filled(route.Path, id);
        if (route.Method is "GET" or "DELETE")
        {
            yield return (path, null);
            var turn = 0;
            foreach (var parameter in route.Query) yield return ($"{path}?{parameter.Name}={Uri.EscapeDataString(Values[turn++ % Values.Length])}", null);
        }
        else
        {
            foreach (var body in Bodies) yield return (path, body);
        }
        if (route.Path.Contains('{', StringComparison.Ordinal)) yield return ("/api" + Filled(route.Path, Uri.EscapeDataString(Values[path.Length % Values.Length])), route.Method is "GET" or "DELETE" ? null : "{}");
    }

    private static string Filled(string path, string value)
    {
        var filled = new StringBuilder();
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries)) filled.Append('/').Append(part.StartsWith('{') ? value : part);
        return filled.ToString();
    }
}

/// <summary>The sample host with records of the administrator's, and a client for each kind of caller.</summary>
public class WalkWorld : IAsyncLifetime
{
    internal const string Canary = "canary-7f3a";
    internal const string Admin = "an administrator";
    internal const string ReadOnlyKey = "a key that only reads";
    private const string Other = "other";
    private readonly HostDatabase? _database;
    private readonly WalkHost _host;
    private readonly Dictionary<string, (Guid Id, int Version)> _records = [];

    public static IReadOnlyList<string> CallerNames { get; } =
        ["nobody", "an unknown key", "a user switched off", "a user without a role", "a reader of his own", "a reader of his team's", "a writer of his own", ReadOnlyKey, Admin, "an administrator of another tenant"];

    /// <summary>Callers who are none.</summary>
    internal static IReadOnlySet<string> Strangers { get; } = new HashSet<string> { "nobody", "an unknown key", "a user switched off" };

    internal Dictionary<string, HttpClient> Clients { get; } = [];

    public WalkWorld() : this(null)
    {
    }

    internal WalkWorld(HostDatabase? database) => (_database, _host) = (database, new WalkHost(database));

    public async ValueTask InitializeAsync()
    {
        await _host.InitializeAsync();
        foreach (var (role, operations, scope) in new[] { ("walk-own", "read", "own"), ("walk-team", "read", "team"), ("walk-writer", "read, create, update, delete", "own") })
            await _host.Admin.JsonAsync("PUT", $"/api/catalog/roles/{role}", $$"""{"label":{"english":"{{role}}"},"permissions":[{"recordType":"*","operations":"{{operations}}","scope":"{{scope}}"}]}""", HttpStatusCode.NoContent);
        var crm = _host.Services.GetRequiredService<ICrm>();
        await using (var session = crm.OpenSession(Actor.User(_host.AdminId), "test"))
            foreach (var record in Made()) _records[session.Catalog.TypeOf(record).Key] = ((await session.Records.CreateAsync(record)).Id, 1);
        await _host.Services.GetRequiredService<Events.IDispatcher>().DrainAsync();
        await using (var session = crm.OpenSession(Actor.System("test"))) // as they are when all that follows from their creation is done
            foreach (var (type, record) in _records.ToList()) _records[type] = (record.Id, (await session.Records.FindAsync(new RecordRef(type, record.Id)))!.Version);

        var off = await _host.UserAsync("administrator");
        await _host.Admin.JsonAsync("PATCH", $"/api/users/{off.Id}", """{"isActive":false}""");
        var reader = await _host.UserAsync("walk-own");
        string limited;
        await using (var session = crm.OpenSession(Actor.System("test")))
            limited = (await _host.Services.GetRequiredService<IApiKeys>().CreateAsync(session, reader.Id, "read only", KeyScopes.ReadOnly)).Key;
        HttpClient[] clients =
        [
            _host.Client(), _host.Client("crm_" + new string('A', 43)), off.Client, (await _host.UserAsync("")).Client, reader.Client, (await _host.UserAsync("walk-team")).Client,
            (await _host.UserAsync("walk-writer")).Client, _host.Client(limited), _host.Admin,
            await OfOtherTenantAsync(),
        ];
        for (var i = 0; i < clients.Length; i++) Clients[CallerNames[i]] = clients[i];
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    // May do everything, in his own house: what he sends names records of this one.
    private async Task<HttpClient> OfOtherTenantAsync()
    {
        var made = await _host.Services.GetRequiredService<ITenants>().CreateAsync(Other, "Other", "admin@other.example.com");
        var client = _host.Client(made.Key.Key);
        client.DefaultRequestHeaders.Add(WalkHost.Tenant, Other);
        return client;
    }

    /// <summary>Every route that the host has now. What ends the walker's own session comes last.</summary>
    internal IEnumerable<ApiRoute> Routes() =>
        RouteTable.For(_host.Services.GetRequiredService<ICatalog>().Current, _host.Services.GetServices<IApiRoutes>()).OrderBy(r => r.Path.StartsWith("/sign-out", StringComparison.Ordinal));

    /// <summary>An id that the route could be about: of the administrator's record where there is one.</summary>
    internal string IdFor(ApiRoute route) => (route.Type is { } type && _records.TryGetValue(type, out var record) ? record.Id : _host.AdminId).ToString();

    /// <summary>What somebody did to a record that is not his; <see langword="null"/> for nothing.</summary>
    internal async Task<string?> FindHarmAsync()
    {
        await using var session = _host.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test"));
        foreach (var (type, (id, version)) in _records)
            if (await session.Records.FindAsync(new RecordRef(type, id)) is not { } record) return $"{type} is gone";
            else if (record.Version != version) return $"{type} is changed";
        return null;
    }

    private sealed class WalkHost(HostDatabase? database) : PatientHost
    {
        public const string Tenant = "X-Tenant";

        protected override Task<IReadOnlyDictionary<string, string>?> DatabaseAsync() => database?.SettingsAsync() ?? base.DatabaseAsync();

        protected override void Configure(IServiceCollection services)
        {
            base.Configure(services);
            services.Configure<CrmKitApiOptions>(api => api.TenantSources.Add(http => http.Request.Headers[Tenant] is { Count: > 0 } named ? named.ToString() : "default"));
        }
    }

    private static IEnumerable<Records.Record> Made()
    {
        yield return new Leads.Lead { Name = $"Lead {Canary}", Email = $"{Canary}@example.com" };
        yield return new Accounts.Account { Name = $"Account {Canary}" };
        yield return new Accounts.Contact { LastName = $"Contact {Canary}" };
        yield return new Opportunities.Opportunity { Name = $"Opportunity {Canary}", Amount = 10 };
        yield return new Cases.SupportCase { Subject = $"Case {Canary}" };
        yield return new Activities.Note { Subject = $"Note {Canary}" };
    }
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class PostgreSqlWalkWorld : WalkWorld
{
    public PostgreSqlWalkWorld() : base(new HostDatabase())
    {
    }
}
