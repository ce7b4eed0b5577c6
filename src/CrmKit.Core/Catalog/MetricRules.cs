using CrmKit.Reports;

namespace CrmKit.Catalog;

/// <summary>Checks metrics: they are asked for like reports, so that no two of either have one key.</summary>
internal static class MetricRules
{
    private static readonly string[] Parameters = ["pipeline", "filter", "days"];

    public static void Check(IReadOnlyList<MetricDefinition> metrics, IReadOnlyList<ReportDefinition> reports, CatalogProblems problems)
    {
        foreach (var metric in metrics)
        {
            problems.CheckKey("metric", metric.Key, metric.Source);
            if (reports.FirstOrDefault(r => r.Key == metric.Key) is { } report) problems.Add(CatalogErrors.Duplicate("Report or metric", metric.Key, report.Source, metric.Source));
            if (string.IsNullOrWhiteSpace(metric.Definition.English) || metric.Definition.English.Length > 1000) Invalid("its definition says nothing, or more than 1,000 characters.");
            if (!Enum.IsDefined(metric.Unit) || !Enum.IsDefined(metric.Period)) Invalid("its unit or period is none.");
            foreach (var parameter in metric.Parameters.Except(Parameters)) Invalid($"parameter '{parameter}' is none of {string.Join(", ", Parameters)}.");
            if (metric.Dimensions.Distinct(StringComparer.Ordinal).Count() != metric.Dimensions.Count || metric.Dimensions.Any(d => !FieldKey.IsValid(d))) Invalid("a dimension is no key, or stands there twice.");

            void Invalid(string why) => problems.Invalid("Metric", metric.Key, why);
        }
    }
}
