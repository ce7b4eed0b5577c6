using CrmKit.Contracts;
using CrmKit.Pipelines;
using CrmKit.Records;

namespace CrmKit.Engineering;

/// <summary>A signed value changes by change orders only; the retention is released once, after the defects liability; nothing changes after that.</summary>
internal sealed class ContractRules : IRecordValidator
{
    public async ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var changed = context.Changes.Where(c => c is { Operation: RecordOperation.Update, Before: Contract }).Select(c => (Change: c, Before: (Contract)c.Before!, After: (Contract)c.After)).ToList();
        var valued = changed.Where(c => c.After[ContractTerms.OriginalAmount] is not null && (c.Before.Amount != c.After.Amount || c.Before[ContractTerms.OriginalAmount] != c.After[ContractTerms.OriginalAmount])).ToList();
        var approved = (await context.Session.ReferringAsync(ChangeOrders.Type, ChangeOrders.Contract, valued.Select(c => c.After.Id), cancellationToken, $"stage eq '{ChangeOrders.Approved}'")).ToLookup(c => c[ChangeOrders.Contract]!.Value);
        foreach (var (change, before, after) in valued)
            if ((before[ContractTerms.OriginalAmount] ?? before.Amount) != after[ContractTerms.OriginalAmount] || after.Amount != after[ContractTerms.OriginalAmount] + approved[after.Id].Sum(c => c[ChangeOrders.Amount] ?? 0))
                context.Refuse(change, EngineeringErrors.ValueByChangeOrder(after));
        foreach (var (change, before, after) in changed)
        {
            if (before[ContractTerms.OriginalAmount] is not null && after[ContractTerms.OriginalAmount] is null) context.Refuse(change, EngineeringErrors.ValueByChangeOrder(after));
            if (before[ContractTerms.ReleasedOn] is not null && (before[ContractTerms.ReleasedOn] != after[ContractTerms.ReleasedOn]
                || before[ContractTerms.RetentionPercent] != after[ContractTerms.RetentionPercent] || before[ContractTerms.RetentionLimitPercent] != after[ContractTerms.RetentionLimitPercent]))
                context.Refuse(change, EngineeringErrors.ContractClosed(after));
        }
        await CheckReleaseAsync(context, [.. changed.Where(c => c.Before[ContractTerms.ReleasedOn] is null && c.After[ContractTerms.ReleasedOn] is not null).Select(c => (c.Change, c.After))], cancellationToken);
    }

    private static async ValueTask CheckReleaseAsync(SaveContext context, List<(PendingChange Change, Contract Contract)> released, CancellationToken cancellationToken)
    {
        if (released.Count == 0) return;
        var ids = released.Select(r => r.Contract.Id).ToList();
        var milestones = (await context.Session.ReferringAsync(Milestones.Type, Milestones.Contract, ids, cancellationToken)).ToLookup(m => m[Milestones.Contract]!.Value);
        var pending = (await context.Session.ReferringAsync(ChangeOrders.Type, ChangeOrders.Contract, ids, cancellationToken, "stageCategory eq 'open'")).ToLookup(c => c[ChangeOrders.Contract]!.Value);
        foreach (var (change, contract) in released)
        {
            var on = contract[ContractTerms.ReleasedOn]!.Value;
            var why = contract[ContractTerms.DefectsUntilOn] is not { } until ? "it does not say when the defects liability ends"
                : on <= until || on > context.Session.Today ? $"the day of release is after {until:yyyy-MM-dd}, the end of the defects liability, and not in the future"
                : contract[ContractTerms.HasOpenDefects] ? "defects are open"
                : milestones[contract.Id].Any(m => m[Milestones.ReachedOn] is null) ? "a milestone is not reached"
                : pending[contract.Id].Any() ? "a change order is undecided" : null;
            if (why is not null) context.Refuse(change, EngineeringErrors.RetentionEarly(contract, why));
        }
    }
}

