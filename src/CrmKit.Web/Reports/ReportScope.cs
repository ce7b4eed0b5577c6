using CrmKit.Reports;

namespace CrmKit.Web;

/// <summary>What a report can be asked, and about which records it speaks. What a report would ignore is not asked: a figure that is not of what was asked misleads.</summary>
/// <param name="TypeKey">The type of the records behind the figures; <see langword="null"/> for those of the pipeline, or where they are of several.</param>
/// <param name="HasPipeline">Whether a pipeline can be chosen.</param>
/// <param name="HasPeriod">Whether a period can be chosen.</param>
/// <param name="HasAsOf">Whether a day can be chosen.</param>
/// <param name="HasFilter">Whether the records can be filtered.</param>
/// <param name="HasDays">Whether a number of days can be given.</param>
/// <param name="HasOwner">Whether the records have owners and teams.</param>
/// <param name="Dimensions">What it can be broken down by.</param>
internal sealed record ReportScope(string? TypeKey, bool HasPipeline, bool HasPeriod, bool HasAsOf, bool HasFilter, bool HasDays, bool HasOwner, IReadOnlyList<string> Dimensions)
{
    /// <summary>The record type that the report takes by itself where one can be chosen; <see langword="null"/> where none can.</summary>
    public string? FirstType { get; init; }

    /// <summary>Whether a record type can be chosen.</summary>
    public bool HasType => FirstType is not null;

    /// <exception cref="CrmNotFoundException"><c>report.unknown</c>.</exception>
    public static ReportScope Of(CatalogSnapshot catalog, string key)
    {
        if (catalog.Metrics.FirstOrDefault(m => m.Key == key) is { } metric)
            return new(null, metric.Parameters.Contains("pipeline"), metric.Period == MetricPeriod.Span, metric.Period == MetricPeriod.Day, metric.Parameters.Contains("filter"), metric.Parameters.Contains("days"), false, metric.Dimensions);
        if (!catalog.TryReport(key, out var report)) return new(null, false, false, false, false, false, false, []);
        var by = report.Dimensions;
        return key switch
        {
            "funnel" or "winrate" or "cycle" => new(null, true, true, true, true, false, true, by),
            "losses" or "funnel-advice" => new(null, true, true, false, true, false, true, by),
            "forecast" => new("opportunity", false, true, false, true, false, true, by),
            "products" => new("order", false, true, false, true, false, true, by),
            "arrears" => new("order", false, false, false, true, false, true, by),
            "stages" => new(null, true, false, false, true, false, true, by),
            "ageing" => new(null, true, false, true, true, true, true, by),
            "cohorts" => new("order", false, true, true, true, false, true, by),
            "lifecycle" => new("account", false, false, true, true, true, true, by),
            "regions" => new(null, false, false, false, true, false, false, by) { FirstType = "account" },
            "sums" => new(null, false, false, false, true, false, false, by) { FirstType = "opportunity" },
            "business" => new(null, false, false, true, false, false, false, by),
            "traits" => new("account", false, true, false, true, false, false, by),
            "articles" => new("knowledge-article", false, true, false, true, false, false, by),
            "satisfaction" or "case-topics" or "first-response" => new("case", false, true, false, true, false, true, by),
            "answers" => new("survey-answer", false, true, false, true, false, false, by),
            "channels" or "sources" => new(null, false, true, false, false, false, false, by),
            "operations" => new(null, false, true, false, false, false, false, by),
            "targets" => new(null, false, false, true, false, false, false, by),
            "activity" => new(null, false, true, false, true, false, true, by),
            "field-usage" or "data-decay" => new(null, false, false, false, false, true, false, by),
            _ => new(null, false, false, false, false, false, false, by),
        };
    }
}
