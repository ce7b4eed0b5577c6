using CrmKit.Pipelines;
using CrmKit.Sessions;

namespace CrmKit.Reports;

/// <summary>Open records that are older than allowed on a day, per stage they were in on that day.</summary>
internal sealed class AgeingReport : IReport
{
    private const string Total = "total";

    public async Task<ReportTable> RunAsync(ICrmSession session, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var scope = await ReportScope.OpenAsync(session, parameters, cancellationToken);
        var open = await OpenRecords.OnDayAsync(scope, cancellationToken);
        var rows = new List<IReadOnlyList<object?>>();
        foreach (var stage in scope.Pipeline.Stages.Where(s => s.Category == StageCategory.Open))
        {
            var limit = parameters.Days ?? (stage.AgeingLimit is { } own ? (int)own.TotalDays : null);
            rows.Add(Row(stage.Key, stage.Label.English, limit, scope.AsOf, open.Where(o => o.Stage == stage.Key).ToList()));
        }
        var unknown = open.Where(o => o.Stage is null).ToList();
        if (unknown.Count > 0) rows.Add(Row("unknown", "Unknown", parameters.Days, scope.AsOf, unknown));
        rows.Add([Total, "Total", rows.Sum(r => (long)r[2]!), rows.Sum(r => (long)r[3]!), parameters.Days is { } days ? (long)days : null, open.Count == 0 ? null : open.Max(o => Age(o, scope.AsOf))]);

        return new ReportTable("ageing", scope.AsOf,
        [
            new("stage", new("Stage", "阶段"), FieldKind.Option), new("label", new("Label", "名称"), FieldKind.Text), new("open", new("Open", "进行中"), FieldKind.Integer),
            new("ageing", new("Too old", "超期"), FieldKind.Integer), new("limitDays", new("Limit in days", "期限（天）"), FieldKind.Integer), new("oldestDays", new("Oldest in days", "最久（天）"), FieldKind.Integer),
        ], rows)
        {
            Remarks = unknown.Count == 0 ? [] : [$"{unknown.Sum(u => u.Count)} records were open on {scope.AsOf:yyyy-MM-dd}, but no history says in which stage."],
        };
    }

    private static List<object?> Row(string key, string label, int? limit, DateOnly day, List<OpenRecords.Group> open) =>
    [
        key, label, open.Sum(o => o.Count), limit is { } days ? open.Where(o => Age(o, day) > days).Sum(o => o.Count) : 0L, limit is { } shown ? (long)shown : null,
        open.Count == 0 ? null : open.Max(o => Age(o, day)),
    ];

    private static long Age(OpenRecords.Group group, DateOnly day) => day.DayNumber - group.OpenedOn.DayNumber;
}
