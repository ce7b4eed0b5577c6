using CrmKit.Catalog;
using CrmKit.Plugins.Runtime;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Plugins;

/// <summary>CrmKit as a host runs it: on SQLite unless a database of PostgreSQL is given, with the loader over a folder.</summary>
internal sealed class CrmHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public CrmHost(string? directory = null, Action<PluginOptions>? configure = null, TimeProvider? clock = null, string? postgreSql = null)
    {
        Directory = directory ?? Scratch.Folder("crmkit-plugin-host-");
        var services = new ServiceCollection();
        if (clock is not null) services.AddSingleton(clock);
        _services = services
            .AddCrmKit(crm => (postgreSql is null ? crm.UseSqlite(Path.Combine(Directory, "crm.db")) : crm.UsePostgreSql(postgreSql)).AddPlugins(Path.Combine(Directory, "plugins"), configure))
            .BuildServiceProvider();
    }

    public string Directory { get; }
    public IPluginRuntime Runtime => _services.GetRequiredService<IPluginRuntime>();
    public CatalogSnapshot Catalog => _services.GetRequiredService<ICatalog>().Current;

    /// <summary>A host with the real-estate plugin, as its build drops it, loaded.</summary>
    public static async Task<CrmHost> WithRealEstateAsync(string? directory = null, Action<PluginOptions>? configure = null)
    {
        return await WithFirstPartyAsync("RealEstate", directory, configure);
    }

    /// <summary>A host with a plugin of this repository, as its build drops it, loaded.</summary>
    public static async Task<CrmHost> WithFirstPartyAsync(string name, string? directory = null, Action<PluginOptions>? configure = null)
    {
        var host = new CrmHost(directory, configure);
        host.AddFirstParty(name);
        await host.Runtime.RefreshAsync();
        return host;
    }

    /// <summary>Drops a plugin of this repository; returns its folder.</summary>
    public string AddFirstParty(string name)
    {
        var target = System.IO.Directory.CreateDirectory(Path.Combine(Directory, "plugins", name.ToLowerInvariant())).FullName;
        CopyTree(FirstParty.OutputOf(name), target);
        return target;
    }

    private static void CopyTree(string from, string to)
    {
        foreach (var file in System.IO.Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }

    /// <summary>A host with a plugin compiled for the test, loaded.</summary>
    public static async Task<CrmHost> WithAsync(string source, string id = "acme", Action<PluginOptions>? configure = null, TimeProvider? clock = null, string? directory = null, string? more = null)
    {
        var host = new CrmHost(directory, configure, clock);
        host.Add(id, source, more: more);
        await host.Runtime.RefreshAsync();
        Assert.Equal(PluginState.Enabled, host.Runtime.Find(id)!.State);
        return host;
    }

    public void Add(string id, string source, string dependencies = "", string? more = null)
    {
        var folder = Path.Combine(Directory, "plugins", id);
        Compiled.Into(folder, "Plugin", source);
        PluginHost.WriteManifest(folder, id, dependencies: dependencies, more: more);
    }

    public IServiceProvider Services => _services;

    public PluginCalls Calls(string id = "acme") => Runtime.Find(id)!.Calls;

    /// <summary>Waits for what happens on other threads.</summary>
    public static async Task UntilAsync(Func<bool> condition, int seconds = 20)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(seconds), "It did not happen.");
            await Task.Delay(20);
        }
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
}
