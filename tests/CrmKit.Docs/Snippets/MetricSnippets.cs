using CrmKit.Cases;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Reports;

namespace CrmKit.Docs.Snippets;

#region metric
public sealed class SatisfactionPlugin : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin) => plugin.AddMetric<Satisfaction>(new MetricDefinition
    {
        Key = "acme.satisfaction",
        Label = new("Satisfaction", "满意度"),
        Unit = MetricUnit.Number,
        Period = MetricPeriod.Span,
        Definition = new("Mean of the ratings, 1 to 5, of cases closed in the period and rated by the customer.", "期间内关闭且已评分工单的平均评分（1 至 5）。"),
        Dimensions = ["category"],
    });
}

internal sealed class Satisfaction : IMetric
{
    public async ValueTask ComputeAsync(MetricContext context, CancellationToken cancellationToken)
    {
        var (from, until) = (context.Parameters.From ?? DateOnly.MinValue, context.Parameters.Until ?? context.Session.Today);
        var rated = await context.Session.Records.ListAsync(new Specification<SupportCase>(c => c.Satisfaction != null && c.ClosedOn >= from && c.ClosedOn <= until), cancellationToken);
        if (rated.Count == 0 && context.Parameters.By is null) context.NotEnough("No case of the period was rated.");
        foreach (var group in rated.GroupBy(c => context.Parameters.By is null ? null : c.Category ?? "(none)"))
            context.Give((decimal)group.Sum(c => c.Satisfaction!.Value) / group.Count(), group.Key);
    }
}
#endregion
