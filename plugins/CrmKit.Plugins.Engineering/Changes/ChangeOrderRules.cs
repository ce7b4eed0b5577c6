using CrmKit.Contracts;
using CrmKit.Records;

namespace CrmKit.Engineering;

/// <summary>Numbers change orders, contract by contract; numbers of deleted ones are not used again.</summary>
internal sealed class ChangeOrderNumbers : IBeforeSave
{
    public async ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var made = context.Changes.Where(c => c.Operation == RecordOperation.Create && c.After[ChangeOrders.Contract] is not null).Select(c => (CustomRecord)c.After).ToList();
        foreach (var group in made.GroupBy(c => c[ChangeOrders.Contract]!.Value))
        {
            var last = await LastAsync(context, group.Key, cancellationToken);
            foreach (var order in group)
            {
                order[ChangeOrders.Number] = ++last;
                order[ChangeOrders.NumberKey] = $"{group.Key}/{last}"; // unique: of two who make one at the same time, the second is told
                if (order.Name.Length == 0) order.Name = $"CO-{last:000}";
            }
        }
    }

    private static async ValueTask<long> LastAsync(SaveContext context, Guid contract, CancellationToken cancellationToken)
    {
        using var _ = context.Session.AsSystem(Questions.Actor);
        var last = 0L;
        foreach (var deleted in new[] { false, true })
        {
            var query = new RecordQuery(ChangeOrders.Type) { Filter = $"{ChangeOrders.Contract.Key} eq {contract}", OrderBy = "-" + ChangeOrders.Number.Key, Size = 1, Deleted = deleted };
            foreach (var order in (await context.Session.Records.QueryAsync(query, cancellationToken)).Items) last = Math.Max(last, order[ChangeOrders.Number] ?? 0);
        }
        return last;
    }
}

/// <summary>Only a signed contract that is not closed changes, and what was decided stays decided.</summary>
internal sealed class ChangeOrderRules : IRecordValidator
{
    public async ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var contracts = await context.Session.ByIdAsync<Contract>("contract", context.Changes.Select(c => c.After[ChangeOrders.Contract]).OfType<Guid>(), cancellationToken);
        foreach (var change in context.Changes.Where(c => c.Operation != RecordOperation.Update || Differs((CustomRecord)c.Before!, (CustomRecord)c.After)))
        {
            var (before, after) = (change.Before as CustomRecord, (CustomRecord)change.After);
            if (IsDecided(before) && (before!.StageKey == ChangeOrders.Approved || before.StageKey == after.StageKey) && change.Operation != RecordOperation.Restore)
            {
                // A rejected one may be taken up again or deleted; an approved one is in the contract's value.
                if (before.StageKey == ChangeOrders.Approved || change.Operation == RecordOperation.Update) context.Refuse(change, EngineeringErrors.ChangeOrderDecided(before));
            }
            else if (before is not null && before[ChangeOrders.Contract] != after[ChangeOrders.Contract]) context.Refuse(change, EngineeringErrors.ChangeOrderMoved(before));
            else if (change.Operation != RecordOperation.Delete && contracts.TryGetValue(after[ChangeOrders.Contract] ?? Guid.Empty, out var contract))
            {
                if (ContractTerms.IsClosed(contract)) context.Refuse(change, EngineeringErrors.ContractClosed(contract));
                else if (!ContractTerms.IsSigned(contract)) context.Refuse(change, EngineeringErrors.ContractUnsigned(contract));
                else if (after.StageKey == ChangeOrders.Approved && contract.Amount + after[ChangeOrders.Amount] < 0) context.Refuse(change, EngineeringErrors.ValueNegative(contract));
            }
        }
    }

    private static bool IsDecided(CustomRecord? order) => order?.StageCategory is Pipelines.StageCategory.Won or Pipelines.StageCategory.Lost;

    private static bool Differs(CustomRecord before, CustomRecord after) =>
        before.StageKey != after.StageKey || before[ChangeOrders.Amount] != after[ChangeOrders.Amount] || before[ChangeOrders.Days] != after[ChangeOrders.Days] || before[ChangeOrders.Contract] != after[ChangeOrders.Contract];
}

/// <summary>An approval changes the contract in the same transaction: its value, its end, and a milestone for the change.</summary>
[Saves("contract"), Saves(Milestones.Type)]
internal sealed class ChangeOrderApproval : IAfterSave
{
    public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var approved = context.Changes
            .Where(c => c.After is CustomRecord { StageKey: ChangeOrders.Approved, DeletedAt: null } && (c.Before as CustomRecord)?.StageKey != ChangeOrders.Approved).Select(c => (CustomRecord)c.After).ToList();
        if (approved.Count == 0) return;
        var session = context.Session;
        var contracts = await session.ByIdAsync<Contract>("contract", approved.Select(c => c[ChangeOrders.Contract]!.Value), cancellationToken);
        var all = (await session.ReferringAsync(ChangeOrders.Type, ChangeOrders.Contract, contracts.Keys, cancellationToken, $"stage eq '{ChangeOrders.Approved}'")).ToLookup(c => c[ChangeOrders.Contract]!.Value);
        var milestones = (await session.ReferringAsync(Milestones.Type, Milestones.Contract, contracts.Keys, cancellationToken)).ToLookup(m => m[Milestones.Contract]!.Value);
        var changes = new ChangeSet { Reason = $"Approved: {string.Join(", ", approved.Select(c => c.Name))}" };
        foreach (var group in approved.GroupBy(c => c[ChangeOrders.Contract]!.Value))
        {
            var contract = contracts[group.Key];
            var original = contract[ContractTerms.OriginalAmount] ?? contract.Amount ?? 0;
            var total = all[group.Key].Sum(c => c[ChangeOrders.Amount] ?? 0);
            var values = new Dictionary<string, object?> { [ContractTerms.OriginalAmount.Key] = original, [ContractTerms.ChangeTotal.Key] = total, ["amount"] = original + total };
            if (group.Sum(c => c[ChangeOrders.Days] ?? 0) is var days and not 0 && contract.EndsOn is { } end) values["endsOn"] = end.AddDays((int)days);
            // Named with its version: of two approvals at the same time one is told to try again, and no change is lost.
            changes.Patch(new RecordRef("contract", contract.Id), values, contract.Version);
            var position = milestones[group.Key].Max(m => m[Milestones.Position]) ?? milestones[group.Key].Count();
            foreach (var order in group.Where(c => c[ChangeOrders.Amount] is not (null or 0) && milestones[group.Key].Any()))
                changes.Create(new CustomRecord(Milestones.Type, order.Name)
                {
                    [Milestones.Contract] = contract.Id, [Milestones.ChangeOrder] = order.Id, [Milestones.Amount] = order[ChangeOrders.Amount], [Milestones.Position] = ++position,
                });
        }
        await session.WriteAsync(changes, cancellationToken);
    }
}