/// <summary>Milestones come to the whole value at most, are fixed with the signature, and are reached in the past.</summary>
internal sealed class MilestoneRules : IRecordValidator
{
    public async ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var contracts = await context.Session.ByIdAsync<Contract>("contract", context.Changes.SelectMany(c => new[] { c.Before?[Milestones.Contract], c.After[Milestones.Contract] }).OfType<Guid>(), cancellationToken);
        foreach (var change in context.Changes)
        {
            if (change.After[Milestones.ReachedOn] > context.Session.Today) context.Refuse(change, EngineeringErrors.ReachedInFuture(change.After[Milestones.ReachedOn]!.Value));
            if (!contracts.TryGetValue((change.Before ?? change.After)[Milestones.Contract] ?? Guid.Empty, out var contract)) continue;
            if (ContractTerms.IsClosed(contract)) { if (!IsOnlyFigures(change)) context.Refuse(change, EngineeringErrors.ContractClosed(contract)); }
            else if (ContractTerms.IsSigned(contract) && IsFixed(change) && !await IsOfApprovedAsync(context, change, cancellationToken)) context.Refuse(change, EngineeringErrors.MilestoneFixed(contract));
        }
    }

    // What the plugin itself writes when terms change.
    private static bool IsOnlyFigures(PendingChange change) => change is { Operation: RecordOperation.Update, Before: { } before } && before[Milestones.ReachedOn] == change.After[Milestones.ReachedOn] && !IsFixed(change);

    private static bool IsFixed(PendingChange change) => change.Operation != RecordOperation.Update || change.Before![Milestones.Percent] != change.After[Milestones.Percent]
        || change.Before[Milestones.Contract] != change.After[Milestones.Contract] || change.Before[Milestones.ChangeOrder] != change.After[Milestones.ChangeOrder]
        || (change.After[Milestones.ChangeOrder] is not null && change.Before[Milestones.Amount] != change.After[Milestones.Amount]);

    // A change order brings its milestone with its approval, once.
    private static async ValueTask<bool> IsOfApprovedAsync(SaveContext context, PendingChange change, CancellationToken cancellationToken)
    {
        if (change.Operation != RecordOperation.Create || change.After[Milestones.ChangeOrder] is not { } id) return false;
        var order = (await context.Session.ByIdAsync<CustomRecord>(ChangeOrders.Type, [id], cancellationToken)).GetValueOrDefault(id);
        return order is { StageKey: ChangeOrders.Approved } && order[ChangeOrders.Contract] == change.After[Milestones.Contract] && order[ChangeOrders.Amount] == change.After[Milestones.Amount]
            && (await context.Session.ReferringAsync(Milestones.Type, Milestones.ChangeOrder, [id], cancellationToken)).Count == 0;
    }
}

/// <summary>The shares of a contract's milestones, asked after they are written: with those of others.</summary>
internal sealed class MilestoneShares : IAfterSave
{
    public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var changed = context.Changes.Where(c => c.Operation != RecordOperation.Delete && c.After[Milestones.Percent] is not null && c.Before?[Milestones.Percent] != c.After[Milestones.Percent]).ToList();
        var all = (await context.Session.ReferringAsync(Milestones.Type, Milestones.Contract, changed.Select(c => c.After[Milestones.Contract]!.Value), cancellationToken)).ToLookup(m => m[Milestones.Contract]);
        foreach (var change in changed)
            if (all[change.After[Milestones.Contract]].Sum(m => m[Milestones.Percent] ?? 0) is var whole and > 100) context.Refuse(change, EngineeringErrors.MilestonesOver(whole));
    }
}

/// <summary>A contract with milestones is signed when they come to all of its value.</summary>
internal sealed class SigningGuard : IStageGuard
{
    public async ValueTask CheckAsync(StageGuardContext context, CancellationToken cancellationToken)
    {
        var signing = context.Moves.Where(m => m.Record is Contract && m.Target.Category == StageCategory.Won).ToList();
        var milestones = (await context.Session.ReferringAsync(Milestones.Type, Milestones.Contract, signing.Select(m => m.Record.Id), cancellationToken)).ToLookup(m => m[Milestones.Contract]!.Value);
        foreach (var move in signing.Where(m => milestones[m.Record.Id].Any()))
        {
            var whole = milestones[move.Record.Id].Where(m => m[Milestones.ChangeOrder] is null).Sum(m => m[Milestones.Percent] ?? 0);
            if (whole != 100) context.Refuse(move, EngineeringErrors.MilestonesOpen(whole));
            if (((Contract)move.Record).Amount is null) context.Refuse(move, EngineeringErrors.ValueRequired());
        }
    }
}
