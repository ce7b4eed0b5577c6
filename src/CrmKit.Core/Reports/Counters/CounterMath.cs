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
            if (to.Amount != from.Amount) yield return Delta(to.Key, 0, to.Amount - from.Amount);
            yield break;
        }
        if (old is { } left) yield return Delta(left.Key, -1, -left.Amount);
        if (now is { } entered) yield return Delta(entered.Key, 1, entered.Amount);
    }

    /// <summary>Where a record is counted and with which amount; <see langword="null"/> when it is not counted.</summary>
    public static (CounterKey Key, decimal Amount)? Of(RecordTypeDefinition type, RootRecord? record, CrmKitOptions options)
    {
        if (record is not { PipelineKey: { } pipeline, StageKey: { } stage, DeletedAt: null }) return null;
        var day = record.ClosedOn ?? Instants.DayOf(record.CreatedAt, options.TimeZone);
        var key = new CounterKey(type.Key, pipeline, stage, record.OwnerId ?? Guid.Empty, new DateOnly(day.Year, day.Month, 1), CurrencyOf(type, record, options));
        return (key, AmountField(type)?.Get(record) as decimal? ?? 0);
    }

    /// <summary>The field whose values are summed: the amount of an opportunity, the total of a document.</summary>
    public static FieldDefinition? AmountField(RecordTypeDefinition type) => Money(type, "amount") ?? Money(type, "total");

    private static FieldDefinition? Money(RecordTypeDefinition type, string key) =>
        type.TryField(key, out var field) && field.Kind is FieldKind.Money or FieldKind.Number ? field : null;

    private static string CurrencyOf(RecordTypeDefinition type, Record record, CrmKitOptions options) =>
        type.TryField("currency", out var field) && field.Get(record) is string { Length: > 0 } currency ? currency : options.Currency;

    private static CounterDelta Delta(CounterKey key, long count, decimal amount) => new()
    {
        RecordType = key.RecordType,
        PipelineKey = key.Pipeline,
        StageKey = key.Stage,
        OwnerId = key.OwnerId,
        Month = key.Month,
        Currency = key.Currency,
        Count = count,
        Amount = amount,
    };
}

/// <summary>What a counter counts by.</summary>
/// <param name="RecordType">The record type's key.</param>
/// <param name="Pipeline">The pipeline's key.</param>
/// <param name="Stage">The stage's key.</param>
/// <param name="OwnerId">The owner, or the empty GUID.</param>
/// <param name="Month">First day of the month in which the record closed, or, while open, was created, in the tenant's zone.</param>
/// <param name="Currency">ISO 4217.</param>
internal readonly record struct CounterKey(string RecordType, string Pipeline, string Stage, Guid OwnerId, DateOnly Month, string Currency)
{
    public override string ToString() => $"{RecordType} in {Pipeline}/{Stage} of {(OwnerId == Guid.Empty ? "nobody" : OwnerId)}, {Month:yyyy-MM}, {Currency}";
}
