using CrmKit.Accounts;
using CrmKit.Fields;
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

#region plugin-features
public sealed class DividedPlugin : CrmPlugin
{
    public static readonly Field<string> Terms = Field.Text("acme.terms");
    public static readonly Field<string> Template = Field.Text("acme.template");

    public override void Configure(ICrmPluginBuilder plugin) => plugin
        .Fields<Account>(f => f.Add(Terms, "Terms", "条款")) // belongs to no feature: always there
        .Feature("quotes", quotes => quotes.RecordType("acme.quote", t => t.Named("Quote", "Quotes", "报价")))
        .Feature("pdf", pdf => pdf.Fields("acme.quote", f => f.Add(Template, "Template", "模板")));
}
#endregion
