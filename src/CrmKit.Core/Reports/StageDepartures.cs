using CrmKit.Pipelines;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Reports;

/// <summary>What left the open stages of a pipeline in a period and in the equally long one before, and where to: onward to a later stage, or lost for good. Counted in the database.</summary>
internal sealed class StageDepartures
{
    private const long SecondsPerDay = 86_400;

    private readonly ReportScope _scope;
    private readonly DateTimeOffset _start;
    private readonly IQueryable<StageHistoryEntry> _arrivals;

    public StageDepartures(ReportScope scope, DateOnly from, DateOnly until)
    {
        var zone = scope.Session.Options.TimeZone;
        var length = until.DayNumber - from.DayNumber + 1;
        _scope = scope;
        _start = Instants.StartOf(from, zone);
        var (before, end) = (from.DayNumber > length ? Instants.StartOf(from.AddDays(-length), zone) : _start, Instants.StartOf(until.AddDays(1), zone));
        var (pipeline, stages, records) = (scope.Pipeline.Key, scope.Pipeline.Stages, scope.All);
        var open = stages.Where(s => s.Category == StageCategory.Open).Select(s => s.Key).ToList();
        var onward = open.SelectMany(s => stages.SkipWhile(later => later.Key != s).Skip(1).Where(later => later.Category is StageCategory.Open or StageCategory.Won).Select(later => Move(s, later.Key))).ToList();
        _arrivals = scope.Stays.Where(h => h.PipelineKey == pipeline && h.FromStageKey != null && h.EnteredAt >= before && h.EnteredAt < end)
            .Where(h => (h.Category == StageCategory.Lost && h.LeftAt == null && open.Contains(h.FromStageKey!)) || onward.Contains(h.FromStageKey + ">" + h.StageKey))
            .Where(h => records.Any(f => f.Id == h.RecordId));
    }

    /// <summary>Different records by the stage they left, when, whether they are lost since, and where they came from. What went on, came back and was lost is lost.</summary>
    public Task<IReadOnlyList<Outcome>> OutcomesAsync(CancellationToken cancellationToken)
    {
        var (start, records) = (_start, _scope.All);
        var each = _arrivals.Select(h => new { h.RecordId, h.FromStageKey, IsNow = h.EnteredAt >= start ? 1 : 0, IsLost = h.Category == StageCategory.Lost ? 1 : 0 })
            .GroupBy(h => new { h.RecordId, h.FromStageKey, h.IsNow }).Select(g => new { g.Key.RecordId, g.Key.FromStageKey, g.Key.IsNow, IsLost = g.Max(h => h.IsLost) });
        return _scope.ListAsync(each.Join(records, h => h.RecordId, f => f.Id, (h, f) => new { h.FromStageKey, h.IsNow, h.IsLost, f.Source })
            .GroupBy(h => new { h.FromStageKey, h.IsNow, h.IsLost, h.Source })
            .Select(g => new Outcome { Stage = g.Key.FromStageKey!, IsNow = g.Key.IsNow, IsLost = g.Key.IsLost, Source = g.Key.Source, Count = g.LongCount() }), cancellationToken);
    }

    /// <summary>Why those were lost that were lost in the period.</summary>
    public Task<IReadOnlyList<Reason>> ReasonsAsync(CancellationToken cancellationToken)
    {
        var start = _start;
        return _scope.ListAsync(_arrivals.Where(h => h.EnteredAt >= start && h.Category == StageCategory.Lost)
            .GroupBy(h => new { h.FromStageKey, h.LossReason })
            .Select(g => new Reason { Stage = g.Key.FromStageKey!, LossReason = g.Key.LossReason, Count = g.LongCount() }), cancellationToken);
    }

    /// <summary>How many whole days they had stood in the stage when they left it in the period.</summary>
    public Task<IReadOnlyList<Stood>> DaysAsync(CancellationToken cancellationToken)
    {
        var (start, pipeline) = (_start, _scope.Pipeline.Key);
        var left = _scope.Stays.Where(s => s.PipelineKey == pipeline && s.LeftAt >= start && s.DwellSeconds != null);
        return _scope.ListAsync(_arrivals.Where(h => h.EnteredAt >= start)
            .Join(left, h => new { h.RecordId, Stage = h.FromStageKey!, At = (DateTimeOffset?)h.EnteredAt }, s => new { s.RecordId, Stage = s.StageKey, At = s.LeftAt },
                (h, s) => new { s.StageKey, IsLost = h.Category == StageCategory.Lost ? 1 : 0, Days = s.DwellSeconds!.Value / SecondsPerDay })
            .GroupBy(s => new { s.StageKey, s.IsLost, s.Days })
            .Select(g => new Stood { Stage = g.Key.StageKey, IsLost = g.Key.IsLost, Days = g.Key.Days, Count = g.LongCount() }), cancellationToken);
    }

    /// <summary>How many stand in each open stage now.</summary>
    public async Task<IReadOnlyDictionary<string, long>> OpenAsync(CancellationToken cancellationToken) =>
        (await _scope.ListAsync(_scope.Facts.Where(f => f.Category == StageCategory.Open && f.Stage != null).GroupBy(f => f.Stage).Select(g => new Reason { Stage = g.Key!, Count = g.LongCount() }), cancellationToken))
        .ToDictionary(s => s.Stage, s => s.Count);

    private static string Move(string from, string to) => from + ">" + to;

    public sealed class Outcome
    {
        public string Stage { get; init; } = "";
        /// <summary>1 in the period, 0 in the one before.</summary>
        public int IsNow { get; init; }
        /// <summary>1 when lost, 0 when it went on.</summary>
        public int IsLost { get; init; }
        public string? Source { get; init; }
        public long Count { get; init; }
    }

    public sealed class Reason
    {
        public string Stage { get; init; } = "";
        public string? LossReason { get; init; }
        public long Count { get; init; }
    }

    public sealed class Stood
    {
        public string Stage { get; init; } = "";
        /// <inheritdoc cref="Outcome.IsLost"/>
        public int IsLost { get; init; }
        public long Days { get; init; }
        public long Count { get; init; }
    }
}
