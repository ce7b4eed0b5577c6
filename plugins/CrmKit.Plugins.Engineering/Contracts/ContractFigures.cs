using CrmKit.Contracts;
using CrmKit.Documents;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Engineering;

/// <summary>Works out the amounts of milestones and what is held back of each, and writes what differs.</summary>
/// <remarks>
/// Milestones with a percentage divide the value as signed, those of change orders bring their own amount. Retention is worked out on what all milestones up to one come to, limited, less what was held back before:
/// so it adds up exactly, and a deduction gives some of it back.
/// </remarks>
internal static class ContractFigures
{
    public static async ValueTask UpdateAsync(ICrmSession session, IEnumerable<Guid> contracts, CancellationToken cancellationToken)
    {
        var found = await session.ByIdAsync<Contract>("contract", contracts, cancellationToken);
        var milestones = (await session.ReferringAsync(Milestones.Type, Milestones.Contract, found.Keys, cancellationToken)).ToLookup(m => m[Milestones.Contract]!.Value);
        var changes = new ChangeSet { Reason = "The contract's figures follow its milestones." };
        foreach (var contract in found.Values)
        {
            var own = Ordered(milestones[contract.Id]);
            if (own.Count == 0 && contract[ContractTerms.RetentionHeld] is null) continue;
            var amounts = AmountsOf(contract, own);
            var retentions = Retentions(contract, amounts);
            for (var i = 0; i < own.Count; i++) Write(changes, own[i], amounts[i], retentions[i]);

            var values = new Dictionary<string, object?>();
            if (ContractTerms.IsSigned(contract) && contract[ContractTerms.OriginalAmount] is null) values[ContractTerms.OriginalAmount.Key] = contract.Amount;
            var held = contract[ContractTerms.ReleasedOn] is not null ? 0 : own.Select((m, i) => m[Milestones.ReachedOn] is null ? 0 : retentions[i] ?? 0).Sum();
            if (contract[ContractTerms.RetentionHeld] != held) values[ContractTerms.RetentionHeld.Key] = held;
            if (values.Count > 0) changes.Patch(new RecordRef("contract", contract.Id), values);
        }
        await session.WriteAsync(changes, cancellationToken);
    }

    public static List<CustomRecord> Ordered(IEnumerable<CustomRecord> milestones) => [.. milestones.OrderBy(m => m[Milestones.Position] ?? long.MaxValue).ThenBy(m => m.Id)];

    private static decimal?[] AmountsOf(Contract contract, List<CustomRecord> milestones)
    {
        var value = contract[ContractTerms.OriginalAmount] ?? contract.Amount;
        var percents = milestones.Select(m => m[Milestones.ChangeOrder] is null ? m[Milestones.Percent] ?? 0 : 0).ToList();
        var rest = 100 - percents.Sum();
        var parts = value is null || rest < 0 ? null : Amounts.Split(value.Value, [.. percents, rest], Currencies.MinorUnits(contract.Currency));
        return [.. milestones.Select((m, i) => m[Milestones.ChangeOrder] is not null ? m[Milestones.Amount] : m[Milestones.Percent] is null ? null : parts?[i])];
    }

    private static decimal?[] Retentions(Contract contract, decimal?[] amounts)
    {
        var percent = contract[ContractTerms.RetentionPercent] ?? 0;
        var limit = contract[ContractTerms.RetentionLimitPercent] is { } most && contract.Amount is { } value ? value * most / 100 : decimal.MaxValue;
        var units = Currencies.MinorUnits(contract.Currency);
        var (reached, given, retentions) = (0m, 0m, new decimal?[amounts.Length]);
        for (var i = 0; i < amounts.Length; i++)
        {
            if (amounts[i] is not { } amount) continue;
            reached += amount;
            var upToHere = Amounts.Round(Math.Min(reached * percent / 100, limit), units);
            retentions[i] = upToHere - given;
            given = upToHere;
        }
        return retentions;
    }

    private static void Write(ChangeSet changes, CustomRecord milestone, decimal? amount, decimal? retention)
    {
        var values = new Dictionary<string, object?>();
        if (milestone[Milestones.Amount] != amount) values[Milestones.Amount.Key] = amount;
        if (milestone[Milestones.Retention] != retention) values[Milestones.Retention.Key] = retention;
        if (milestone[Milestones.Payable] != amount - retention) values[Milestones.Payable.Key] = amount - retention;
        if (values.Count > 0) changes.Patch(new RecordRef(Milestones.Type, milestone.Id), values);
    }
}

/// <summary>Figures follow the milestones and the terms of the contract.</summary>
[Saves("contract", EndsByItself = true), Saves(Milestones.Type, EndsByItself = true)]
internal sealed class ContractProgress : IAfterSave
{
    public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        IEnumerable<Guid> contracts = context.Type.Key == "contract"
            ? context.Changes.Where(c => c.Operation != RecordOperation.Delete && c.Before is Contract before && Differs(before, (Contract)c.After)).Select(c => c.After.Id)
            : context.Changes.SelectMany(c => new[] { c.Before?[Milestones.Contract], c.After[Milestones.Contract] }).OfType<Guid>();
        await ContractFigures.UpdateAsync(context.Session, contracts, cancellationToken);
    }

    private static bool Differs(Contract before, Contract after) =>
        before.Amount != after.Amount || before.StageCategory != after.StageCategory || before[ContractTerms.ReleasedOn] != after[ContractTerms.ReleasedOn]
        || before[ContractTerms.RetentionPercent] != after[ContractTerms.RetentionPercent] || before[ContractTerms.RetentionLimitPercent] != after[ContractTerms.RetentionLimitPercent];
}
