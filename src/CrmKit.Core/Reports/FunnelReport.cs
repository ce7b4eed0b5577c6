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
        scope = scope with { Facts = InPeriod(scope, parameters) };
        var options = scope.Session.Options;

        var now = await scope.ListAsync(scope.Facts.GroupBy(f => new { f.Stage, f.Currency }).Select(g => new StageSum
        {
            Stage = g.Key.Stage,
            Currency = g.Key.Currency,
            Count = g.LongCount(),
            Amount = g.Sum(f => StoredAmount.Scaled(f.Amount)) ?? 0,
            Weighted = g.Sum(f => StoredAmount.Scaled(f.Weighted)) ?? 0,
        }), cancellationToken);
        var paths = await PathsAsync(scope, cancellationToken);
        var money = CurrencySums.Over(now.Select(s => (s.Currency, s.Count, StoredAmount.Unscaled(s.Amount))), options);
        var hasWeighted = Facts.FieldOf(nameof(Fact.Weighted), scope.Type, scope.Hidden) is not null;

        var stages = scope.Pipeline.Stages;
        var rows = stages.Select((stage, rank) =>
        {
            var here = now.Where(s => s.Stage == stage.Key).ToList();
            var priced = here.Where(s => money.Includes(s.Currency, options)).ToList();
            var amount = priced.Sum(s => StoredAmount.Unscaled(s.Amount));
            var weighted = hasWeighted && stage.Category == StageCategory.Open ? priced.Sum(s => StoredAmount.Unscaled(s.Weighted)) : Figures.Round(amount * stage.ProbabilityPercent / 100);
            var entered = Passed(paths, Bit(rank));
            var isOpen = stage.Category == StageCategory.Open;
            return (IReadOnlyList<object?>)
            [
                stage.Key, stage.Label.English, EnumCode.Of(stage.Category), here.Sum(s => s.Count), scope.HasAmount ? amount : null, scope.HasAmount ? weighted : null, entered,
                isOpen ? Figures.Percent(Passed(paths, Bit(rank), Ahead(stages, rank)), entered) : null,
                isOpen ? Figures.Percent(Passed(paths, Bit(rank), Won(stages)), entered) : null, money.Currency,
            ];
        });
        return new ReportTable("funnel", scope.Session.Today, Columns, [.. rows])
        {
            Remarks = [.. money.Remarks, .. parameters.AsOf is { } day && day < scope.Session.Today ? ["The funnel shows the stages of today; the day asked for is not applied."] : Array.Empty<string>(), .. Strays(now, stages)],
        };
    }

    private static ReportColumn[] Columns =>
    [
        new("stage", new("Stage", "阶段"), FieldKind.Option), new("label", new("Label", "名称"), FieldKind.Text), new("category", new("Category", "类别"), FieldKind.Option),
        new("count", new("Records", "数量"), FieldKind.Integer), new("amount", new("Amount", "金额"), FieldKind.Money), new("weightedAmount", new("Weighted amount", "加权金额"), FieldKind.Money),
        new("entered", new("Entered ever", "曾进入"), FieldKind.Integer), new("toNext", new("Went on", "推进率"), FieldKind.Percent), new("toWon", new("Won", "赢单率"), FieldKind.Percent),
        new("currency", new("Currency", "币种"), FieldKind.Text),
    ];

    private static IQueryable<Fact> InPeriod(ReportScope scope, ReportParameters parameters)
    {
        var (facts, zone) = (scope.Facts, scope.Session.Options.TimeZone);
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

    /// <summary>Which stages records went through, as bits by the stage's position, with how many records did; counted in the database.</summary>
    private static async Task<IReadOnlyList<Path>> PathsAsync(ReportScope scope, CancellationToken cancellationToken)
    {
        var reader = await scope.Session.ReaderAsync(cancellationToken);
        var (type, pipeline, facts) = (scope.Type.Key, scope.Pipeline.Key, scope.Facts);
        return await reader.ListAsync(reader.Query<StageHistoryEntry>()
            .Where(h => h.RecordType == type && h.PipelineKey == pipeline && facts.Any(f => f.Id == h.RecordId))
            .Select(BitOf(scope.Pipeline.Stages)).Distinct()
            .GroupBy(s => s.RecordId).Select(g => new { Stages = g.Sum(s => s.Bit) })
            .GroupBy(p => p.Stages).Select(g => new Path { Stages = g.Key, Count = g.LongCount() }), cancellationToken);
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

    private static IEnumerable<string> Strays(IReadOnlyList<StageSum> now, IReadOnlyList<StageDefinition> stages)
    {
        var strays = now.Where(s => stages.All(d => d.Key != s.Stage)).ToList();
        if (strays.Count > 0) yield return $"{strays.Sum(s => s.Count)} records stand in stages that the pipeline no longer has: {string.Join(", ", strays.Select(s => s.Stage).Distinct())}.";
    }

    private sealed class StageSum
    {
        public string? Stage { get; init; }
        public string? Currency { get; init; }
        public long Count { get; init; }
        public long Amount { get; init; }
        public long Weighted { get; init; }
    }

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
