namespace CrmKit.Reports;

/// <summary>A figure with a name and a meaning, asked for like a report. Immutable.</summary>
public sealed record MetricDefinition
{
    /// <summary>Lower case, stable, of no report; a plugin's begins with its id: <c>acme.response-days</c>.</summary>
    public required string Key { get; init; }

    /// <summary>What people call it.</summary>
    public required LocalizedText Label { get; init; }

    /// <summary>What it counts in.</summary>
    public required MetricUnit Unit { get; init; }

    /// <summary>The formula and where its parts come from, so that two people mean the same by it; up to 1,000 characters.</summary>
    public required LocalizedText Definition { get; init; }

    /// <summary>Which days it speaks of.</summary>
    public MetricPeriod Period { get; init; }

    /// <summary>What it can be broken down by; empty for none.</summary>
    public IReadOnlyList<string> Dimensions { get; init; } = [];

    /// <summary>Which of <c>pipeline</c>, <c>filter</c> and <c>days</c> it heeds; the others are refused, not ignored.</summary>
    public IReadOnlyList<string> Parameters { get; init; } = [];

    /// <summary>Where it comes from: <c>core</c> or a plugin's id.</summary>
    public string Source { get; init; } = "core";
}

/// <summary>What a metric counts in.</summary>
public enum MetricUnit
{
    /// <summary>Whole things.</summary>
    Count,
    /// <summary>A number.</summary>
    Number,
    /// <summary>A share in percent; 12.5 means 12.5 %.</summary>
    Percent,
    /// <summary>Days.</summary>
    Days,
    /// <summary>An amount; every value names its currency.</summary>
    Money,
}

/// <summary>Which days a metric speaks of.</summary>
public enum MetricPeriod
{
    /// <summary>How things were at the end of one day, <see cref="ReportParameters.AsOf"/>.</summary>
    Day,
    /// <summary>What happened from <see cref="ReportParameters.From"/> up to and including <see cref="ReportParameters.Until"/>.</summary>
    Span,
}
