using CrmKit.Documents;
using CrmKit.Orders;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.RealEstate;

/// <summary>An order with a payment plan has instalments that come to its total exactly, also when the total changes later.</summary>
[Saves("payment-plan-item")]
internal sealed class InstalmentPlanner : IAfterSave
{
    public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var due = context.Changes.Where(c => c.Operation != RecordOperation.Delete && c.After[PaymentPlans.Plan] is not null && c.After is Order { Total: > 0 } order
            && (c.Before is not Order before || before.Total != order.Total || before[PaymentPlans.Plan] != order[PaymentPlans.Plan])).ToList();
        if (due.Count == 0) return;
        var session = context.Session;
        var steps = (await session.ReferringAsync(PaymentPlans.StepType, PaymentPlans.Plan, due.Select(c => c.After[PaymentPlans.Plan]!.Value), cancellationToken)).ToLookup(s => s[PaymentPlans.Plan]);
        var items = (await session.ReferringAsync<PaymentPlanItem>("payment-plan-item", "orderId", due.Select(c => c.After.Id), cancellationToken)).ToLookup(i => i.OrderId);
        var paid = (await session.ReferringAsync<Payment>("payment", "orderId", due.Where(c => items[c.After.Id].Any()).Select(c => c.After.Id), cancellationToken)).Select(p => p.PaymentPlanItemId).ToHashSet();
        var changes = new ChangeSet { Reason = "Instalments follow the payment plan." };
        foreach (var change in due)
        {
            var order = (Order)change.After;
            var own = items[order.Id].OrderBy(i => i.Id).ToList();
            var made = own.Where(i => i[PaymentPlans.Percent] is not null).ToList();
            var rest = order.Total!.Value - own.Except(made).Sum(i => i.Amount ?? 0);
            if (made.Count > 0 && change.Before?[PaymentPlans.Plan] == order[PaymentPlans.Plan]) Adjust(context, change, order, made, paid, rest, changes);
            else if (made.Exists(i => paid.Contains(i.Id))) context.Refuse(change, RealEstateErrors.PlanPaid(order));
            else Make(context, change, order, [.. steps[order[PaymentPlans.Plan]].OrderBy(s => s[PaymentPlans.Position] ?? long.MaxValue).ThenBy(s => s[PaymentPlans.DueAfterDays]).ThenBy(s => s.Id)], made, rest, changes);
        }
        if (changes.Changes.Count == 0) return;
        using var _ = session.AsSystem(Questions.Actor);
        await session.Records.SaveAsync(changes, cancellationToken);
    }

    private static void Make(SaveContext context, PendingChange change, Order order, List<CustomRecord> steps, List<PaymentPlanItem> old, decimal rest, ChangeSet changes)
    {
        if (steps.Sum(s => s[PaymentPlans.Percent] ?? 0) is var whole and not 100) context.Refuse(change, RealEstateErrors.PlanPercent(whole));
        foreach (var item in old) changes.Delete(new RecordRef("payment-plan-item", item.Id));
        var amounts = Divide(context, change, order, rest, steps.ConvertAll(s => s[PaymentPlans.Percent]!.Value));
        var start = order.OrderedOn ?? context.Session.Today;
        foreach (var (step, amount) in steps.Zip(amounts))
            changes.Create(new PaymentPlanItem
            {
                OrderId = order.Id,
                Name = step.Name,
                DueOn = start.AddDays((int)(step[PaymentPlans.DueAfterDays] ?? 0)),
                Amount = amount,
                [PaymentPlans.Percent] = step[PaymentPlans.Percent],
            });
    }

    // What was paid for stays as it is; the instalments still open share what is left.
    private static void Adjust(SaveContext context, PendingChange change, Order order, List<PaymentPlanItem> made, HashSet<Guid?> paid, decimal rest, ChangeSet changes)
    {
        var open = made.Where(i => !paid.Contains(i.Id)).ToList();
        rest -= made.Except(open).Sum(i => i.Amount ?? 0);
        if (open.Count == 0 && rest == 0) return;
        if (open.Count == 0) context.Refuse(change, RealEstateErrors.PlanTotal(order));
        foreach (var (item, amount) in open.Zip(Divide(context, change, order, rest, open.ConvertAll(i => i[PaymentPlans.Percent]!.Value))))
            if (item.Amount != amount) changes.Patch(new RecordRef("payment-plan-item", item.Id), new Dictionary<string, object?> { ["amount"] = amount });
    }

    private static IReadOnlyList<decimal> Divide(SaveContext context, PendingChange change, Order order, decimal rest, List<decimal> percents)
    {
        var amounts = Amounts.Split(rest, percents, Currencies.MinorUnits(order.Currency));
        if (amounts.Any(a => a <= 0)) context.Refuse(change, RealEstateErrors.PlanTotal(order));
        return amounts;
    }
}

/// <summary>An order that the chain makes of a contract over a unit gets the unit as its line, unless the sale had lines of its own.</summary>
[Saves("order-line")]
internal sealed class UnitOrderLine : IAfterSave
{
    public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var orders = context.Changes.Where(c => c.Operation == RecordOperation.Create && c.After[PaymentPlans.UnitPrice] is not null && c.After[Searches.Unit] is not null).Select(c => (Order)c.After).ToList();
        if (orders.Count == 0) return;
        var units = await context.Session.ByIdAsync<CustomRecord>(Units.Type, orders.Select(o => o[Searches.Unit]!.Value), cancellationToken);
        var withLines = (await context.Session.ReferringAsync<Opportunities.OpportunityLine>("opportunity-line", "opportunityId", orders.Select(o => o.OpportunityId).OfType<Guid>(), cancellationToken)).Select(l => l.OpportunityId).ToHashSet();
        var lines = new ChangeSet { Reason = "The unit is what is sold." };
        foreach (var order in orders.Where(o => o.OpportunityId is null || !withLines.Contains(o.OpportunityId)))
            if (units.TryGetValue(order[Searches.Unit]!.Value, out var unit))
                lines.Create(new OrderLine { OrderId = order.Id, Description = unit.Name, Quantity = 1, UnitPrice = order[PaymentPlans.UnitPrice] });
        if (lines.Changes.Count > 0) context.Also(lines);
    }
}
