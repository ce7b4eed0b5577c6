using CrmKit.Reports;

namespace CrmKit.Diagnostics;

/// <summary>The door to figures, measured.</summary>
internal sealed class TracedReports(IReports inner, DoorTrace trace) : IReports
{
    public Task<ReportTable> RunAsync(string key, ReportParameters? parameters = null, CancellationToken cancellationToken = default) =>
        trace.RunAsync("reports.run", null, null, () => inner.RunAsync(key, parameters, cancellationToken));

    public Task<IReadOnlyList<MetricResult>> MeasureAsync(IReadOnlyCollection<string> keys, ReportParameters? parameters = null, CancellationToken cancellationToken = default) =>
        trace.RunAsync("reports.measure", null, keys?.Count, () => inner.MeasureAsync(keys!, parameters, cancellationToken));

    public Task<IReadOnlyList<CounterDifference>> VerifyCountersAsync(bool repair = false, CancellationToken cancellationToken = default) =>
        trace.RunAsync("reports.verify", null, null, () => inner.VerifyCountersAsync(repair, cancellationToken));
}
