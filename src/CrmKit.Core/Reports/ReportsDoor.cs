using CrmKit.Plugins;
using CrmKit.Sessions;

namespace CrmKit.Reports;

/// <summary>Finds the report, checks what it is asked, and lets its handler compute.</summary>
internal sealed class ReportsDoor(CrmSession session, CounterVerifier verifier) : IReports
{
    public async Task<ReportTable> RunAsync(string key, ReportParameters? parameters = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        parameters ??= new ReportParameters();
        var handlers = session.Handlers<IReport>(key);
        if (!session.Catalog.TryReport(key, out var report) || handlers.Count == 0)
            throw new CrmNotFoundException(ReportErrors.Unknown(key, session.Catalog.Reports.Select(r => r.Key)));
        Check(report, parameters);
        var (table, fault) = await handlers[0].AskAsync(
            CallKind.Request, (session, parameters), static (r, asked, token) => new ValueTask<ReportTable>(r.RunAsync(asked.session, asked.parameters, token)), cancellationToken);
        return fault is null ? table! : throw new CrmRuleException(ReportErrors.Failed(key, handlers[0].Source, fault.Reason));
    }

    public Task<IReadOnlyList<CounterDifference>> VerifyCountersAsync(bool repair = false, CancellationToken cancellationToken = default) =>
        verifier.VerifyAsync(repair, cancellationToken);

    private static void Check(ReportDefinition report, ReportParameters parameters)
    {
        if (parameters.By is { } by && !report.Dimensions.Contains(by)) throw new CrmValidationException(ReportErrors.Dimension(report.Key, by, report.Dimensions));
        if (parameters.Days is < 0 or > 36_500) throw new CrmValidationException(ReportErrors.Parameter("days", $"{parameters.Days} is not a number of days from 0 to 36,500."));
        if (parameters.From > parameters.Until) throw new CrmValidationException(ReportErrors.Parameter("from", $"{parameters.From:yyyy-MM-dd} lies after the end of the period, {parameters.Until:yyyy-MM-dd}."));
    }
}
