using CrmKit.Plugins.Runtime;
using CrmKit.Sessions;

namespace CrmKit.Plugins;

/// <summary>A host without a database, with a publisher whose packages it takes.</summary>
internal sealed class InstalledHost : IAsyncDisposable
{
    private readonly string _builds = Scratch.Folder("crmkit-builds-");
    private readonly string _key;

    public InstalledHost(MemoryPluginStore? store = null, Action<PluginOptions>? configure = null)
    {
        Host = new PluginHost(configure, store);
        _key = Path.Combine(_builds, "acme.pem");
        PluginPackages.CreateKey(_key);
        PluginPackages.Trust(Host.Folder, _key + ".pub");
    }

    public PluginHost Host { get; }
    public IPluginRuntime Runtime => Host.Runtime;
    public string KeyFile => _key;

    public string FolderOf(string id, string version)
    {
        var store = Path.Combine(Host.Folder, "store", id, version);
        return Directory.Exists(store) ? Directory.GetDirectories(store).Single() : store;
    }

    /// <summary>Compiles, packs and signs a plugin.</summary>
    public string Package(string id = "acme", string version = "1.0.0", string? source = null, string dependencies = "", string more = "")
    {
        var folder = Path.Combine(_builds, Guid.NewGuid().ToString("N"));
        Compiled.Into(folder, "Plugin", source ?? PluginSource.Type($"{id}.thing", version));
        PluginHost.WriteManifest(folder, id, version, dependencies, more: more, asksForData: false); // a package is asked about
        return PluginPackages.Pack(folder, Path.Combine(_builds, $"{Guid.NewGuid():N}.crmpkg"), _key);
    }

    public Task<PluginOutcome> InstallAsync(string package, bool consent = false, bool force = false) =>
        Runtime.ExecuteAsync(new PluginCommand(PluginAct.Install) { Package = package, Consent = consent, Force = force, By = Actor.System("tests"), Reason = "because" });

    public string? Label(string id = "acme") => Host.Catalog.TryType($"{id}.thing", out var type) ? type.Label.English : null;

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Directory.Delete(_builds, recursive: true);
    }
}
