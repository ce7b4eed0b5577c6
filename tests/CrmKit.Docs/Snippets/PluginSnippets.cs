using CrmKit.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Docs.Snippets;

internal static class PluginSnippets
{
    public static void Add(IServiceCollection services)
    {
        #region add-plugins
        services.AddCrmKit(crm => crm.UseSqlite("crm.db").AddPlugins("plugins", options => options.PollInterval = TimeSpan.FromSeconds(5)));
        #endregion
    }

    public static async Task SwitchAsync(IPluginRuntime plugins)
    {
        #region switch-plugins
        foreach (var plugin in plugins.List())
            Console.WriteLine($"{plugin.Id} {plugin.Version}: {plugin.State} {string.Join(" ", plugin.Errors)}");
        await plugins.DisableAsync("acme"); // remembered over restarts; the field's values stay in the database
        await plugins.EnableAsync("acme");
        #endregion
    }
}
