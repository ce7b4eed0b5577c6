using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using CrmKit.Effects;
using CrmKit.Events;
using CrmKit.Fields;
using CrmKit.Identity;
using CrmKit.Identity.Factors;
using CrmKit.Plugins;
using CrmKit.PostgreSql;
using CrmKit.Sessions;
using CrmKit.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CrmKit.AspNetCore.SignIn;

/// <summary>Secrets that go in through every door there is, and are looked for everywhere, on each database.</summary>
public abstract class SecretsAtRestTests(SecretsHost host)
{
    private const string Address = "canary-in-address", Setting = "canary-in-setting", Password = "canary sings in the password", Effect = "canary-in-effect";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A102_No_secret_is_in_database_backup_log_audit_queue_export_or_answer_and_all_are_read_after_another_key()
    {
        var secrets = await PlantAsync();
        await host.Services.GetRequiredService<IDispatcher>().DrainAsync(Cancelled);
        await HoldsNoneAsync(secrets);

        new KeyFolder(host.KeyFolder).AddKey(TimeProvider.System.GetUtcNow()); // as crmkit secrets new-key, beside the host
        var before = (await host.Admin.GetAsync("/api/secrets", HttpStatusCode.OK))["items"]!.AsArray();
        Assert.All(before, s => Assert.Equal("old", (string)s!["state"]!));
        var done = await host.Admin.JsonAsync("POST", "/api/secrets/rotate");
        Assert.Equal((before.Count, 0, 0), ((int)done["renewed"]!, (int)done["current"]!, done["lost"]!.AsArray().Count));
        Assert.All((await host.Admin.GetAsync("/api/secrets", HttpStatusCode.OK))["items"]!.AsArray(), s => Assert.Equal("current", (string)s!["state"]!));
        Assert.Equal(Setting, (await host.Settings.ReadAsync("default", Cancelled))[SecretsPlugin.Key]);
        await HoldsNoneAsync(secrets);

        // Without any key: what is lost is named, and nothing else of it is told.
        Directory.Move(host.KeyFolder, host.KeyFolder + "-gone");
        var lost = (await host.Admin.JsonAsync("POST", "/api/secrets/rotate"))["lost"]!.AsArray();
        Assert.Equal(before.Count, lost.Count);
        Assert.All(lost, l => Assert.Equal("secret.lost", (string)l!["code"]!));
        await HoldsNoneAsync(secrets);
        Directory.Delete(host.KeyFolder, recursive: true);
        Directory.Move(host.KeyFolder + "-gone", host.KeyFolder);
        Assert.Equal(before.Count, (int)(await host.Admin.JsonAsync("POST", "/api/secrets/rotate"))["current"]!);
    }

    [Fact]
    public async Task Secrets_are_neither_listed_nor_rotated_by_others()
    {
        var (_, seller) = await host.UserAsync("sales-rep");
        Assert.Equal("secret.forbidden", (await seller.GetAsync("/api/secrets", HttpStatusCode.Forbidden)).Code());
        Assert.Equal("secret.forbidden", (await seller.JsonAsync("POST", "/api/secrets/rotate", null, HttpStatusCode.Forbidden)).Code());
    }

    [Fact]
    public async Task Who_signs_in_with_an_authenticator_that_nobody_can_read_any_more_is_told_what_to_do()
    {
        var (email, secret, recovery) = await AuthenticatorAsync();
        Directory.Move(host.KeyFolder, host.KeyFolder + "-away");
        try
        {
            host.Clock.Now += TimeSpan.FromMinutes(1);
            var code = Totp.CodeAt(secret, host.Clock.Now);
            Assert.Equal("sign-in.factor-lost", (await host.Client().JsonAsync("POST", "/api/sign-in/code", new { challenge = await ChallengeAsync(email), code }, HttpStatusCode.UnprocessableEntity)).Code());
            await host.Client().JsonAsync("POST", "/api/sign-in/code", new { challenge = await ChallengeAsync(email), code = recovery });
        }
        finally
        {
            if (Directory.Exists(host.KeyFolder)) Directory.Delete(host.KeyFolder, recursive: true);
            Directory.Move(host.KeyFolder + "-away", host.KeyFolder);
        }
    }

