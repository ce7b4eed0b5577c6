namespace CrmKit.Reports;

/// <summary>Refuses parameters that a report would ignore: an answer that is not to what was asked misleads.</summary>
internal static class Unheeded
{
    /// <exception cref="CrmValidationException"><c>report.parameter</c>.</exception>
    public static void Refuse(string report, ReportParameters parameters, params ReadOnlySpan<string> heeded)
    {
        foreach (var (name, isGiven) in (ReadOnlySpan<(string, bool)>)
            [
                ("asOf", parameters.AsOf is not null), ("from", parameters.From is not null), ("until", parameters.Until is not null), ("pipeline", parameters.Pipeline is not null),
                ("filter", parameters.Filter is not null), ("days", parameters.Days is not null), ("type", parameters.Type is not null), ("percent", parameters.Percent is not null),
            ])
            if (isGiven && !heeded.Contains(name)) throw new CrmValidationException(ReportErrors.Unheeded(report, name));
    }
}
