using CrmKit.Access;
using CrmKit.Pipelines;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Reports;

/// <summary>Per stage of a pipeline: how many records stand there now, and what they are worth. Counted already for those who may read all records, so that a board of a million is summed in the time of a small one.</summary>
internal sealed class StagesReport : IReport
{
    public async Task<ReportTable> RunAsync(ICrmSession session, ReportParameters parameters, CancellationToken cancellationToken)
    {
        Unheeded.Refuse("stages", parameters, "pipeline", "filter");
        var scope = await ReportScope.OpenAsync(session, parameters, cancellationToken);
        var sums = await MayUseCountersAsync(scope, parameters, cancellationToken) ? await CountedAsync(scope, cancellationToken) : await FunnelStages.NowAsync(scope, scope.Facts, cancellationToken);
        var money = StageWorth.MoneyOf(scope, sums);
        var rows = scope.Pipeline.Stages.Select(stage =>
        {
            var here = StageWorth.Of(scope, stage, sums, money);
            return (IReadOnlyList<object?>)[stage.Key, stage.Label.English, EnumCode.Of(stage.Category), here.Count, here.Amount, here.Weighted, money.Currency];
        });
        return new ReportTable("stages", scope.Session.Today, Columns, [.. rows]) { Remarks = [.. money.Remarks, .. StageWorth.Strays(sums, scope.Pipeline.Stages)] };
    }

    private static ReportColumn[] Columns =>
    [
        new("stage", new("Stage", "阶段"), FieldKind.Option), new("label", new("Label", "名称"), FieldKind.Text), new("category", new("Category", "类别"), FieldKind.Option),
        new("count", new("Records", "数量"), FieldKind.Integer), new("amount", new("Amount", "金额"), FieldKind.Money), new("weightedAmount", new("Weighted amount", "加权金额"), FieldKind.Money),
        new("currency", new("Currency", "币种"), FieldKind.Text),
    ];

    // Counters are over all records of the tenant, and know of no filter and of no field that is kept back.
    private static async Task<bool> MayUseCountersAsync(ReportScope scope, ReportParameters parameters, CancellationToken cancellationToken) =>
        string.IsNullOrWhiteSpace(parameters.Filter) && !Facts.FieldsOf(scope.Type).Any(f => scope.Hidden.Contains(f.Key)) && await scope.Session.Access.ScopeAsync(scope.Type, Operations.Read, cancellationToken) == AccessScope.All;

    // Counters and what is not folded into them yet, in one statement: nothing is counted twice or left out by a fold in between.
    private static async Task<IReadOnlyList<StageSum>> CountedAsync(ReportScope scope, CancellationToken cancellationToken)
    {
        var (type, pipeline) = (scope.Type.Key, scope.Pipeline.Key);
        var reader = await scope.Session.ReaderAsync(cancellationToken);
        var folded = reader.Query<Counter>().Where(c => c.RecordType == type && c.PipelineKey == pipeline).Select(c => new { c.StageKey, c.Currency, c.Count, c.Amount, c.Weighted });
        var waiting = reader.Query<CounterDelta>().Where(d => d.RecordType == type && d.PipelineKey == pipeline).Select(d => new { d.StageKey, d.Currency, d.Count, d.Amount, d.Weighted });
        return await scope.ListAsync(folded.Concat(waiting).GroupBy(c => new { c.StageKey, c.Currency }).Select(g => new StageSum
        {
            Stage = g.Key.StageKey,
            Currency = g.Key.Currency,
            Count = g.Sum(c => c.Count),
            Amount = g.Sum(c => StoredAmount.Scaled(c.Amount)) ?? 0,
            Weighted = g.Sum(c => StoredAmount.Scaled(c.Weighted)) ?? 0,
        }), cancellationToken);
    }
}
