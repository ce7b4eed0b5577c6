using System.Collections.Frozen;
using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;
using CrmKit.Plugins.Isolation;
using CrmKit.Plugins.Loading;
using CrmKit.Plugins.Manifests;
using CrmKit.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using NuGet.Versioning;

namespace CrmKit.Plugins.Runtime;

/// <summary>One load of a plugin: its context, its entry object, its container, and its source at the engine.</summary>
internal sealed class PluginGeneration
{
    private static readonly TimeSpan HealthTimeout = TimeSpan.FromSeconds(2);

    private readonly PluginCall _call;
    private readonly PluginOptions _options;
    private readonly ExtensionSource _source;
    private readonly PluginGuard _guard;
    private readonly List<(PluginGeneration Provider, IDisposable Lease)> _bound = [];
    private PluginLoadContext? _context;
    private CrmPlugin? _plugin;
    private ServiceProvider? _services;
    private readonly PluginIsolation _isolation;
    private PluginImage? _image;
    private Retired? _retired;
    private bool _isStarted;

    private PluginGeneration(PluginManifest manifest, int number, PluginReach reach, PluginOptions options, PluginIsolation isolation)
    {
        (Manifest, Number, _options, _isolation, _guard) = (manifest, number, options, isolation, isolation.NewGuard(manifest.Id, number, manifest.Limits, manifest.Permissions));
        _call = new PluginCall(_guard, isolation.Clock);
        _source = new ExtensionSource(manifest.Id) { Name = manifest.Name, Enter = Leases.TryEnter, Guard = _guard, Reach = reach };
    }

    public PluginManifest Manifest { get; }
    public int Number { get; }
    public LeaseGate Leases { get; } = new();

    /// <summary>All that the plugin can add, with whichever features.</summary>
    public ExtensionSource Source => _source.With(static _ => true);

    /// <summary>What it adds with the features that are on.</summary>
    public ExtensionSource Present => _source.With(On.Contains);

    /// <summary>The features that are on; what takes part follows with the next <see cref="PluginLoader.Put"/>.</summary>
    public IReadOnlySet<string> On { get; set; } = FrozenSet<string>.Empty;

    /// <summary>Whether it binds contracts of another one, which therefore leaves after it.</summary>
    public bool IsBoundTo(PluginGeneration? provider) => _bound.Exists(b => b.Provider == provider);

    /// <summary>An assembly of its own, as it is loaded for itself.</summary>
    public Assembly Export(string name) => _context!.LoadFromAssemblyName(new AssemblyName { Name = name });

    /// <summary>What the plugin's own tables are to be; <see langword="null"/> when it has none.</summary>
    public TableSchema? Tables { get; private set; }

    /// <summary>What it adds with features that its manifest does not declare.</summary>
    public IReadOnlyList<CrmError> Undeclared => PluginFeatures.Undeclared(Manifest, _source);

    /// <summary>Dies when the generation's code has left memory.</summary>
    public WeakReference Trace { get; private set; } = new(null);

    /// <summary>Loads, configures and starts; on failure nothing of it stays.</summary>
    public static async Task<(PluginGeneration? Generation, IReadOnlyList<CrmError> Errors)> StartAsync(
        PluginManifest manifest, PluginImage image, int number, int rank, SharedAssemblies shared, IReadOnlyList<ContractLink> links, IExtensionHost host, HostFacades facades, PluginOptions options, PluginIsolation isolation,
        Action<WeakReference> loaded)
    {
        var generation = new PluginGeneration(manifest, number, facades.ReachOf(manifest), options, isolation) { _source = { Rank = rank } };
        var error = await generation.LoadAsync(image, shared, links);
        loaded(generation.Trace);
        error ??= await generation.ConfigureAsync(host, facades);
        var errors = error is null ? await generation.ReadTablesAsync(facades.Store) : [error];
        if (errors.Count == 0 && await generation.RunAsync() is { } unstarted) errors = [unstarted];
        if (errors.Count == 0) return (generation, []);
        generation.Close();
        await generation.StopAsync();
        return (null, errors);
    }

