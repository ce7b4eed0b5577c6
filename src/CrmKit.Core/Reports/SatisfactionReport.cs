using CrmKit.Sessions;

namespace CrmKit.Reports;

/// <summary>How satisfied customers are with cases that were closed, how many of them said so, and how many were solved in time.</summary>
internal sealed class SatisfactionReport : IReport
{
    private const int Satisfied = 4;

    private static readonly ReportColumn[] Columns =
    [
        new("closed", new("Closed", "已关闭"), FieldKind.Integer), new("rated", new("Rated", "已评价"), FieldKind.Integer), new("ratedShare", new("Share rated", "评价率"), FieldKind.Percent),
        new("average", new("Average (1 to 5)", "平均分（1至5）"), FieldKind.Number), new("satisfiedShare", new("Share satisfied", "满意率"), FieldKind.Percent),
        new("inTime", new("Solved in time", "按时解决"), FieldKind.Integer), new("inTimeShare", new("Share in time", "按时解决率"), FieldKind.Percent),
    ];

    public async Task<ReportTable> RunAsync(ICrmSession caller, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var session = (CrmSession)caller;
        Unheeded.Refuse("satisfaction", parameters, "from", "until", "filter");
        var by = parameters.By ?? Dimension.Total;
        var figures = await CaseFigures.LoadAsync(session, parameters, by, closed: true, ["satisfaction", "resolutionDueAt"], cancellationToken);
        return new ReportTable("satisfaction", session.Today, [.. CaseFigures.Columns(by), .. Columns], [.. figures.Groups(closed: true).Select(g =>
        {
            var rated = g.Cases.Where(c => c.Satisfaction is not null).ToList();
            var inTime = g.Cases.LongCount(c => c.ResolutionDueAt is null || c.ClosedAt <= c.ResolutionDueAt);
            return (IReadOnlyList<object?>)
            [
                .. g.Key, (long)g.Cases.Count, (long)rated.Count, Figures.Percent(rated.Count, g.Cases.Count), Figures.Mean(rated.Sum(c => (decimal)c.Satisfaction!.Value), rated.Count),
                Figures.Percent(rated.LongCount(c => c.Satisfaction >= Satisfied), rated.Count), inTime, Figures.Percent(inTime, g.Cases.Count),
            ];
        })]) { Remarks = figures.Remarks };
    }
}
