using CrmKit.Plugins;
using CrmKit.Sessions;

namespace CrmKit.Reports;

/// <summary>Finds the report or metric, checks what it is asked, and lets its handler compute.</summary>
internal sealed class ReportsDoor(CrmSession session, CounterVerifier verifier) : IReports
{
    public async Task<ReportTable> RunAsync(string key, ReportParameters? parameters = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        parameters ??= new ReportParameters();
        Check(parameters);
        if (TryMetric(key) is { } metric)
        {
            var result = await Metrics.AskAsync(session, metric.Metric, metric.Handler, parameters, cancellationToken);
            return result.Failure is null ? Metrics.Table(result, parameters.By) : throw new CrmRuleException(result.Failure);
        }
        var handlers = session.Handlers<IReport>(key);
        if (!session.Catalog.TryReport(key, out var report) || handlers.Count == 0) throw Unknown(key, [.. session.Catalog.Reports.Select(r => r.Key), .. session.Catalog.Metrics.Select(m => m.Key)]);
        if (parameters.By is { } by && !report.Dimensions.Contains(by)) throw new CrmValidationException(ReportErrors.Dimension(report.Key, by, report.Dimensions));
        var (table, fault) = await handlers[0].AskAsync(
            CallKind.Request, (session, parameters), static (r, asked, token) => new ValueTask<ReportTable>(r.RunAsync(asked.session, asked.parameters, token)), cancellationToken);
        return fault is null ? table! : throw new CrmRuleException(ReportErrors.Failed(key, handlers[0].Source, fault.Reason));
    }

    public async Task<IReadOnlyList<MetricResult>> MeasureAsync(IReadOnlyCollection<string> keys, ReportParameters? parameters = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        parameters ??= new ReportParameters();
        Check(parameters);
        var results = new List<MetricResult>(keys.Count);
        foreach (var (metric, handler) in keys.Select(k => TryMetric(k) ?? throw Unknown(k, session.Catalog.Metrics.Select(m => m.Key))).ToList())
            results.Add(await Metrics.AskAsync(session, metric, handler, parameters, cancellationToken));
        return results;
    }

    public Task<IReadOnlyList<CounterDifference>> VerifyCountersAsync(bool repair = false, CancellationToken cancellationToken = default) =>
        verifier.VerifyAsync(repair, cancellationToken);

    private (MetricDefinition Metric, Handler<IMetric> Handler)? TryMetric(string key) =>
        session.Catalog.Metrics.FirstOrDefault(m => m.Key == key) is { } metric && session.Handlers<IMetric>(key) is [var handler, ..] ? (metric, handler) : null;

    private static CrmNotFoundException Unknown(string key, IEnumerable<string> known) => new(ReportErrors.Unknown(key, known));

    private static void Check(ReportParameters parameters)
    {
        if (parameters.Days is < 0 or > 36_500) throw new CrmValidationException(ReportErrors.Parameter("days", $"{parameters.Days} is not a number of days from 0 to 36,500."));
        if (parameters.Percent is < 0 or > 100) throw new CrmValidationException(ReportErrors.Parameter("percent", $"{parameters.Percent} is not a share from 0 to 100."));
        if (parameters.From > parameters.Until) throw new CrmValidationException(ReportErrors.Parameter("from", $"{parameters.From:yyyy-MM-dd} lies after the end of the period, {parameters.Until:yyyy-MM-dd}."));
    }
}
