using CrmKit.Pipelines;
using CrmKit.Storage;

namespace CrmKit.Reports;

/// <summary>How many records stand in which stage, and what they are worth: today out of counters or from the rows, on a past day from the stage history.</summary>
internal static class FunnelStages
{
    /// <summary>Today, by the stages passed, out of the counters.</summary>
    /// <returns><see langword="null"/> where rights or filter ask for more than counters know; nor do they know of fields that are kept back.</returns>
    public static async Task<IReadOnlyList<StageSum>?> CountedAsync(ReportScope scope, string? filter, CancellationToken cancellationToken)
    {
        if (Facts.FieldsOf(scope.Type).Any(f => scope.Hidden.Contains(f.Key))) return null;
        if (await CountedRecords.OfAsync(scope.Session, scope.Type, scope.Pipeline.Key, filter, cancellationToken) is not { } counted) return null;
        var sums = await scope.ListAsync(counted.GroupBy(c => new { c.Stage, c.PassedStages, c.Currency }).Select(g => new StageSum
        {
            Stage = g.Key.Stage,
            PassedStages = g.Key.PassedStages,
            Currency = g.Key.Currency,
            Count = g.Sum(c => c.Count),
            Amount = g.Sum(c => StoredAmount.Scaled(c.Amount)) ?? 0,
            Weighted = g.Sum(c => StoredAmount.Scaled(c.Weighted)) ?? 0,
        }), cancellationToken);
        return [.. sums.Where(s => s.Count != 0)];
    }

    /// <summary>Today, from the rows.</summary>
    public static Task<IReadOnlyList<StageSum>> NowAsync(ReportScope scope, CancellationToken cancellationToken) =>
        scope.ListAsync(scope.Facts.GroupBy(f => new { f.Stage, f.Currency }).Select(g => new StageSum
        {
            Stage = g.Key.Stage,
            Currency = g.Key.Currency,
            Count = g.LongCount(),
            Amount = g.Sum(f => StoredAmount.Scaled(f.Amount)) ?? 0,
            Weighted = g.Sum(f => StoredAmount.Scaled(f.Weighted)) ?? 0,
        }), cancellationToken);

    /// <summary>Today, by the stages passed, from the rows.</summary>
    public static Task<IReadOnlyList<StageSum>> PassedAsync(ReportScope scope, IQueryable<Fact> facts, CancellationToken cancellationToken) =>
        scope.ListAsync(facts.GroupBy(f => new { f.Stage, f.PassedStages, f.Currency }).Select(g => new StageSum
        {
            Stage = g.Key.Stage,
            PassedStages = g.Key.PassedStages,
            Currency = g.Key.Currency,
            Count = g.LongCount(),
            Amount = g.Sum(f => StoredAmount.Scaled(f.Amount)) ?? 0,
            Weighted = g.Sum(f => StoredAmount.Scaled(f.Weighted)) ?? 0,
        }), cancellationToken);

    /// <summary>The records that stood in the pipeline at the end of the day.</summary>
    public static IQueryable<Fact> Then(ReportScope scope, IQueryable<Fact> facts)
    {
        var (pipeline, then) = (scope.Pipeline.Key, scope.StaysThen);
        return facts.Where(f => then.Any(h => h.RecordId == f.Id && h.PipelineKey == pipeline));
    }

    /// <summary>The sums at the end of the day; a stage of <see langword="null"/> where nothing says which. Weighted amounts are unknown.</summary>
    public static async Task<IReadOnlyList<StageSum>> ThenAsync(ReportScope scope, IQueryable<Fact> facts, CancellationToken cancellationToken)
    {
        var (pipeline, day, end, stays) = (scope.Pipeline.Key, scope.AsOf, scope.EndOfDay, scope.Stays);
        var there = facts.Where(f => f.CreatedAt < end || f.OpenedOn <= day);
        var sums = new List<StageSum>(await scope.ListAsync(scope.StaysThen.Where(h => h.PipelineKey == pipeline)
            .Join(there, h => h.RecordId, f => f.Id, (h, f) => new { Stage = h.StageKey, f.Currency, f.Amount })
            .GroupBy(s => new { s.Stage, s.Currency })
            .Select(g => new StageSum { Stage = g.Key.Stage, Currency = g.Key.Currency, Count = g.LongCount(), Amount = g.Sum(s => StoredAmount.Scaled(s.Amount)) ?? 0, Weighted = 0 }), cancellationToken));

        // Taken up here after the day: what the first stay tells of the time before.
        var later = await scope.ListAsync(stays.Where(h => h.EnteredAt >= end)
            .Join(there.Where(f => !stays.Any(h => h.RecordId == f.Id && h.EnteredAt < end)), h => h.RecordId, f => f.Id, (h, f) => new { Stay = h, f.Currency, f.Amount }), cancellationToken);
        sums.AddRange(later.GroupBy(l => l.Stay.RecordId)
            .Select(g => (First: g.OrderBy(l => l.Stay.EnteredAt).ThenBy(l => l.Stay.Id).First(), Of: g.First()))
            .Where(g => g.First.Stay.PipelineKey == pipeline)
            .Select(g => (Stage: OpenRecords.BeforeFirst(scope.Pipeline, g.First.Stay).Stage, g.Of.Currency, g.Of.Amount))
            .GroupBy(l => (l.Stage, l.Currency))
            .Select(g => new StageSum { Stage = g.Key.Stage, Currency = g.Key.Currency, Count = g.LongCount(), Amount = g.Sum(l => StoredAmount.Scaled(l.Amount) ?? 0) }));

        sums.AddRange(await scope.ListAsync(there.Where(f => f.Pipeline == pipeline && !stays.Any(h => h.RecordId == f.Id))
            .GroupBy(f => new { Stage = f.StageEnteredAt < end ? f.Stage : null, f.Currency })
            .Select(g => new StageSum { Stage = g.Key.Stage, Currency = g.Key.Currency, Count = g.LongCount(), Amount = g.Sum(f => StoredAmount.Scaled(f.Amount)) ?? 0, Weighted = 0 }), cancellationToken));
        return sums;
    }
}

/// <summary>Records of one stage and currency.</summary>
internal sealed class StageSum
{
    public string? Stage { get; init; }

    /// <summary>The stages they have been in; <see langword="null"/> where it was not asked.</summary>
    public string? PassedStages { get; init; }

    public string? Currency { get; init; }
    public long Count { get; init; }
    public long Amount { get; init; }
    public long Weighted { get; init; }
}
