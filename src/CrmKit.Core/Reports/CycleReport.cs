using CrmKit.Sessions;

namespace CrmKit.Reports;

/// <summary>Days from opening to closing, over closed records, won and lost.</summary>
internal sealed class CycleReport : IReport
{
    public async Task<ReportTable> RunAsync(ICrmSession session, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var scope = await ReportScope.OpenAsync(session, parameters, cancellationToken);
        var by = parameters.By ?? Dimension.Total;
        Dimension.RefuseHidden(scope, by);

        var once = await ClosedRecords.OnceAsync(scope, parameters, cancellationToken);
        IReadOnlyList<Span> groups = [.. await scope.ListAsync(Spans(WinRateReport.Keyed(ClosedRecords.Still(scope, parameters), by)), cancellationToken), .. Spans(WinRateReport.Keyed(once.AsQueryable(), by))];
        var names = await DimensionNames.LoadAsync(scope.Session, by, [.. groups.Select(g => g.Key).Distinct()], cancellationToken);
        var undated = groups.Where(g => g.OpenedOn is null).Sum(g => g.Count);

        var rows = groups.Where(g => g.OpenedOn is not null).GroupBy(g => names.Of(g.Key)).Select(g =>
        {
            var days = g.Select(s => (Days: s.ClosedOn!.Value.DayNumber - s.OpenedOn!.Value.DayNumber, s.Count)).ToList();
            var count = days.Sum(d => d.Count);
            return (g.Key, Count: count, Mean: Figures.Mean(days.Sum(d => (decimal)d.Days * d.Count), count), Median: Figures.Median(days));
        });
        rows = by == Dimension.Quarter ? rows.OrderBy(r => r.Key.Label, StringComparer.Ordinal) : rows.OrderBy(r => r.Mean).ThenBy(r => r.Key.Label, StringComparer.Ordinal).ThenBy(r => r.Key.Id);

        return new ReportTable("cycle", scope.AsOf,
            [.. Dimension.Columns(by), new("closed", new("Closed", "已关闭"), FieldKind.Integer), new("meanDays", new("Mean days", "平均天数"), FieldKind.Number), new("medianDays", new("Median days", "中位天数"), FieldKind.Number)],
            [.. rows.Select(r => (IReadOnlyList<object?>)[r.Key.Label, .. Dimension.Columns(by).Skip(1).Select(_ => (object?)r.Key.Id), r.Count, r.Mean, r.Median])])
        {
            Remarks = undated == 0 ? [] : [$"{undated} closed records without an opening day are left out."],
        };
    }

    private static IQueryable<Span> Spans(IQueryable<Keyed> facts) => facts
        .GroupBy(f => new { f.RecordId, f.Text, f.TeamId, f.OwnerId, f.Day, f.Fact.OpenedOn, f.Fact.ClosedOn })
        .Select(g => new Span
        {
            Key = new DimensionKey { RecordId = g.Key.RecordId, Text = g.Key.Text, TeamId = g.Key.TeamId, OwnerId = g.Key.OwnerId, Day = g.Key.Day },
            OpenedOn = g.Key.OpenedOn,
            ClosedOn = g.Key.ClosedOn,
            Count = g.LongCount(),
        });

    private sealed class Span
    {
        public DimensionKey Key { get; init; } = null!;
        public DateOnly? OpenedOn { get; init; }
        public DateOnly? ClosedOn { get; init; }
        public long Count { get; init; }
    }
}
