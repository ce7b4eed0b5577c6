using CrmKit.Catalog;
using CrmKit.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CrmKit.Plugins;

/// <summary>All sources as one immutable snapshot after another; reading takes no lock, writers take turns.</summary>
internal sealed class ExtensionRegistry(IServiceProvider host) : IExtensionHost, ICatalog
{
    private readonly Lock _turn = new();
    private volatile ExtensionSnapshot _current = ExtensionSnapshot.Empty;
    private volatile IReadOnlyDictionary<string, IReadOnlySet<string>> _hidden = new Dictionary<string, IReadOnlySet<string>>();

    private volatile IReadOnlyList<KnownSource> _known = [];
    private volatile int _changes;

    public event EventHandler<CatalogChangedEventArgs>? Changed;

    public ExtensionSnapshot Current => _current;

    /// <summary>What a tenant has of <see cref="Current"/>.</summary>
    public ExtensionSnapshot For(string tenantId) => _hidden.TryGetValue(tenantId, out var hidden) ? _current.Without(hidden) : _current;

    /// <summary>Counts what changes the part that sources take.</summary>
    public int Changes => _changes;

    /// <summary>What a tenant has, and what it may wait for.</summary>
    public AbsentSources AbsentFor(string tenantId) => new(For(tenantId), _known, _hidden.GetValueOrDefault(tenantId));

    CatalogSnapshot ICatalog.Current => _current.Catalog;

    public void Put(ExtensionSource source) => Change(sources => [.. sources.Where(s => s.Id != source.Id), source]);

    /// <summary>Throws what <see cref="Put"/> would throw; changes nothing.</summary>
    public void Check(ExtensionSource source) => CatalogComposer.Compose(0, [.. _current.Sources.Where(s => s.Id != source.Id), source]);

    public void Remove(string id) => Change(sources => [.. sources.Where(s => s.Id != id)]);

    public void Hide(IReadOnlyDictionary<string, IReadOnlySet<string>> byTenant)
    {
        _hidden = byTenant;
        Interlocked.Increment(ref _changes);
        Changed?.Invoke(this, new CatalogChangedEventArgs(_current.Catalog));
        foreach (var hidden in byTenant.Values) _current.Without(hidden);
    }

    public void Know(IReadOnlyList<KnownSource> sources)
    {
        if (sources.SequenceEqual(_known)) return;
        _known = sources;
        Interlocked.Increment(ref _changes);
    }

    public ICrmPluginBuilder NewBuilder(ExtensionSource source)
    {
        var builder = new ExtensionBuilder(source);
        builder.Services.AddSingleton<IPluginSettings>(new PluginSettings(host, source)); // an instance: the plugin's container does not dispose it
        builder.Services.AddSingleton<IPluginHttp>(_ => new PluginHttp(source.Id, source.Reach));
        builder.Services.AddSingleton<IPluginFiles>(_ => new PluginFiles(source.Id, source.Reach ?? ReachOfHost()));
        return builder;
    }

    private PluginReach ReachOfHost() =>
        new(null, null, Path.Combine(host.GetService<IHostEnvironment>()?.ContentRootPath ?? Directory.GetCurrentDirectory(), "plugins", PluginReach.FolderName), long.MaxValue, KeepsFiles: true);

    private void Change(Func<IReadOnlyList<ExtensionSource>, IReadOnlyList<ExtensionSource>> change)
    {
        lock (_turn)
        {
            var sources = change(_current.Sources).OrderBy(s => s.Rank).ThenBy(s => s.Id, StringComparer.Ordinal).ToList();
            _current = new ExtensionSnapshot(sources, CatalogComposer.Compose(_current.Catalog.Version + 1, sources));
            Interlocked.Increment(ref _changes);
        }
        Changed?.Invoke(this, new CatalogChangedEventArgs(_current.Catalog));
    }
}
