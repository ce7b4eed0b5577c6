using CrmKit.Sessions;

namespace CrmKit.Reports;

/// <summary>How fast customers get their first answer, and how often it comes late or not at all.</summary>
internal sealed class FirstResponseReport : IReport
{
    private static readonly ReportColumn[] Columns =
    [
        new("cases", new("Cases", "服务单"), FieldKind.Integer), new("answered", new("Answered", "已响应"), FieldKind.Integer), new("meanHours", new("Mean hours", "平均小时数"), FieldKind.Number), new("medianHours", new("Median hours", "小时数中位数"), FieldKind.Number),
        new("late", new("Late", "超时"), FieldKind.Integer), new("lateShare", new("Share late", "超时率"), FieldKind.Percent), new("waiting", new("Waiting, late already", "已超时待响应"), FieldKind.Integer),
    ];

    public async Task<ReportTable> RunAsync(ICrmSession caller, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var session = (CrmSession)caller;
        Unheeded.Refuse("first-response", parameters, "from", "until", "filter");
        var by = parameters.By ?? Dimension.Total;
        var figures = await CaseFigures.LoadAsync(session, parameters, by, closed: false, ["firstRespondedAt", "firstResponseDueAt", "resolvedAt"], cancellationToken);
        return new ReportTable("first-response", session.Today, [.. CaseFigures.Columns(by), .. Columns], [.. figures.Groups(closed: false).Select(g =>
        {
            var hours = g.Cases.Where(c => c.RespondedAt is not null).Select(c => (decimal)Math.Max(0, (c.RespondedAt!.Value - c.CreatedAt).TotalHours)).Order().ToList();
            // Closed without a word to the customer counts as answered when it was closed.
            var late = g.Cases.LongCount(c => c.ResponseDueAt is { } due && (c.RespondedAt ?? c.ClosedAt ?? session.Now) > due);
            return (IReadOnlyList<object?>)
            [
                .. g.Key, (long)g.Cases.Count, (long)hours.Count, Figures.Mean(hours.Sum(), hours.Count), hours.Count == 0 ? null : Figures.Round((hours[(hours.Count - 1) / 2] + hours[hours.Count / 2]) / 2), late, Figures.Percent(late, g.Cases.Count),
                g.Cases.LongCount(c => c is { RespondedAt: null, ClosedAt: null, ResponseDueAt: { } due } && session.Now > due),
            ];
        })]) { Remarks = figures.Remarks };
    }
}
