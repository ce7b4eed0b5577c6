using CrmKit.Plugins;
using CrmKit.Sessions;

namespace CrmKit.Reports;

/// <summary>Asks metrics, and shows what they say as the tables that reports are.</summary>
internal static class Metrics
{
    /// <exception cref="CrmValidationException"><c>report.dimension</c>, <c>report.parameter</c>.</exception>
    public static async Task<MetricResult> AskAsync(CrmSession session, MetricDefinition metric, Handler<IMetric> handler, ReportParameters parameters, CancellationToken cancellationToken)
    {
        Check(metric, parameters);
        var asOf = (metric.Period == MetricPeriod.Span ? parameters.Until : parameters.AsOf) ?? session.Today;
        var context = new MetricContext(session, metric, metric.Period == MetricPeriod.Day ? parameters with { AsOf = asOf } : parameters);
        var fault = await handler.CallAsync(CallKind.Request, context, static (m, c, token) => m.ComputeAsync(c, token), cancellationToken);
        if (fault is not null) return new MetricResult(metric, asOf, []) { Failure = ReportErrors.Failed(metric.Key, handler.Source, fault.Reason) };
        return new MetricResult(metric, asOf, context.Values.Count > 0 ? [.. context.Values] : [new MetricValue(null, null, null, null, "There is nothing to measure.")]) { Remarks = [.. context.Remarks] };
    }

    public static ReportTable Table(MetricResult result, string? by)
    {
        var hasIds = result.Values.Any(v => v.GroupId is not null);
        var isMoney = result.Metric.Unit == MetricUnit.Money;
        var columns = new List<ReportColumn> { new(by ?? Dimension.Total, Dimension.Label(by ?? Dimension.Total), FieldKind.Text) };
        if (hasIds) columns.Add(new ReportColumn(by + "Id", new($"{Dimension.Label(by!).English} id", $"{Dimension.Label(by!).Chinese ?? by}编号"), FieldKind.Reference));
        columns.Add(new ReportColumn("value", result.Metric.Label, KindOf(result.Metric.Unit)));
        if (isMoney) columns.Add(new ReportColumn("currency", new("Currency", "货币"), FieldKind.Text));
        columns.Add(new ReportColumn("notEnough", new("Not enough data", "数据不足"), FieldKind.Text));
        return new ReportTable(result.Metric.Key, result.AsOf, columns, [.. result.Values.Select(Row)]) { Remarks = result.Remarks };

        IReadOnlyList<object?> Row(MetricValue value)
        {
            var row = new List<object?> { value.Group ?? Dimension.Total };
            if (hasIds) row.Add(value.GroupId);
            row.Add(result.Metric.Unit == MetricUnit.Count && value.Value is { } whole ? (object)(long)whole : value.Value);
            if (isMoney) row.Add(value.Currency);
            row.Add(value.NotEnough);
            return row;
        }
    }

    private static void Check(MetricDefinition metric, ReportParameters parameters)
    {
        if (parameters.By is { } by && !metric.Dimensions.Contains(by)) throw new CrmValidationException(ReportErrors.Dimension(metric.Key, by, metric.Dimensions));
        foreach (var (name, isGiven) in (ReadOnlySpan<(string, bool)>)[("pipeline", parameters.Pipeline is not null), ("filter", parameters.Filter is not null), ("days", parameters.Days is not null), ("type", parameters.Type is not null), ("percent", parameters.Percent is not null)])
            if (isGiven && !metric.Parameters.Contains(name)) throw new CrmValidationException(ReportErrors.Parameter(name, $"metric '{metric.Key}' does not heed it. Leave it out."));
        if (metric.Period == MetricPeriod.Span && parameters.AsOf is not null) throw new CrmValidationException(ReportErrors.Parameter("asOf", $"metric '{metric.Key}' speaks of a period. Give its first and last day."));
        if (metric.Period == MetricPeriod.Day && (parameters.From ?? parameters.Until) is not null)
            throw new CrmValidationException(ReportErrors.Parameter(parameters.From is null ? "until" : "from", $"metric '{metric.Key}' speaks of one day. Give that one."));
    }

    private static FieldKind KindOf(MetricUnit unit) => unit switch
    {
        MetricUnit.Count => FieldKind.Integer,
        MetricUnit.Percent => FieldKind.Percent,
        MetricUnit.Money => FieldKind.Money,
        _ => FieldKind.Number,
    };
}
