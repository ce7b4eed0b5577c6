using System.Text.Json.Nodes;
using CrmKit.Catalog;
using CrmKit.Fields;
using CrmKit.PostgreSql;
using CrmKit.Tenants;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.AspNetCore;

/// <summary>A host with two tenants, which say who they are by sign-in, host name and header. Every text that tenant beta has written carries a word that tenant alpha never may receive.</summary>
public class TenantHost : ApiHost, IAsyncLifetime
{
    public const string Canary = "zzcanarybeta";
    public const string SignIn = "X-Test-Sign-In-Tenant"; // stands for a claim

    public HttpClient Alpha { get; private set; } = null!;

    public HttpClient Beta { get; private set; } = null!;

    public string AlphaKey { get; private set; } = "";

    /// <summary>A record of each type, by tenant.</summary>
    public Dictionary<string, string> AlphaIds { get; } = [];

    public Dictionary<string, string> BetaIds { get; } = [];

    protected override void Configure(IServiceCollection services) => services.Configure<CrmKitApiOptions>(api =>
    {
        api.TenantSources.Add(http => http.Request.Headers[SignIn] is { Count: > 0 } claim ? claim.ToString() : null);
        api.TenantSources.Add(TenantSources.Header("X-Tenant"));
        api.TenantSources.Add(TenantSources.SubDomain("crm.test"));
    });

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        (Alpha, AlphaKey) = await TenantAsync("alpha");
        (Beta, _) = await TenantAsync("beta");
        await FillAsync(Alpha, AlphaIds, "alphas");
        await FillAsync(Beta, BetaIds, Canary);
        await Beta.JsonAsync("POST", "/api/views", $$"""{"recordType":"lead","name":"{{Canary}}","sharing":"all"}""", System.Net.HttpStatusCode.Created);
    }

    public HttpClient Client(string? key, string? tenant)
    {
        var client = Client(key);
        if (tenant is not null) client.DefaultRequestHeaders.Add("X-Tenant", tenant);
        return client;
    }

    private async Task<(HttpClient Client, string Key)> TenantAsync(string tenant)
    {
        var made = await Services.GetRequiredService<ITenants>().CreateAsync(tenant, tenant == "beta" ? Canary : "Alpha", $"admin@{(tenant == "beta" ? Canary : "alpha")}.example.com");
        return (Client(made.Key.Key, tenant), made.Key.Key);
    }

    private async Task FillAsync(HttpClient client, Dictionary<string, string> ids, string word)
    {
        foreach (var type in Services.GetRequiredService<ICatalog>().Current.Types.Where(t => !t.IsAppendOnly)) await OfAsync(client, type, ids, word);
    }

    private async Task<string> OfAsync(HttpClient client, RecordTypeDefinition type, Dictionary<string, string> ids, string word)
    {
        if (ids.TryGetValue(type.Key, out var known)) return known;
        var needed = new JsonObject();
        if (type.Key == "order-return") (needed["orderLineId"], needed["orderId"]) = (await OfAsync(client, Type("order-line"), ids, word), await OfAsync(client, Type("order"), ids, word));
        if (type.Key == "import-mapping") (needed["recordType"], needed["definition"]) = ("lead", """{"columns":{"a":"name"}}""");
        if (type.Key == "contact") needed["lastName"] = word;
        if (type.Key == "contract-party") needed["accountId"] = await OfAsync(client, Type("account"), ids, word);
        foreach (var field in type.Fields.Where(f => f.Nature == FieldNature.Descriptive && !needed.ContainsKey(f.Key) && (f.IsRequired || f.Key == type.NameField)))
        {
            needed[field.Key] = field.Kind switch
            {
                FieldKind.Reference => await OfAsync(client, Type(field.ReferenceType!), ids, word),
                FieldKind.Option => field.Options[0].Code,
                FieldKind.Integer or FieldKind.Number or FieldKind.Percent or FieldKind.Money => JsonValue.Create(Math.Max(1, field.Minimum ?? 1)),
                FieldKind.Bool => true,
                FieldKind.Date => "2025-06-30",
                FieldKind.Instant => "2025-06-30T08:00:00Z",
                FieldKind.Email => $"{word}@example.com",
                _ => word,
            };
        }
        var id = await client.CreateAsync(type.PluralKey, needed.ToJsonString());
        ids[type.Key] = id;
        // As many texts as rules let through, one by one.
        foreach (var field in type.Fields.Where(f => f is { Nature: FieldNature.Descriptive, Kind: FieldKind.Text or FieldKind.LongText or FieldKind.Email } && !needed.ContainsKey(f.Key)))
            using (await client.SendAsync("PATCH", $"/api/{type.PluralKey}/{id}", new JsonObject { [field.Key] = field.Kind == FieldKind.Email ? $"{word}@example.com" : word }.ToJsonString())) { }
        return id;
    }

    private RecordTypeDefinition Type(string key) => Services.GetRequiredService<ICatalog>().Current.Type(key);
}

/// <summary>The same with a file for each tenant.</summary>
public sealed class FilePerTenantHost : TenantHost
{
    private readonly string _files = Directory.CreateTempSubdirectory("crmkit-tenants-").FullName;

    protected override Task<IReadOnlyDictionary<string, string>?> DatabaseAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, string>?>(new Dictionary<string, string> { ["CrmKit:Database"] = Path.Combine(_files, "crm.db"), ["Database:FilePerTenant"] = "true" });

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_files, recursive: true);
    }
}

/// <summary>The same on PostgreSQL, behind row-level security.</summary>
public sealed class PostgreSqlTenantHost : TenantHost
{
    private string _database = "";

    protected override async Task<IReadOnlyDictionary<string, string>?> DatabaseAsync()
    {
        _database = await PostgreSqlCluster.NewDatabaseAsync();
        var owner = await PostgreSqlRole.OwnerOfAsync(_database);
        return new Dictionary<string, string> { ["Database:Provider"] = "postgresql", ["Database:ConnectionString"] = owner.Of(_database), ["Database:RowLevelSecurity"] = "true" };
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_database.Length > 0) await PostgreSqlCluster.DropAsync(_database);
    }
}
