using CrmKit;
using CrmKit.Access;
using CrmKit.Actions;
using CrmKit.Fields;
using CrmKit.Opportunities;
using CrmKit.Pages;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Settings;

namespace Acme;

/// <summary>What people see of the plugin: a setting with its form, a widget on the home page, and a button that confirms budgets.</summary>
internal static class BudgetDesk
{
    public static readonly Field<decimal> From = Field.Decimal("acme.asked-from");

    public static ICrmPluginBuilder AddBudgetDesk(this ICrmPluginBuilder plugin) => plugin
        .Settings(s => s.Add(From, new("Budgets are asked for from this amount", "从此金额起需确认预算"), 10_000m, f => f with { Minimum = 0 }))
        .AddRecordAction<ConfirmBudget>(new RecordActionDefinition { Key = "acme.confirm-budget", Label = new("Confirm the budget", "确认预算"), RecordTypes = ["opportunity"], IsUndoable = true })
        .AddWidget<OpenBudgets>(new WidgetDefinition { Key = "acme.open-budgets", Label = new("Budgets to confirm", "待确认预算"), Kind = WidgetKind.Code, Requires = new Permission("opportunity", Operations.Read, AccessScope.Own) })
        .AddPageSection(HostPages.Home, new PageSection { Key = "acme.budgets", Widgets = ["acme.open-budgets"] });
}

internal sealed class ConfirmBudget : IRecordAction
{
    public async ValueTask RunAsync(RecordActionContext context, CancellationToken cancellationToken)
    {
        var changes = new ChangeSet();
        foreach (var deal in context.Records.Cast<Opportunity>())
        {
            if (deal.ClosedAt is not null) context.Refuse(deal, new CrmError("acme.closed", $"Opportunity '{deal.Name}' is closed. Leave it out."));
            else changes.Patch(context.Type.Ref(deal.Id), new Dictionary<string, object?> { [BudgetPlugin.BudgetConfirmed.Key] = true });
        }
        await context.Session.Records.SaveAsync(changes, cancellationToken);
        context.Say(new("The budget is confirmed.", "预算已确认。"));
    }
}

internal sealed class OpenBudgets(IPluginSettings settings) : IWidget
{
    public async ValueTask<PageContent> ShowAsync(WidgetContext context, CancellationToken cancellationToken)
    {
        var from = (await settings.ReadAsync(context.Session, cancellationToken))[BudgetDesk.From];
        var deals = await context.Session.Records.ListAsync(new Specification<Opportunity>(o => o.ClosedAt == null && o.Amount >= from).OrderBy(o => o.CreatedAt).Take(100), cancellationToken);
        var isChinese = context.Request.Culture.StartsWith("zh", StringComparison.Ordinal);
        return new PageContent([new TableBlock([isChinese ? "商机" : "Deal"],
            [.. deals.Where(d => !d[BudgetPlugin.BudgetConfirmed]).Take(10).Select(d => new PageRow([new PageCell(d.Name) { Link = new PageLink(d.Name) { Record = new RecordRef("opportunity", d.Id) } }]))])]);
    }
}
