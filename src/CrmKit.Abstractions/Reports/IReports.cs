using CrmKit.Sessions;

namespace CrmKit.Reports;

/// <summary>The door to figures: every report runs with the actor's rights.</summary>
/// <remarks>Scoped to a session; not thread safe.</remarks>
public interface IReports
{
    /// <summary>Runs a report, or a metric as a table of its values.</summary>
    /// <exception cref="CrmNotFoundException"><c>report.unknown</c>.</exception>
    /// <exception cref="CrmValidationException"><c>report.dimension</c>, <c>report.parameter</c>.</exception>
    /// <exception cref="CrmRuleException"><c>report.failed</c>.</exception>
    Task<ReportTable> RunAsync(string key, ReportParameters? parameters = null, CancellationToken cancellationToken = default);

    /// <summary>Asks several metrics the same, each once; one that fails says so in its result and leaves the others theirs.</summary>
    /// <exception cref="CrmNotFoundException"><c>report.unknown</c>.</exception>
    /// <exception cref="CrmValidationException"><c>report.dimension</c>, <c>report.parameter</c>: one of them cannot be asked that.</exception>
    Task<IReadOnlyList<MetricResult>> MeasureAsync(IReadOnlyCollection<string> keys, ReportParameters? parameters = null, CancellationToken cancellationToken = default);

    /// <summary>Recomputes the counters from the rows and says what differs; empty when all is right.</summary>
    Task<IReadOnlyList<CounterDifference>> VerifyCountersAsync(bool repair = false, CancellationToken cancellationToken = default);
}

/// <summary>A report that exists. Immutable.</summary>
public sealed record ReportDefinition
{
    /// <summary>Lower case, stable: <c>funnel</c>, <c>winrate</c>.</summary>
    public required string Key { get; init; }

    /// <summary>What people call it.</summary>
    public required LocalizedText Label { get; init; }

    /// <summary>What it can be broken down by; empty for none.</summary>
    public IReadOnlyList<string> Dimensions { get; init; } = [];

    /// <summary>Where it comes from: <c>core</c> or a plugin's id.</summary>
    public string Source { get; init; } = "core";
}

/// <summary>What a report is asked.</summary>
public sealed record ReportParameters
{
    /// <summary>The dimension to break down by, one of <see cref="ReportDefinition.Dimensions"/>; <see langword="null"/> for the total.</summary>
    public string? By { get; init; }

    /// <summary>The day on which to look; <see langword="null"/> means today.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>The first day of the period; <see langword="null"/> for no start.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last day of the period, inclusive; <see langword="null"/> for no end.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>The pipeline, by key; <see langword="null"/> means the default of opportunities.</summary>
    public string? Pipeline { get; init; }

    /// <summary>A filter over the records, in the filter language; <see langword="null"/> for all.</summary>
    public string? Filter { get; init; }

    /// <summary>The most days before a record counts as old, 0 to 36,500; <see langword="null"/> means the report's own limit.</summary>
    public int? Days { get; init; }

    /// <summary>The record type, by key, for reports about types; <see langword="null"/> means all that it can speak of.</summary>
    public string? Type { get; init; }

    /// <summary>A share, 0 to 100: below it, <c>field-usage</c> calls a field hardly filled; <see langword="null"/> means the report's own.</summary>
    public int? Percent { get; init; }
}

/// <summary>The answer: a table that screens, the command line and JSON show alike.</summary>
/// <param name="Report">The report's key.</param>
/// <param name="AsOf">The day it speaks of.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">Per row one value per column: <see cref="string"/>, <see cref="long"/>, <see cref="decimal"/>, <see cref="DateOnly"/>, <see cref="Guid"/> or <see langword="null"/>.</param>
public sealed record ReportTable(string Report, DateOnly AsOf, IReadOnlyList<ReportColumn> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows)
{
    /// <summary>What could not be included and why; empty when all is in.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}

/// <summary>One column.</summary>
/// <param name="Key">Camel case, stable: <c>wonValue</c>.</param>
/// <param name="Label">What people read.</param>
/// <param name="Kind">How values are shown.</param>
public sealed record ReportColumn(string Key, LocalizedText Label, FieldKind Kind);

/// <summary>Computes a report.</summary>
/// <remarks>One instance per session; a report that throws fails alone.</remarks>
public interface IReport
{
    /// <summary>Runs with the session's rights.</summary>
    Task<ReportTable> RunAsync(ICrmSession session, ReportParameters parameters, CancellationToken cancellationToken);
}

/// <summary>A counter that is not what the rows say.</summary>
/// <param name="Counter">Which, in words.</param>
/// <param name="CountedRows">How many rows there are.</param>
/// <param name="CounterRows">How many the counter says.</param>
/// <param name="CountedAmount">The sum over the rows.</param>
/// <param name="CounterAmount">The sum the counter says.</param>
/// <param name="CountedWeighted">The sum over the rows, weighted by probability.</param>
/// <param name="CounterWeighted">The weighted sum the counter says.</param>
public sealed record CounterDifference(string Counter, long CountedRows, long CounterRows, decimal CountedAmount, decimal CounterAmount, decimal CountedWeighted, decimal CounterWeighted);
