using CrmKit.Plugins;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

/// <summary>The same host with the real-estate plugin, loaded from its folder as it was built.</summary>
public sealed class PluginHost : WebHost, IAsyncLifetime
{
    public const string Plugin = "realestate";

    /// <summary>A style sheet beside the plugin's other files.</summary>
    public const string Style = "plots.css", StyleText = ".plot { color: teal }";

    /// <summary>What an open page is told.</summary>
    internal async Task<Told> ListenAsync(string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        return new Told(await Admin.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken));
    }

    /// <summary>Events as they come.</summary>
    internal sealed class Told(HttpResponseMessage response) : IDisposable
    {
        private readonly StreamReader _lines = new(response.Content.ReadAsStream());

        /// <summary>The data of the next event of a name.</summary>
        public async Task<string> NextAsync(string wanted)
        {
            var (name, data) = ("", "");
            while (await _lines.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line[7..];
                if (line.StartsWith("data: ", StringComparison.Ordinal)) data = line[6..];
                if (line.Length == 0 && name == wanted) return data;
            }
            throw new EndOfStreamException();
        }

        public void Dispose()
        {
            _lines.Dispose();
            response.Dispose();
        }
    }

    protected override void Configure(IServiceCollection services) => services.Configure<CrmKitWebOptions>(web => (web.WidgetTime, web.LiveInterval) = (TimeSpan.FromMinutes(1), TimeSpan.FromMilliseconds(100))); // however busy the machine is

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        await AddAsync(Plugin);
    }

    /// <summary>Puts a plugin's folder, as it was built, where the host looks, and switches it on.</summary>
    internal async Task AddAsync(string plugin)
    {
        var built = Path.Combine(Services.GetRequiredService<IWebHostEnvironment>().ContentRootPath, "plugins", plugin);
        var folder = Directory.CreateDirectory(Path.Combine(PluginFolder, plugin)).FullName;
        foreach (var file in Directory.EnumerateFiles(built, "*", SearchOption.AllDirectories).OrderBy(f => f.EndsWith("plugin.json", StringComparison.Ordinal))) // the manifest last
            File.Copy(file, Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, Path.GetRelativePath(built, file)))!).FullName + "/" + Path.GetFileName(file), overwrite: true);
        if (plugin == Plugin) await File.WriteAllTextAsync(Path.Combine(folder, "assets", Style), StyleText);
        var plugins = Services.GetRequiredService<IPluginRuntime>();
        await plugins.RefreshAsync();
        if (plugins.Find(plugin) is not { State: PluginState.Enabled }) await plugins.ExecuteAsync(new PluginCommand(PluginAct.Enable, plugin) { Consent = true });
    }
}