    /// <summary>Brings the plugin's data up to this version, by its migrations in the order of their versions.</summary>
    /// <returns>Why it could not; <see langword="null"/> when it is done, also when there was nothing to do.</returns>
    public async Task<CrmError?> MigrateAsync(NuGetVersion from, IPluginData data)
    {
        var steps = new List<(NuGetVersion To, ExtensionPoint Point)>();
        foreach (var point in Source.Extensions.Where(e => e.Contract == typeof(IPluginMigration)))
        {
            if (!NuGetVersion.TryParse(point.Target, out var to)) return PluginErrors.MigrationFailed(Manifest.Id, point.Target, $"'{point.Target}' is no version.");
            if (to > from && to <= Manifest.Version) steps.Add((to, point));
        }
        foreach (var (to, point) in steps.OrderBy(s => s.To))
        {
            var failure = await _call.RunAsync("migration", _options.MigrationTimeout, async token =>
            {
                await using var scope = _services!.CreateAsyncScope();
                await ((IPluginMigration)point.Resolve(scope.ServiceProvider)).MigrateAsync(data, token);
            });
            if (failure is not null) return PluginErrors.MigrationFailed(Manifest.Id, to.ToNormalizedString(), failure.Message);
        }
        return null;
    }

    /// <summary>What the plugin says that is wrong with it; <see langword="null"/> when all is well, or when it is leaving.</summary>
    public async Task<string?> CheckHealthAsync()
    {
        using var lease = Leases.TryEnter();
        if (lease is null || _plugin is not { } plugin) return null;
        string? said = null;
        var failure = await _call.RunAsync("CheckHealthAsync", HealthTimeout, async token => said = await plugin.CheckHealthAsync(token));
        return failure?.Message ?? (said is { Length: > 500 } ? said[..500] : said);
    }

    /// <summary>Lets nobody in any more, and has its memory watched from now on.</summary>
    public void Close()
    {
        Leases.Close();
        _isolation.Unloads.Watch(_retired = new Retired(Manifest.Id, Number, Manifest.EntryAssembly, Trace, Leases, _image));
    }

    /// <summary>Cancels the calls that are under way: nobody waits for them any longer.</summary>
    public void CancelCalls() => _isolation.Watch.CancelAll(_guard);

    /// <summary>Stops, disposes and unloads. Only when nobody is inside any more.</summary>
    public async Task<IReadOnlyList<CrmError>> StopAsync()
    {
        List<CrmError> errors = [];
        if (_isStarted && _plugin is { } plugin && await _call.RunAsync("StopAsync", _options.StopTimeout, plugin.StopAsync) is { } unstopped) errors.Add(unstopped);
        if (_services is { } services && await _call.RunAsync("disposing its services", _options.StopTimeout, _ => services.DisposeAsync()) is { } undisposed) errors.Add(undisposed);
        Forget();
        _retired?.Stopped(errors);
        foreach (var (_, lease) in _bound) lease.Dispose(); // those whose contracts it used may leave now
        _bound.Clear();
        return errors;
    }

    private Task<CrmError?> LoadAsync(PluginImage image, SharedAssemblies shared, IReadOnlyList<ContractLink> links) => _call.RunAsync("loading", _options.ConfigureTimeout, _ =>
    {
        _image = image;
        if (!Manifest.HasCode) return default;
        _context = new PluginLoadContext($"{Manifest.Id}/{Manifest.Version}#{Number}", image, Manifest.EntryAssembly, shared) { Guard = _guard, Contracts = Bind(links) };
        Trace = new WeakReference(_context);
        var type = _context.LoadEntry(Manifest.EntryAssembly).GetType(Manifest.EntryType, throwOnError: true)!;
        _plugin = (CrmPlugin)Activator.CreateInstance(type)!;
        return default;
    });

