using CrmKit.Catalog;
using CrmKit.Plugins.Runtime;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Plugins;

/// <summary>CrmKit as a host runs it: on SQLite, with the loader over a folder.</summary>
internal sealed class CrmHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public CrmHost(string? directory = null, Action<PluginOptions>? configure = null)
    {
        Directory = directory ?? System.IO.Directory.CreateTempSubdirectory("crmkit-plugin-host-").FullName;
        _services = new ServiceCollection()
            .AddCrmKit(crm => crm.UseSqlite(Path.Combine(Directory, "crm.db")).AddPlugins(Path.Combine(Directory, "plugins"), configure))
            .BuildServiceProvider();
    }

    public string Directory { get; }
    public IPluginRuntime Runtime => _services.GetRequiredService<IPluginRuntime>();
    public CatalogSnapshot Catalog => _services.GetRequiredService<ICatalog>().Current;

    /// <summary>A host with the real-estate plugin, as its build drops it, loaded.</summary>
    public static async Task<CrmHost> WithRealEstateAsync(string? directory = null, Action<PluginOptions>? configure = null)
    {
        var host = new CrmHost(directory, configure);
        var target = System.IO.Directory.CreateDirectory(Path.Combine(host.Directory, "plugins", "realestate")).FullName;
        foreach (var file in System.IO.Directory.EnumerateFiles(RealEstateOutput())) File.Copy(file, Path.Combine(target, Path.GetFileName(file)), overwrite: true);
        await host.Runtime.RefreshAsync();
        return host;
    }

    public ICrmSession Open() => _services.GetRequiredService<ICrm>().OpenSession(Actor.System("tests"));

    public async Task<T> InSessionAsync<T>(Func<ICrmSession, Task<T>> act)
    {
        await using var session = Open();
        return await act(session);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.GetRequiredService<PluginRuntime>().StopAsync(default);
        await _services.DisposeAsync();
    }

    private static string RealEstateOutput()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        var (framework, configuration) = (root.Name, root.Parent!.Name);
        while (!File.Exists(Path.Combine(root!.FullName, "CrmKit.sln"))) root = root.Parent;
        return Path.Combine(root.FullName, "plugins", "CrmKit.Plugins.RealEstate", "bin", configuration, framework);
    }
}
