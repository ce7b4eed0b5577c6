using CrmKit;
using CrmKit.Access;
using CrmKit.Accounts;
using CrmKit.Actions;
using CrmKit.Fields;
using CrmKit.Pages;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Settings;

namespace Acme.Sample;

/// <summary>What people see of the plugin: a setting with its form, a button that gives points, and a widget on the home page.</summary>
internal static class ThisPluginDesk
{
    public static readonly Field<long> Most = Field.Integer("PLUGIN_ID.most-at-once");
    public static readonly Field<long> HowMany = Field.Integer("points");

    public static ICrmPluginBuilder AddDesk(this ICrmPluginBuilder plugin) => plugin
        .Settings(settings => settings.Add(Most, new("Most points at once", "单次最多积分"), 1_000L, field => field with { Minimum = 1 }))
        .AddRecordAction<GivePoints>(
            new RecordActionDefinition { Key = "PLUGIN_ID.give-points", Label = new("Give points", "赠送积分"), RecordTypes = ["account"] },
            inputs => inputs.Add(HowMany, "Points", "积分", field => field with { IsRequired = true, Minimum = 1 }))
        .AddWidget<MostPoints>(new WidgetDefinition { Key = "PLUGIN_ID.most-points", Label = new("Most points", "积分最多"), Kind = WidgetKind.Code, Requires = new Permission("account", Operations.Read, AccessScope.Own) })
        .AddPageSection(HostPages.Home, new PageSection { Key = "PLUGIN_ID.points", Widgets = ["PLUGIN_ID.most-points"] });
}

internal sealed class GivePoints(IPluginSettings settings) : IRecordAction
{
    public async ValueTask RunAsync(RecordActionContext context, CancellationToken cancellationToken)
    {
        var most = (await settings.ReadAsync(context.Session, cancellationToken))[ThisPluginDesk.Most] ?? 0;
        var points = (long)context.Inputs.Number(ThisPluginDesk.HowMany.Key)!;
        var changes = new ChangeSet();
        foreach (var account in context.Records.Cast<Account>())
        {
            if (points > most) context.Refuse(account, new CrmError("PLUGIN_ID.too-many", $"At most {most} points are given at once. Give fewer."));
            else changes.Patch(context.Type.Ref(account.Id), new Dictionary<string, object?> { [ThisPluginPlugin.Points.Key] = (account[ThisPluginPlugin.Points] ?? 0) + points });
        }
        await context.Session.Records.SaveAsync(changes, cancellationToken);
    }
}

internal sealed class MostPoints : IWidget
{
    public async ValueTask<PageContent> ShowAsync(WidgetContext context, CancellationToken cancellationToken)
    {
        var page = await context.Session.Records.QueryAsync(new RecordQuery("account") { Filter = $"{ThisPluginPlugin.Points.Key} gt 0", OrderBy = "-" + ThisPluginPlugin.Points.Key, Size = 5 }, cancellationToken);
        return new PageContent([new FactsBlock([.. page.Items.Cast<Account>().Select(a => new PageFact(a.Name, new PageCell($"{a[ThisPluginPlugin.Points]}") { Link = new PageLink(a.Name) { Record = new RecordRef("account", a.Id) } }))])]);
    }
}
