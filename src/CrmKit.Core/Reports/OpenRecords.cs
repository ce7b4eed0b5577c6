using CrmKit.Pipelines;
using CrmKit.Sessions;

namespace CrmKit.Reports;

/// <summary>Who was open at the end of a day, and in which stage: from the rows where they still stand there, from the stage history where they moved since.</summary>
internal static class OpenRecords
{
    private const int IdsPerQuery = 500;

    public static async Task<IReadOnlyList<Group>> OnDayAsync(ReportScope scope, CancellationToken cancellationToken)
    {
        var (day, end, zone) = (scope.AsOf, scope.EndOfDay, scope.Session.Options.TimeZone);
        var groups = new List<Group>(await scope.ListAsync(scope.Facts
            .Where(f => f.Category == StageCategory.Open && f.StageEnteredAt < end && f.OpenedOn <= day)
            .GroupBy(f => new { f.Stage, f.OpenedOn })
            .Select(g => new Group { Stage = g.Key.Stage, OpenedOn = g.Key.OpenedOn!.Value, Count = g.LongCount() }), cancellationToken));

        // Without an opening day the stage's entry counts, which is known row by row.
        var undated = await scope.ListAsync(scope.Facts
            .Where(f => f.Category == StageCategory.Open && f.StageEnteredAt < end && f.OpenedOn == null)
            .Select(f => new Row { Id = f.Id, Stage = f.Stage, StageEnteredAt = f.StageEnteredAt }), cancellationToken);
        groups.AddRange(undated.Select(r => new Group { Stage = r.Stage, OpenedOn = Instants.DayOf(r.StageEnteredAt!.Value, zone), Count = 1 }));

        var (pipeline, stays) = (scope.Pipeline.Key, scope.Stays);
        var moved = await scope.ListAsync(scope.All
            .Where(f => f.Pipeline == pipeline || stays.Any(h => h.RecordId == f.Id && h.PipelineKey == pipeline))
            .Where(f => f.StageEnteredAt >= end && (f.OpenedOn != null ? f.OpenedOn <= day : f.CreatedAt < end) && (f.ClosedOn == null || f.ClosedOn > day))
            .Select(f => new Row { Id = f.Id, OpenedOn = f.OpenedOn, CreatedAt = f.CreatedAt }), cancellationToken);
        foreach (var chunk in moved.Chunk(IdsPerQuery)) groups.AddRange(await ReconstructAsync(scope, chunk, cancellationToken));
        return groups;
    }

    private static async Task<IEnumerable<Group>> ReconstructAsync(ReportScope scope, Row[] rows, CancellationToken cancellationToken)
    {
        var ids = rows.Select(r => r.Id).ToList();
        var stays = (await scope.ListAsync(scope.Stays.Where(h => ids.Contains(h.RecordId)), cancellationToken)).OrderBy(h => h.EnteredAt).ThenBy(h => h.Id).ToLookup(h => h.RecordId);
        var groups = new List<Group>();
        foreach (var row in rows)
        {
            var last = stays[row.Id].LastOrDefault(s => s.EnteredAt < scope.EndOfDay);
            var first = stays[row.Id].FirstOrDefault();
            if ((last ?? first) is { } told && told.PipelineKey != scope.Pipeline.Key) continue;
            var (stage, category) = last is not null ? ((string?)last.StageKey, (StageCategory?)last.Category) : first is not null ? BeforeFirst(scope.Pipeline, first) : default;
            if (category is null or StageCategory.Open)
                groups.Add(new Group { Stage = stage, OpenedOn = row.OpenedOn ?? Instants.DayOf(row.CreatedAt, scope.Session.Options.TimeZone), Count = 1 });
        }
        return groups;
    }

    /// <summary>Where a record was before its first stay: in the stage that it says was left, else in the one in which the record was taken up here, as long as that one is open.</summary>
    public static (string? Stage, StageCategory? Category) BeforeFirst(PipelineDefinition pipeline, StageHistoryEntry first) =>
        first.FromStageKey is { } from ? ((string?)from, pipeline.FindStage(from)?.Category)
        : first.Category == StageCategory.Open ? (first.StageKey, StageCategory.Open) : (null, null);

    public sealed class Group
    {
        /// <summary><see langword="null"/> when nothing says which.</summary>
        public string? Stage { get; init; }
        public DateOnly OpenedOn { get; init; }
        public long Count { get; init; }
    }

    private sealed class Row
    {
        public Guid Id { get; init; }
        public string? Stage { get; init; }
        public DateTimeOffset? StageEnteredAt { get; init; }
        public DateOnly? OpenedOn { get; init; }
        public DateTimeOffset CreatedAt { get; init; }
    }
}
