using CrmKit.Pipelines;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Reports;

/// <summary>Where a funnel leaks, per open stage: what it let through and lost, compared with the time before, and what the lost records had in common. What too few records would say is left empty.</summary>
internal sealed class FunnelAdvice : IReport
{
    public const string LosesMost = "loses-most", LosesMore = "loses-more", LosesMostAndMore = "loses-most-and-more", NotEnough = "not-enough";

    private const int UsualDays = 180, FewestLeft = 10, FewestLost = 5;

    private static readonly ReportColumn[] Columns =
    [
        new("stage", new("Stage", "阶段"), FieldKind.Option), new("label", new("Label", "名称"), FieldKind.Text), new("finding", new("Finding", "结论"), FieldKind.Text),
        new("left", new("Left the stage", "离开该阶段"), FieldKind.Integer), new("lost", new("Lost", "输单"), FieldKind.Integer), new("lostShare", new("Lost share", "输单占比"), FieldKind.Percent),
        new("lostShareBefore", new("Lost share before", "此前输单占比"), FieldKind.Percent), new("reason", new("Usual loss reason", "主要丢单原因"), FieldKind.Option), new("reasonShare", new("Its share", "占比"), FieldKind.Percent),
        new("source", new("Source lost more often", "易丢单来源"), FieldKind.Option), new("sourceShare", new("Its lost share", "该来源输单占比"), FieldKind.Percent),
        new("lostDays", new("Days until lost", "输单前天数"), FieldKind.Number), new("onwardDays", new("Days until onward", "推进前天数"), FieldKind.Number), new("open", new("There now", "现有"), FieldKind.Integer),
    ];

    public async Task<ReportTable> RunAsync(ICrmSession session, ReportParameters parameters, CancellationToken cancellationToken)
    {
        Unheeded.Refuse("funnel-advice", parameters, "from", "until", "pipeline", "filter");
        var scope = await ReportScope.OpenAsync(session, parameters, cancellationToken);
        foreach (var field in (ReadOnlySpan<string>)["stage", "stageCategory"])
            if (scope.Hidden.Contains(field)) throw new CrmForbiddenException(ReadErrors.FieldForbidden(scope.Type.Key, field));
        var until = parameters.Until ?? scope.AsOf;
        var from = parameters.From ?? (until.DayNumber > UsualDays ? until.AddDays(1 - UsualDays) : until);
        if (from > until) throw new CrmValidationException(ReportErrors.Parameter("from", $"{from:yyyy-MM-dd} lies after the end of the period, {until:yyyy-MM-dd}."));

        var departures = new StageDepartures(scope, from, until);
        var (outcomes, reasons, stood, open) = (
            await departures.OutcomesAsync(cancellationToken), scope.Hidden.Contains("lossReason") ? [] : await departures.ReasonsAsync(cancellationToken),
            await departures.DaysAsync(cancellationToken), await departures.OpenAsync(cancellationToken));
        var leaks = scope.Pipeline.Stages.Where(s => s.Category == StageCategory.Open).Select(s => Leak.Of(s, outcomes.Where(o => o.Stage == s.Key))).ToList();
        var worst = leaks.Where(l => l is { IsEnough: true, Lost: > 0 }).OrderByDescending(l => (decimal)l.Lost / l.Left).ThenByDescending(l => l.Lost).FirstOrDefault();
        return new ReportTable("funnel-advice", until, Columns, [.. leaks.Select(leak =>
        {
            var key = leak.Stage.Key;
            var reason = Usual(leak, reasons);
            var source = scope.Hidden.Contains("source") ? null : Exposed(leak, outcomes);
            return (IReadOnlyList<object?>)
            [
                key, leak.Stage.Label.English, Finding(leak, leak == worst), leak.Left, leak.Lost, leak.IsEnough ? Figures.Percent(leak.Lost, leak.Left) : null, leak.WasEnough ? Figures.Percent(leak.LostBefore, leak.LeftBefore) : null,
                reason?.Value, reason?.Share, source?.Value, source?.Share, Days(stood, key, isLost: true), Days(stood, key, isLost: false), open.GetValueOrDefault(key),
            ];
        })])
        {
            Remarks = leaks.Exists(l => l.IsEnough) ? [] : [$"Not enough data: {leaks.Select(l => l.Left).DefaultIfEmpty().Max()} records left a stage from {from:yyyy-MM-dd} to {until:yyyy-MM-dd}; {FewestLeft} are needed."],
        };
    }