    // It is inside its providers as a session is: they wait for it before they stop and unload.
    private Dictionary<string, Assembly> Bind(IReadOnlyList<ContractLink> links)
    {
        foreach (var provider in links.Select(l => l.Provider).Distinct())
            _bound.Add((provider, provider.Leases.TryEnter() ?? throw new InvalidOperationException($"Plugin '{provider.Manifest.Id}' is leaving.")));
        return links.ToDictionary(l => l.Name, l => l.Provider.Export(l.Name), StringComparer.OrdinalIgnoreCase);
    }

    private Task<CrmError?> ConfigureAsync(IExtensionHost host, HostFacades facades) => _call.RunAsync("Configure", _options.ConfigureTimeout, _ =>
    {
        var builder = host.NewBuilder(_source);
        using var names = _context?.EnterContextualReflection(); // types by name are looked for in the plugin first
        _plugin?.Configure(builder);
        foreach (var (culture, texts) in PluginTexts.Read(_image!)) builder.Translations(culture, texts);
        _source.Assets.AddRange(PluginAssets.Read(_image!, Manifest));
        facades.AddTo(builder.Services);
        _services = builder.Services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true });
        _source.Services = _services;
        return default;
    });

    /// <summary>Builds the model and asks the migrations: both are code of the plugin.</summary>
    private async Task<IReadOnlyList<CrmError>> ReadTablesAsync(IPluginStore store)
    {
        IReadOnlyList<CrmError> refusals = [];
        var failure = await _call.RunAsync("reading its tables", _options.StartTimeout, _ =>
        {
            if (_services!.GetService<IPluginTableSet>() is not { } tables) return default;
            try
            {
                Tables = store.Tables.Open(Manifest.Id, tables);
            }
            catch (CrmException refusal)
            {
                refusals = [.. refusal.Errors];
            }
            return default;
        });
        return failure is null ? refusals : [failure];
    }

    private Task<CrmError?> RunAsync()
    {
        _isStarted = true;
        return _call.RunAsync("StartAsync", _options.StartTimeout, async token =>
        {
            if (_plugin is not { } plugin) return;
            using var names = _context!.EnterContextualReflection();
            await plugin.StartAsync(token);
        });
    }

    // A frame of its own: the JIT may keep temporaries of the calling method alive, and with them the context.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Forget()
    {
        _source.Services = NoServices.Instance;
        (_plugin, _services, _image) = (null, null, null);
        _context?.Unload();
        _context = null;
        RuntimeCaches.Clear();
    }

    private sealed class NoServices : IServiceProvider
    {
        public static readonly NoServices Instance = new();
        public object? GetService(Type serviceType) => null;
    }
}

/// <summary>What of the host's services a plugin's container holds: instances, because a container disposes what it makes.</summary>
internal sealed record HostFacades(ILoggerFactory Loggers, TimeProvider Clock, IPluginStore Store, PluginFolder Folder, PluginOptions Options)
{
    /// <summary>What of the world a manifest asks for, within what the host opens.</summary>
    public PluginReach ReachOf(PluginManifest manifest)
    {
        var servers = manifest.Permissions.FirstOrDefault(p => p.Name == PluginPermission.Http)?.Scope ?? [];
        return new PluginReach(
            servers.Select(s => HttpTarget.TryParse(s, out var target) ? target : null).OfType<HttpTarget>().ToHashSet(),
            [.. Options.PrivateNetworks.Select(IPNetwork.Parse)], Folder.Files, Options.MaxPrivateBytes, manifest.Permissions.Any(p => p.Name == PluginPermission.Files));
    }

    public void AddTo(IServiceCollection services)
    {
        services.TryAddSingleton(Loggers);
        services.TryAddSingleton(Clock);
        services.TryAdd(ServiceDescriptor.Singleton(typeof(ILogger<>), typeof(Logger<>)));
    }
}
