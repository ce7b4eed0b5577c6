using CrmKit.Access;
using CrmKit.Pages;
using CrmKit.Plugins;

namespace CrmKit.Docs.Snippets;

#region page
public sealed class DayPlugin : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin) => plugin
        .AddWidget(new WidgetDefinition { Key = "acme.hot-leads", Label = new("Hot leads", "热门线索"), Kind = WidgetKind.List, RecordType = "lead", Filter = "rating eq 'hot'", Fields = ["name", "companyName"] })
        .AddWidget(new WidgetDefinition { Key = "acme.deals", Label = new("Deals", "商机"), Kind = WidgetKind.Board, RecordType = "opportunity", Pipeline = "opportunity.standard" })
        .AddPage(new PageDefinition
        {
            Key = "acme.day",
            Label = new("My day", "我的一天"),
            Requires = new Permission("lead", Operations.Read, AccessScope.Own),
            Sections = [new PageSection { Key = "main", Widgets = ["acme.hot-leads", "acme.deals"] }],
        });
}
#endregion

#region translations
public sealed class GermanPlugin : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin) => plugin.Translations("de", new Dictionary<string, string>
    {
        ["type.lead"] = "Anfrage",
        ["type.lead.plural"] = "Anfragen",
        ["field.lead.companyName"] = "Firma",
        ["stage.lead.standard.new"] = "Neu",
    });
}
#endregion