    private async Task<IReadOnlyList<string>> PlantAsync()
    {
        var secrets = new List<string> { Address, Setting, Password, Effect };
        var hook = await host.Admin.JsonAsync("POST", "/api/webhooks", $$"""{"name":"ERP","url":"https://receiver.invalid/hook?key={{Address}}","events":["lead.*"]}""", HttpStatusCode.Created);
        secrets.Add((string)hook["secret"]!);
        secrets.Add((string)(await host.Admin.JsonAsync("POST", $"/api/webhooks/{hook["id"]}/secret"))["secret"]!);
        await host.Admin.JsonAsync("PATCH", $"/api/settings/{SecretsPlugin.Id}", JsonSerializer.Serialize(new Dictionary<string, string> { [SecretsPlugin.Key.Key] = Setting }));
        await host.Admin.JsonAsync("PATCH", $"/api/settings/{SecretsPlugin.Id}", JsonSerializer.Serialize(new Dictionary<string, string> { [SecretsPlugin.Key.Key] = Setting, ["none"] = Setting }), HttpStatusCode.BadRequest);

        var (_, secret, recovery) = await AuthenticatorAsync();
        secrets.AddRange([Convert.ToBase64String(secret), Totp.Text(secret), recovery]);
        var (id, email) = await host.PersonAsync("sales-rep");
        var own = await host.SignedInAsync(email);
        secrets.Add(own.DefaultRequestHeaders.Authorization!.Parameter!);
        await own.JsonAsync("PUT", "/api/password", new { current = SignInHost.Password, password = Password }, HttpStatusCode.NoContent);
        await host.Client().JsonAsync("POST", "/api/sign-in", new { email, password = Password + "!" }, HttpStatusCode.Unauthorized);
        using (var keyed = await own.SendAsync("POST", "/api/keys", """{"name":"robot"}""", key: "once"))
            Assert.Equal(HttpStatusCode.BadRequest, keyed.StatusCode); // an answer with a secret is not kept
        secrets.Add((string)(await own.JsonAsync("POST", "/api/keys", """{"name":"k"}""", HttpStatusCode.Created))["key"]!);
        secrets.Add(await host.TokenAsync(id));

        await using var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test"));
        await session.Effects.RequestAsync([new EffectRequest("nobody-does", "1", JsonSerializer.SerializeToElement(new { link = Effect })) { HoldsSecret = true }], Cancelled);
        return secrets;
    }

    private async Task<(string Email, byte[] Secret, string Recovery)> AuthenticatorAsync()
    {
        var (_, email) = await host.PersonAsync("sales-rep");
        var client = await host.SignedInAsync(email);
        var begun = await client.JsonAsync("POST", "/api/two-factor", new { password = SignInHost.Password });
        var secret = SignInTests.Decode((string)begun["secret"]!);
        var confirmed = await client.JsonAsync("POST", "/api/two-factor/confirm", new { code = Totp.CodeAt(secret, host.Clock.Now) });
        return (email, secret, (string)confirmed["recoveryCodes"]![0]!);
    }

    private async Task<string> ChallengeAsync(string email) => (string)(await host.Client().JsonAsync("POST", "/api/sign-in", new { email, password = SignInHost.Password }))["challenge"]!;

    private async Task HoldsNoneAsync(IReadOnlyList<string> secrets)
    {
        await foreach (var (where, bytes) in PlacesAsync())
            foreach (var secret in secrets)
                Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, $"'{secret}' is in {where}.");
    }

    private async IAsyncEnumerable<(string Where, byte[] Bytes)> PlacesAsync()
    {
        foreach (var place in await host.StoredAsync()) yield return place;
        yield return ("the log", Encoding.UTF8.GetBytes(string.Join('\n', host.Logged)));
        yield return ("what the host printed", Encoding.UTF8.GetBytes(host.Printed));
        foreach (var path in (string[])
            ["/api/webhooks", "/api/settings", "/api/secrets", "/api/audit", "/api/security-log", "/api/keys", "/api/sessions", "/api/users", "/api/users/export?format=csv", "/api/changes", "/api/catalog", "/api/openapi.json", "/api/none"])
            yield return (path, await (await host.Admin.SendAsync("GET", path)).Content.ReadAsByteArrayAsync(Cancelled));
        await using (var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test")))
            yield return ("dead letters", JsonSerializer.SerializeToUtf8Bytes(await session.Effects.DeadLettersAsync(cancellationToken: Cancelled)));
        using var backup = new ZipArchive(new MemoryStream(await host.Admin.GetByteArrayAsync(new Uri("/api/backup", UriKind.Relative), Cancelled)));
        foreach (var entry in backup.Entries)
        {
            using var content = new MemoryStream();
            await using (var stream = await entry.OpenAsync(Cancelled)) await stream.CopyToAsync(content, Cancelled);
            yield return ($"{entry.FullName} of the backup", content.ToArray());
        }
    }
}

