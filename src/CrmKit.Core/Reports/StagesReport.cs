using CrmKit.Access;
using CrmKit.Pipelines;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Reports;

/// <summary>Per stage of a pipeline: how many records stand there now, and what they are worth. Out of counters wherever rights and filter allow it.</summary>
internal sealed class StagesReport : IReport
{
    public async Task<ReportTable> RunAsync(ICrmSession session, ReportParameters parameters, CancellationToken cancellationToken)
    {
        Unheeded.Refuse("stages", parameters, "pipeline", "filter");
        var scope = await ReportScope.OpenAsync(session, parameters, cancellationToken);
        var sums = await FunnelStages.CountedAsync(scope, parameters.Filter, cancellationToken) ?? await FunnelStages.NowAsync(scope, cancellationToken);
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
}
