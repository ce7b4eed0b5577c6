using CrmKit.Access;
using CrmKit.Actions;
using CrmKit.Activities;
using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Pages;
using CrmKit.Plugins;
using CrmKit.Records;

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

#region code-widget
public sealed class AgePlugin : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin) => plugin
        .AddWidget<OldestLeads>(new WidgetDefinition { Key = "acme.oldest", Label = new("Waiting longest", "等待最久"), Kind = WidgetKind.Code, Requires = new Permission("lead", Operations.Read, AccessScope.Own) })
        .AddPageSection(HostPages.Home, new PageSection { Key = "acme.waiting", Widgets = ["acme.oldest"] });

    private sealed class OldestLeads : IWidget
    {
        public async ValueTask<PageContent> ShowAsync(WidgetContext context, CancellationToken cancellationToken)
        {
            var leads = await context.Session.Records.ListAsync(new Specification<Lead>(l => l.ClosedAt == null).OrderBy(l => l.CreatedAt).Take(5), cancellationToken);
            return new PageContent([new TableBlock(["Lead", "Days"],
                [.. leads.Select(l => new PageRow([new PageCell(l.Name) { Link = new PageLink(l.Name) { Record = new RecordRef("lead", l.Id) } }, new PageCell($"{(context.Session.Now - l.CreatedAt).Days}")]))])]);
        }
    }
}
#endregion

#region record-action
public sealed class CoolingPlugin : CrmPlugin
{
    private static readonly Field<long> Days = Field.Integer("days");

    public override void Configure(ICrmPluginBuilder plugin) => plugin.AddRecordAction<Cooling>(new RecordActionDefinition
    {
        Key = "acme.cool-down",
        Label = new("Call later", "稍后联系"),
        RecordTypes = ["lead"],
        Needs = Operations.Update,
        Confirm = new("Nobody is reminded of them until then. Put them off?", "在此之前不会提醒。确定推迟吗？"),
    }, inputs => inputs.Add(Days, "Days", "天数", d => d with { IsRequired = true, Minimum = 1, Maximum = 90 }));

    private sealed class Cooling : IRecordAction
    {
        public async ValueTask RunAsync(RecordActionContext context, CancellationToken cancellationToken)
        {
            var changes = new ChangeSet();
            var due = context.Session.Now.AddDays((double)context.Inputs.Number(Days.Key)!);
            foreach (var lead in context.Records.Cast<Lead>())
            {
                if (lead.ClosedAt is not null) context.Refuse(lead, new CrmError("acme.closed", $"Lead '{lead.Name}' is closed. Leave it out."));
                else changes.Create(new FollowUp { Subject = $"Call {lead.Name}", DueAt = due, RegardingType = "lead", RegardingId = lead.Id });
            }
            await context.Session.Records.SaveAsync(changes, cancellationToken);
            context.Say(new($"They come back on {due:d MMMM}.", $"将于 {due:M月d日} 再次出现。"));
        }
    }
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
