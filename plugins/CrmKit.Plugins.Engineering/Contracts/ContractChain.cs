using CrmKit.Contracts;
using CrmKit.Conversions;
using CrmKit.Orders;
using CrmKit.Records;

namespace CrmKit.Engineering;

/// <summary>A contract out of a project that was won with a priced bill is worth what the bill comes to.</summary>
internal sealed class ContractValue : IConversionStep
{
    public async ValueTask RunAsync(ConversionContext context, CancellationToken cancellationToken)
    {
        if (context.Target is not Contract contract || context.Options.Values.ContainsKey("amount") || contract.OpportunityId is not { } tender) return;
        var bill = (await context.Session.ReferringAsync(Bills.Type, Bills.Tender, [tender], cancellationToken)).Find(b => b[Bills.Total] > 0);
        if (bill is not null) (contract.Amount, contract.Currency) = (bill[Bills.Total], bill[Bills.Currency] ?? contract.Currency);
    }
}

/// <summary>An order of a contract with milestones is made of them: a line and a result to deliver per milestone, an instalment of what is payable, and one of the retention.</summary>
[Saves("order-line"), Saves("fulfilment-milestone"), Saves("payment-plan-item")]
internal sealed class OrderFromMilestones : IAfterSave
{
    public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var orders = context.Changes.Where(c => c.Operation == RecordOperation.Create).Select(c => (Order)c.After).Where(o => o.ContractId is not null).ToList();
        if (orders.Count == 0) return;
        var session = context.Session;
        var milestones = (await session.ReferringAsync(Milestones.Type, Milestones.Contract, orders.Select(o => o.ContractId!.Value), cancellationToken)).ToLookup(m => m[Milestones.Contract]!.Value);
        orders.RemoveAll(o => !milestones[o.ContractId!.Value].Any());
        if (orders.Count == 0) return;
        var contracts = await session.ByIdAsync<Contract>("contract", orders.Select(o => o.ContractId!.Value), cancellationToken);
        var withLines = (await session.ReferringAsync<Opportunities.OpportunityLine>("opportunity-line", "opportunityId", orders.Select(o => o.OpportunityId).OfType<Guid>(), cancellationToken)).Select(l => l.OpportunityId).ToHashSet();
        var changes = new ChangeSet { Reason = "The order was made of the contract's milestones." };
        foreach (var order in orders)
        {
            var own = ContractFigures.Ordered(milestones[order.ContractId!.Value]);
            foreach (var milestone in own)
            {
                if (order.OpportunityId is null || !withLines.Contains(order.OpportunityId)) // the conversion copies the tender's own lines
                    changes.Create(new OrderLine { OrderId = order.Id, Description = milestone.Name, Quantity = 1, UnitPrice = milestone[Milestones.Amount] });
                changes.Create(new FulfilmentMilestone { OrderId = order.Id, Name = milestone.Name, Position = (int?)milestone[Milestones.Position], PlannedOn = milestone[Milestones.DueOn], ReachedOn = milestone[Milestones.ReachedOn] });
                if (milestone[Milestones.Payable] > 0)
                    changes.Create(new PaymentPlanItem { OrderId = order.Id, Name = milestone.Name, DueOn = milestone[Milestones.DueOn] ?? order.OrderedOn ?? session.Today, Amount = milestone[Milestones.Payable] });
            }
            if (contracts.TryGetValue(order.ContractId!.Value, out var contract) && own.Sum(m => m[Milestones.Retention] ?? 0) is var retention and > 0)
                changes.Create(new PaymentPlanItem { OrderId = order.Id, Name = Retention(session), DueOn = contract[ContractTerms.DefectsUntilOn] ?? contract.EndsOn ?? own.Max(m => m[Milestones.DueOn]) ?? session.Today, Amount = retention });
        }
        context.Also(changes);
    }

    private static string Retention(Sessions.ICrmSession session) => session.Catalog.Type(Milestones.Type).Field(Milestones.Retention.Key).Label.English;
}
