using CrmKit.Plugins;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

/// <summary>The same host with the real-estate plugin, loaded from its folder as it was built.</summary>
public sealed class PluginHost : WebHost, IAsyncLifetime
{
    public const string Plugin = "realestate";

    protected override void Configure(IServiceCollection services) => services.Configure<CrmKitWebOptions>(web => web.WidgetTime = TimeSpan.FromMinutes(1)); // however busy the machine is

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        var built = Path.Combine(Services.GetRequiredService<IWebHostEnvironment>().ContentRootPath, "plugins", Plugin);
        var folder = Directory.CreateDirectory(Path.Combine(PluginFolder, Plugin)).FullName;
        foreach (var file in Directory.EnumerateFiles(built).OrderBy(f => f.EndsWith("plugin.json", StringComparison.Ordinal))) File.Copy(file, Path.Combine(folder, Path.GetFileName(file))); // the manifest last
        var plugins = Services.GetRequiredService<IPluginRuntime>();
        await plugins.RefreshAsync();
        if (plugins.Find(Plugin) is not { State: PluginState.Enabled }) await plugins.ExecuteAsync(new PluginCommand(PluginAct.Enable, Plugin) { Consent = true });
    }
}
