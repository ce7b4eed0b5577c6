using CrmKit.Sessions;

namespace CrmKit.Reports;

/// <summary>What customers write and call about: cases by category, over a period or month by month.</summary>
internal sealed class CaseTopicsReport : IReport
{
    private static readonly ReportColumn[] Columns =
    [
        new("cases", new("Cases", "服务单"), FieldKind.Integer), new("share", new("Share", "占比"), FieldKind.Percent), new("open", new("Still open", "未结"), FieldKind.Integer), new("average", new("Average satisfaction", "平均满意度"), FieldKind.Number),
    ];

    private static readonly ReportColumn Change = new("change", new("Against the month before", "较上月"), FieldKind.Integer);

    public async Task<ReportTable> RunAsync(ICrmSession caller, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var session = (CrmSession)caller;
        Unheeded.Refuse("case-topics", parameters, "from", "until", "filter");
        var isMonthly = parameters.By == CaseFigures.Month;
        var figures = await CaseFigures.LoadAsync(session, parameters, CaseFigures.Category, closed: false, ["satisfaction", "resolvedAt"], cancellationToken);
        return isMonthly
            ? new ReportTable("case-topics", session.Today, [CaseFigures.MonthColumn, CaseFigures.CategoryColumn, .. Columns, Change], Monthly(figures)) { Remarks = figures.Remarks }
            : new ReportTable("case-topics", session.Today, [CaseFigures.CategoryColumn, .. Columns], [.. figures.Groups(closed: false).Select(g => (IReadOnlyList<object?>)[.. g.Key, .. Row(g.Cases, figures.Cases.Count)])]) { Remarks = figures.Remarks };
    }

    // A topic that a month knows nothing of has no row in it; one of the month before counts from 0.
    private static List<IReadOnlyList<object?>> Monthly(CaseFigures figures)
    {
        var rows = new List<IReadOnlyList<object?>>();
        Dictionary<string, int>? before = null;
        DateOnly? last = null;
        foreach (var month in figures.Cases.GroupBy(c => figures.MonthOf(c.CreatedAt)).OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            var first = DateOnly.ParseExact(month.Key + "-01", "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
            if (last is { } known && known.AddMonths(1) != first) before = [];
            var topics = month.GroupBy(c => c.Category ?? "(none)").OrderByDescending(t => t.Count()).ThenBy(t => t.Key, StringComparer.Ordinal).ToList();
            foreach (var topic in topics) rows.Add([month.Key, topic.Key, .. Row([.. topic], month.Count()), before is null ? null : (long)(topic.Count() - before.GetValueOrDefault(topic.Key))]);
            (before, last) = (topics.ToDictionary(t => t.Key, t => t.Count()), first);
        }
        return rows;
    }

    private static IEnumerable<object?> Row(IReadOnlyList<CaseFact> cases, int whole)
    {
        var rated = cases.Where(c => c.Satisfaction is not null).ToList();
        return [(long)cases.Count, Figures.Percent(cases.Count, whole), cases.LongCount(c => c.ClosedAt is null), Figures.Mean(rated.Sum(c => (decimal)c.Satisfaction!.Value), rated.Count)];
    }
}
