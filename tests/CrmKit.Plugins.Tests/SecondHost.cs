using CrmKit.Catalog;
using CrmKit.Plugins.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CrmKit.Plugins;

/// <summary>One more host over the database and the plugins folder of another, as after a restart or on another node.</summary>
internal sealed class SecondHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public SecondHost(InstalledHost first, MemoryPluginStore store)
    {
        var services = new ServiceCollection();
        services.AddCrmKit(crm => crm.AddPlugins(first.Host.Folder, o => o.KeepCrashJournal = false));
        services.Replace(ServiceDescriptor.Singleton<IPluginStore>(store));
        _services = services.BuildServiceProvider();
        Runtime.RefreshAsync().GetAwaiter().GetResult();
    }

    public IPluginRuntime Runtime => _services.GetRequiredService<IPluginRuntime>();

    public string? Label() => _services.GetRequiredService<ICatalog>().Current.TryType("acme.thing", out var type) ? type.Label.English : null;

    public Task<PluginOutcome> InstallAsync(string package) => Runtime.ExecuteAsync(new PluginCommand(PluginAct.Install) { Package = package });

    public async ValueTask DisposeAsync()
    {
        await _services.GetRequiredService<PluginRuntime>().StopAsync(default);
        await _services.DisposeAsync();
    }
}