/// <summary>On SQLite.</summary>
public sealed class SqliteSecretsAtRestTests(SecretsHost host) : SecretsAtRestTests(host), IClassFixture<SecretsHost>;

/// <summary>On PostgreSQL.</summary>
public sealed class PostgreSqlSecretsAtRestTests(PostgreSqlSecretsHost host) : SecretsAtRestTests(host), IClassFixture<PostgreSqlSecretsHost>;

/// <summary>A host whose every word is kept, with a plugin that has a secret.</summary>
public class SecretsHost : SignInHost
{
    private readonly Lines _log = new();

    public IReadOnlyCollection<string> Logged => _log.Kept;

    public string KeyFolder => Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<CrmKitApiOptions>>().Value.KeyFolder!;

    internal virtual IPluginSettings Settings => SecretsPlugin<SecretsHost>.Settings!;

    /// <summary>All bytes that the database has.</summary>
    public virtual Task<IReadOnlyList<(string Where, byte[] Bytes)>> StoredAsync()
    {
        var database = Services.GetRequiredService<IConfiguration>()["CrmKit:Database"]!;
        return Task.FromResult<IReadOnlyList<(string, byte[])>>([.. new[] { database, database + "-wal" }.Where(File.Exists).Select(f => (f, Read(f)))]);
    }

    protected override void Configure(IServiceCollection services)
    {
        base.Configure(services);
        services.AddCrmKit(AddPlugin);
        services.AddLogging(l => l.AddProvider(_log).SetMinimumLevel(LogLevel.Debug));
    }

    protected virtual void AddPlugin(CrmKitBuilder crm) => crm.AddPlugin<SecretsPlugin<SecretsHost>>(SecretsPlugin.Id);

    // The host has it open.
    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Kept { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Kept.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class PostgreSqlSecretsHost : SecretsHost
{
    private string _database = "";

    internal override IPluginSettings Settings => SecretsPlugin<PostgreSqlSecretsHost>.Settings!;

    public override async Task<IReadOnlyList<(string Where, byte[] Bytes)>> StoredAsync()
    {
        var found = new List<(string, byte[])>();
        foreach (var table in await PostgreSqlCluster.QueryAsync(_database, "SELECT tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"))
            found.Add((table, Encoding.UTF8.GetBytes(string.Join('\n', await PostgreSqlCluster.QueryAsync(_database, $"SELECT t::text FROM \"{table}\" t")))));
        return found;
    }

    protected override async Task<IReadOnlyDictionary<string, string>?> DatabaseAsync()
    {
        _database = await PostgreSqlCluster.NewDatabaseAsync();
        return new Dictionary<string, string> { ["Database:Provider"] = "postgresql", ["Database:ConnectionString"] = _database };
    }

    protected override void Configure(IServiceCollection services)
    {
        base.Configure(services);
        services.Configure<CrmKitApiOptions>(o => o.KeyFolder = Path.Combine(PluginFolder, "..", "keys")); // the host would take one in its own folder
    }

    protected override void AddPlugin(CrmKitBuilder crm) => crm.AddPlugin<SecretsPlugin<PostgreSqlSecretsHost>>(SecretsPlugin.Id);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_database.Length > 0) await PostgreSqlCluster.DropAsync(_database);
    }
}

internal static class SecretsPlugin
{
    public const string Id = "test.secrets";

    public static Field<string> Key { get; } = Field.Text("test.secrets.key");
}

/// <summary>A plugin with a secret.</summary>
/// <typeparam name="THost">The host that has it: what it reads its settings by is kept once for each.</typeparam>
internal sealed class SecretsPlugin<THost> : CrmPlugin
{
    public static IPluginSettings? Settings { get; private set; }

    public override void Configure(ICrmPluginBuilder plugin)
    {
        plugin.Settings(s => s.AddSecret(SecretsPlugin.Key, new("Key")));
        Settings = (IPluginSettings)plugin.Services.Single(s => s.ServiceType == typeof(IPluginSettings)).ImplementationInstance!;
    }
}
