using CrmKit.Effects;
using CrmKit.Events;
using CrmKit.Planning;
using CrmKit.Plugins;
using CrmKit.Plugins.Runtime;
using CrmKit.Sessions;
using CrmKit.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Testing;

/// <summary>
/// A whole CrmKit inside the test: database in a temporary folder, a clock that the test moves, two tenants, generated records; effects are captured and never leave.
/// Nothing runs in the background: <see cref="DispatchAsync"/> delivers events.
/// </summary>
/// <remarks>Thread safe as a host is; sessions are not. Dispose it: the folder goes with it.</remarks>
public sealed class PluginTestHost : IAsyncDisposable
{
    /// <summary>The tenant of every call that names none.</summary>
    public const string Tenant = "alpha";

    /// <summary>A second tenant, which must never see what the first one has.</summary>
    public const string OtherTenant = "beta";

    private readonly string _folder = Directory.CreateTempSubdirectory("crmkit-testing-").FullName;
    private readonly ServiceProvider _services;
    private readonly RecordedEffects _effects = new();
    private readonly PluginTestOptions _options;

    private PluginTestHost(PluginTestOptions options, string pluginId, Action<CrmKitBuilder, string> add)
    {
        (_options, PluginId, Clock) = (options, pluginId, new FakeClock(options.Start));
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock).AddSingleton<ISecretProtector, TestSecrets>();
        services.AddCrmKit(crm =>
        {
            crm.UseSqlite(Path.Combine(_folder, "crm.db"), sqlite => sqlite.Durability = SqliteDurability.Normal)
                .Configure(o => (o.TenantId, o.TimeZone, o.Currency) = (Tenant, options.TimeZone, options.Currency));
            add(crm, PluginsFolder);
        });
        _services = services.BuildServiceProvider();
        _effects.PutInto(_services.GetRequiredService<IExtensionHost>());
    }

    /// <summary>The id of the plugin under test.</summary>
    public string PluginId { get; }

    /// <summary>The host's clock.</summary>
    public FakeClock Clock { get; }

    /// <summary>The host's services.</summary>
    public IServiceProvider Services => _services;

    /// <summary>What exists now.</summary>
    public CatalogSnapshot Catalog => _services.GetRequiredService<ICatalog>().Current;

    /// <summary>Switches the plugin on and off; <see langword="null"/> when it is compiled in.</summary>
    public IPluginRuntime? Runtime => _services.GetService<IPluginRuntime>();

    /// <summary>The effects carried out so far, in order: those delivered by <see cref="DispatchAsync"/>.</summary>
    public IReadOnlyList<EffectRequest> Effects => _effects.All;

    internal string PluginsFolder => Path.Combine(_folder, "plugins");

    internal Crm Crm => _services.GetRequiredService<Crm>();

    /// <summary>Whether the first try of every delivery is lost before its commit, as if the process had died then.</summary>
    internal LostTries? LostTries { get; init; }

    /// <summary>A host with the plugin as part of the test program: the quickest, and the debugger stops in it. Where its <c>plugin.json</c> lies beside it, it may do what that asks for and no more.</summary>
    /// <param name="id">The plugin's id.</param>
    /// <param name="options">The world; <see langword="null"/> for the default one.</param>
    public static PluginTestHost With<TPlugin>(string id, PluginTestOptions? options = null) where TPlugin : CrmPlugin, new()
    {
        options ??= new();
        SequentialGuid.Seed(options.Seed, options.Start);
        return new(options, id, (crm, _) => crm.AddPlugin<TPlugin>(id, DeclaredData.Of(typeof(TPlugin).Assembly, id)));
    }

    /// <summary>A host that loads the plugin from its built folder through the real loader, into a context of its own.</summary>
    /// <param name="folder">A folder with <c>plugin.json</c>; it is copied.</param>
    /// <param name="options">The world; <see langword="null"/> for the default one.</param>
    /// <param name="cancellationToken">Cancels the loading.</param>
    /// <exception cref="CrmRuleException">The plugin was refused; its errors say why.</exception>
    public static Task<PluginTestHost> LoadAsync(string folder, PluginTestOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        SequentialGuid.Seed(options.Seed, options.Start); // here, not in what is awaited: the ids of the caller's records follow too
        return LoadAsync(folder, options, losesFirstTries: false, cancellationToken);
    }

    internal static async Task<PluginTestHost> LoadAsync(string folder, PluginTestOptions options, bool losesFirstTries, CancellationToken cancellationToken)
    {
        var host = new PluginTestHost(options, PluginFiles.Manifest(folder).Id, (crm, plugins) => crm.AddPlugins(plugins)) { LostTries = losesFirstTries ? new LostTries() : null };
        try
        {
            host.PutFiles(folder);
            await host.Runtime!.RefreshAsync(cancellationToken);
            var status = host.Runtime.Find(host.PluginId);
            return status is { State: PluginState.Enabled } ? host : throw new CrmRuleException(status?.Errors is { Count: > 0 } errors ? errors : [new CrmError("plugin.unknown", "The plugin was not found.")]);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>A session in which everything is allowed.</summary>
    public ICrmSession OpenSession(string tenant = Tenant) => Crm.OpenSession(Actor.System("test"), "code", tenant);

    /// <summary>A session with a user's rights.</summary>
    public ICrmSession OpenSession(User user, string tenant = Tenant)
    {
        ArgumentNullException.ThrowIfNull(user);
        return Crm.OpenSession(Actor.User(user.Id), "code", tenant);
    }

    /// <summary>Adds a user.</summary>
    /// <param name="name">The name.</param>
    /// <param name="roles">Keys of roles, parted by commas; <see langword="null"/> permits nothing.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    public async Task<User> AddUserAsync(string name, string? roles = null, string tenant = Tenant, CancellationToken cancellationToken = default)
    {
        await using var session = OpenSession(tenant);
        return await session.Records.CreateAsync(new User { Name = name, Roles = roles }, cancellationToken: cancellationToken);
    }

    /// <summary>Creates records of a type with values made up out of its fields' definitions; records they refer to are made on the way.</summary>
    /// <returns>The records as stored; none when the plugin's rules refused all of them.</returns>
    public async Task<IReadOnlyList<Record>> GenerateAsync(string recordType, int count = 3, CancellationToken cancellationToken = default)
    {
        await using var session = OpenSession();
        return await new SampleRecords(session, PluginId, _options.Seed).CreateAsync(recordType, count, cancellationToken);
    }

    /// <summary>Uses everything the plugin touches: creates, changes, moves through stages and deletes generated records of its types and of those it extends, and runs its reports.</summary>
    /// <exception cref="InvalidOperationException">The plugin's rules refused every generated record of one of its types: arrange records yourself.</exception>
    public Task ExerciseAsync(CancellationToken cancellationToken = default) => new Exercise(this, _options.Seed).RunAsync(cancellationToken);

    /// <summary>Delivers events and effects until none is due; returns how many were settled.</summary>
    public async Task<int> DispatchAsync(CancellationToken cancellationToken = default)
    {
        if (LostTries is { } lost) await lost.RunAsync(this, cancellationToken);
        return await _services.GetRequiredService<IDispatcher>().DrainAsync(cancellationToken);
    }

    /// <summary>All that a tenant has, as text that is equal when the content is equal: one line per record and effect; ids are told by order of making (<c>lead#1</c>).</summary>
    public async Task<string> DumpAsync(string tenant = Tenant, CancellationToken cancellationToken = default)
    {
        await using var session = OpenSession(tenant);
        return await StateDump.WriteAsync(session, tenant == Tenant ? Effects : [], cancellationToken);
    }

    /// <summary>Stops everything and removes the database.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_services.GetService<PluginRuntime>() is { } runtime) await runtime.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    internal void PutFiles(string folder) => PluginFiles.CopyAll(folder, Path.Combine(PluginsFolder, PluginId));

    internal void RemoveFiles() => Directory.Delete(Path.Combine(PluginsFolder, PluginId), recursive: true);
}