    private static string? Finding(Leak leak, bool isWorst) => !leak.IsEnough ? NotEnough : (isWorst, leak.LosesMore) switch
    {
        (true, true) => LosesMostAndMore,
        (true, false) => LosesMost,
        (false, true) => LosesMore,
        _ => null,
    };

    private static (string Value, decimal? Share)? Usual(Leak leak, IReadOnlyList<StageDepartures.Reason> reasons)
    {
        if (leak.Lost < FewestLost) return null;
        var first = reasons.Where(r => r.Stage == leak.Stage.Key && r.LossReason is { Length: > 0 }).OrderByDescending(r => r.Count).ThenBy(r => r.LossReason, StringComparer.Ordinal).FirstOrDefault();
        return first is null ? null : (first.LossReason!, Figures.Percent(first.Count, leak.Lost));
    }

    // The source of which a greater share was lost than chance would lose of as many.
    private static (string Value, decimal? Share)? Exposed(Leak leak, IReadOnlyList<StageDepartures.Outcome> outcomes)
    {
        if (leak.Lost < FewestLost) return null;
        var usual = (double)leak.Lost / leak.Left;
        return outcomes.Where(o => o.Stage == leak.Stage.Key && o.IsNow == 1 && o.Source is { Length: > 0 })
            .GroupBy(o => o.Source!).Select(g => (Source: g.Key, Left: g.Sum(o => o.Count), Lost: g.Where(o => o.IsLost == 1).Sum(o => o.Count)))
            .Where(s => s.Lost >= FewestLost && IsMore(s.Lost, s.Left, usual))
            .OrderByDescending(s => (decimal)s.Lost / s.Left).ThenBy(s => s.Source, StringComparer.Ordinal)
            .Select(s => ((string, decimal?)?)(s.Source, Figures.Percent(s.Lost, s.Left))).FirstOrDefault();
    }

    private static decimal? Days(IReadOnlyList<StageDepartures.Stood> stood, string stage, bool isLost)
    {
        var of = stood.Where(s => s.Stage == stage && s.IsLost == (isLost ? 1 : 0)).ToList();
        return of.Sum(s => s.Count) < FewestLost ? null : Figures.Median(of.Select(s => ((int)s.Days, s.Count)));
    }

    // More than two standard errors above the share that is usual.
    private static bool IsMore(long lost, long left, double usual) => (double)lost / left - usual > 2 * Math.Sqrt(usual * (1 - usual) / left);

    private sealed record Leak(StageDefinition Stage, long Left, long Lost, long LeftBefore, long LostBefore)
    {
        public bool IsEnough => Left >= FewestLeft;
        public bool WasEnough => LeftBefore >= FewestLeft;
        public bool LosesMore => IsEnough && WasEnough && IsMore(Lost, Left, (double)LostBefore / LeftBefore);

        public static Leak Of(StageDefinition stage, IEnumerable<StageDepartures.Outcome> outcomes)
        {
            var sums = outcomes.ToLookup(o => (o.IsNow == 1, o.IsLost == 1), o => o.Count);
            return new Leak(stage, sums[(true, false)].Sum() + sums[(true, true)].Sum(), sums[(true, true)].Sum(), sums[(false, false)].Sum() + sums[(false, true)].Sum(), sums[(false, true)].Sum());
        }
    }
}
