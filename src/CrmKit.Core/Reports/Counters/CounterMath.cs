using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Reports;

/// <summary>What a change of one record means for the counters: pure, and the same for the write path and for the verifier.</summary>
internal static class CounterMath
{
    /// <summary>The deltas of one change; at most two. Records without a pipeline, and deleted ones, count nothing.</summary>
    public static IEnumerable<CounterDelta> Deltas(RecordTypeDefinition type, RootRecord? before, RootRecord? after, CrmKitOptions options)
    {
        var (old, now) = (Of(type, before, options), Of(type, after, options));
        if (old is { } from && now is { } to && from.Key == to.Key)
        {
            if (to.Sum != from.Sum) yield return Delta(to.Key, to.Sum - from.Sum);
            yield break;
        }
        if (old is { } left) yield return Delta(left.Key, default(CounterSum) - left.Sum);
        if (now is { } entered) yield return Delta(entered.Key, entered.Sum);
    }

    /// <summary>Where a record is counted and with how much; <see langword="null"/> when it is not counted.</summary>
    public static (CounterKey Key, CounterSum Sum)? Of(RecordTypeDefinition type, RootRecord? record, CrmKitOptions options)
    {
        if (record is not { PipelineKey: { } pipeline, StageKey: { } stage, DeletedAt: null }) return null;
        var key = new CounterKey(type.Key, pipeline, stage, record.OwnerId ?? Guid.Empty, record.TeamId ?? Guid.Empty, record.PassedStageKeys ?? "", CurrencyOf(type, record, options));
        return (key, new CounterSum(1, AmountField(type)?.Get(record) as decimal? ?? 0, Money(type, "weightedAmount")?.Get(record) as decimal? ?? 0));
    }

    /// <summary>The field whose values are summed: the amount of an opportunity, the total of a document.</summary>
    public static FieldDefinition? AmountField(RecordTypeDefinition type) => Money(type, "amount") ?? Money(type, "total");

    private static FieldDefinition? Money(RecordTypeDefinition type, string key) =>
        type.TryField(key, out var field) && field.Kind is FieldKind.Money or FieldKind.Number ? field : null;

    private static string CurrencyOf(RecordTypeDefinition type, Record record, CrmKitOptions options) =>
        type.TryField("currency", out var field) && field.Get(record) is string { Length: > 0 } currency ? currency : options.Currency;

    /// <summary>The row that says it.</summary>
    public static CounterDelta Delta(CounterKey key, CounterSum sum) => new()
    {
        RecordType = key.RecordType,
        PipelineKey = key.Pipeline,
        StageKey = key.Stage,
        OwnerId = key.OwnerId,
        TeamId = key.TeamId,
        PassedStageKeys = key.PassedStages,
        Currency = key.Currency,
        Count = sum.Count,
        Amount = sum.Amount,
        Weighted = sum.Weighted,
    };
}

/// <summary>What a counter counts by.</summary>
/// <param name="RecordType">The record type's key.</param>
/// <param name="Pipeline">The pipeline's key.</param>
/// <param name="Stage">The stage's key.</param>
/// <param name="OwnerId">The owner, or the empty GUID.</param>
/// <param name="TeamId">The team, or the empty GUID.</param>
/// <param name="PassedStages">The stages that the records have been in, as <see cref="RootRecord.PassedStageKeys"/> has them.</param>
/// <param name="Currency">ISO 4217.</param>
internal readonly record struct CounterKey(string RecordType, string Pipeline, string Stage, Guid OwnerId, Guid TeamId, string PassedStages, string Currency)
{
    public override string ToString() => $"{RecordType} in {Pipeline}/{Stage} of {(OwnerId == Guid.Empty ? "nobody" : OwnerId)}{(TeamId == Guid.Empty ? "" : $" in team {TeamId}")}, after {(PassedStages.Length == 0 ? "no stage" : PassedStages)}, {Currency}";
}

/// <summary>What a counter holds.</summary>
/// <param name="Count">Records.</param>
/// <param name="Amount">Their amounts.</param>
/// <param name="Weighted">Their amounts weighted by probability.</param>
internal readonly record struct CounterSum(long Count, decimal Amount, decimal Weighted)
{
    public static CounterSum operator +(CounterSum one, CounterSum other) => new(one.Count + other.Count, one.Amount + other.Amount, one.Weighted + other.Weighted);

    public static CounterSum operator -(CounterSum one, CounterSum other) => new(one.Count - other.Count, one.Amount - other.Amount, one.Weighted - other.Weighted);
}
