using CrmKit;
using CrmKit.Fields;
using CrmKit.Opportunities;
using CrmKit.Pipelines;
using CrmKit.Plugins;

namespace Acme;

public sealed class BudgetPlugin : CrmPlugin
{
    public static readonly Field<bool> BudgetConfirmed = Field.Bool("acme.budget.confirmed");

    public override void Configure(ICrmPluginBuilder plugin) => plugin
        .Fields<Opportunity>(f => f.Add(BudgetConfirmed, "Budget confirmed", "预算已确认"))
        .AddStageGuard<BudgetGuard>("opportunity.standard")
        .AddBudgetDesk(); // a setting, a button and a widget
}

internal sealed class BudgetGuard : IStageGuard
{
    public ValueTask CheckAsync(StageGuardContext context, CancellationToken cancellationToken)
    {
        foreach (var move in context.Moves)
            if (move.Target.Category == StageCategory.Won && !move.Record[BudgetPlugin.BudgetConfirmed])
                context.Refuse(move, new CrmError("acme.budget-open", $"Opportunity {move.Record.Id} has no confirmed budget. Confirm it before winning."));
        return default;
    }
}
