using System.Linq.Expressions;
using CrmKit.Pipelines;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Reports;

/// <summary>Per stage of a pipeline: who is there now, who ever was, and how many went on and won.</summary>
internal sealed class FunnelReport : IReport
{
    public async Task<ReportTable> RunAsync(ICrmSession session, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var scope = await ReportScope.OpenAsync(session, parameters, cancellationToken);
        var facts = InPeriod(scope, scope.IsPast ? scope.All : scope.Facts, parameters);

        var sums = scope.IsPast ? await FunnelStages.ThenAsync(scope, facts, cancellationToken)
            : (parameters is { From: null, Until: null } ? await FunnelStages.CountedAsync(scope, parameters.Filter, cancellationToken) : null) ?? await FunnelStages.PassedAsync(scope, facts, cancellationToken);
        var paths = scope.IsPast ? await PathsAsync(scope, FunnelStages.Then(scope, facts), cancellationToken) : Paths(scope, sums);
        var money = StageWorth.MoneyOf(scope, sums);

        var stages = scope.Pipeline.Stages;
        var rows = stages.Select((stage, rank) =>
        {
            var here = StageWorth.Of(scope, stage, sums, money);
            var entered = Passed(paths, Bit(rank));
            var isOpen = stage.Category == StageCategory.Open;
            return (IReadOnlyList<object?>)
            [
                stage.Key, stage.Label.English, EnumCode.Of(stage.Category), here.Count, here.Amount, here.Weighted, entered,
                isOpen ? Figures.Percent(Passed(paths, Bit(rank), Ahead(stages, rank)), entered) : null,
                isOpen ? Figures.Percent(Passed(paths, Bit(rank), Won(stages)), entered) : null, money.Currency,
            ];
        });
        var unknown = sums.Where(s => s.Stage is null).Sum(s => s.Count);
        if (unknown > 0) rows = rows.Append(["unknown", "Unknown", null, unknown, null, null, 0L, null, null, money.Currency]);
        return new ReportTable("funnel", scope.IsPast ? scope.AsOf : scope.Session.Today, Columns, [.. rows])
        {
            Remarks =
            [
                .. money.Remarks, .. StageWorth.Strays(sums, stages),
                .. scope.IsPast ? ["The stages are those of that day; amounts, owners and what the filter asks are those of today."] : Array.Empty<string>(),
                .. unknown > 0 ? [$"{unknown} records were there on {scope.AsOf:yyyy-MM-dd}, but no history says in which stage."] : Array.Empty<string>(),
            ],
        };
    }

    private static ReportColumn[] Columns =>
    [
        new("stage", new("Stage", "阶段"), FieldKind.Option), new("label", new("Label", "名称"), FieldKind.Text), new("category", new("Category", "类别"), FieldKind.Option),
        new("count", new("Records", "数量"), FieldKind.Integer), new("amount", new("Amount", "金额"), FieldKind.Money), new("weightedAmount", new("Weighted amount", "加权金额"), FieldKind.Money),
        new("entered", new("Entered ever", "曾进入"), FieldKind.Integer), new("toNext", new("Went on", "推进率"), FieldKind.Percent), new("toWon", new("Won", "赢单率"), FieldKind.Percent),
        new("currency", new("Currency", "币种"), FieldKind.Text),
    ];

    private static IQueryable<Fact> InPeriod(ReportScope scope, IQueryable<Fact> facts, ReportParameters parameters)
    {
        var zone = scope.Session.Options.TimeZone;
        if (parameters.From is { } from)
        {
            var start = Instants.StartOf(from, zone);
            facts = facts.Where(f => f.OpenedOn != null ? f.OpenedOn >= from : f.CreatedAt >= start);
        }
        if (parameters.Until is { } until)
        {
            var end = Instants.StartOf(until.AddDays(1), zone);
            facts = facts.Where(f => f.OpenedOn != null ? f.OpenedOn <= until : f.CreatedAt < end);
        }
        return facts;
    }

    /// <summary>Which stages records went through up to a past day, as bits by the stage's position, with how many records did; counted in the database.</summary>
    private static Task<IReadOnlyList<Path>> PathsAsync(ReportScope scope, IQueryable<Fact> facts, CancellationToken cancellationToken)
    {
        var (pipeline, end) = (scope.Pipeline.Key, scope.EndOfDay);
        return scope.ListAsync(scope.Stays.Where(h => h.EnteredAt < end)
            .Where(h => h.PipelineKey == pipeline && facts.Any(f => f.Id == h.RecordId))
            .Select(BitOf(scope.Pipeline.Stages)).Distinct()
            .GroupBy(s => s.RecordId).Select(g => new { Stages = g.Sum(s => s.Bit) })
            .GroupBy(p => p.Stages).Select(g => new Path { Stages = g.Key, Count = g.LongCount() }), cancellationToken);
    }

    /// <summary>The same of today: records keep what they passed.</summary>
    private static List<Path> Paths(ReportScope scope, IReadOnlyList<StageSum> sums)
    {
        var bits = scope.Pipeline.Stages.Select((stage, rank) => (stage.Key, Bit: Bit(rank))).ToDictionary(s => s.Key, s => s.Bit, StringComparer.Ordinal);
        return [.. sums.Select(s => new Path { Stages = PassedStages.Of(s.PassedStages).Sum(key => bits.GetValueOrDefault(key)), Count = s.Count })];
    }

    private static Expression<Func<StageHistoryEntry, Stay>> BitOf(IReadOnlyList<StageDefinition> stages)
    {
        var entry = Expression.Parameter(typeof(StageHistoryEntry), "h");
        Expression bit = Expression.Constant(0L);
        for (var rank = stages.Count - 1; rank >= 0; rank--)
            bit = Expression.Condition(Expression.Equal(Expression.Property(entry, nameof(StageHistoryEntry.StageKey)), Expression.Constant(stages[rank].Key)), Expression.Constant(Bit(rank)), bit);
        return Expression.Lambda<Func<StageHistoryEntry, Stay>>(Expression.MemberInit(Expression.New(typeof(Stay)),
            Expression.Bind(typeof(Stay).GetProperty(nameof(Stay.RecordId))!, Expression.Property(entry, nameof(StageHistoryEntry.RecordId))),
            Expression.Bind(typeof(Stay).GetProperty(nameof(Stay.Bit))!, bit)), entry);
    }

    private static long Bit(int rank) => 1L << rank;

    private static long Passed(IReadOnlyList<Path> paths, long stage, long? andAnyOf = null) =>
        paths.Where(p => (p.Stages & stage) != 0 && (andAnyOf is not { } any || (p.Stages & any) != 0)).Sum(p => p.Count);

    private static long Ahead(IReadOnlyList<StageDefinition> stages, int rank) =>
        Enumerable.Range(rank + 1, stages.Count - rank - 1).Where(r => stages[r].Category is StageCategory.Open or StageCategory.Won).Sum(Bit);

    private static long Won(IReadOnlyList<StageDefinition> stages) => Enumerable.Range(0, stages.Count).Where(r => stages[r].Category == StageCategory.Won).Sum(Bit);

    private sealed class Stay
    {
        public Guid RecordId { get; init; }
        public long Bit { get; init; }
    }

    private sealed class Path
    {
        public long Stages { get; init; }
        public long Count { get; init; }
    }
}
