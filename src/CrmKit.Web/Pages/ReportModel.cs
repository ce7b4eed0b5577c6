namespace CrmKit.Web.Pages;

/// <summary>All reports and metrics there are.</summary>
internal sealed record ReportsModel(IReadOnlyList<ReportLink> Reports, IReadOnlyList<ReportLink> Metrics);

internal sealed record ReportLink(string Label, string Address, string? About);

/// <summary>One report, and what it can be asked.</summary>
internal sealed record ReportModel
{
    public required string Path { get; init; }
    public required string? About { get; init; }
    public required ReportQuestion Question { get; init; }
    public required ReportScope Scope { get; init; }
    public required IReadOnlyList<FieldChoice> Pipelines { get; init; }
    public required IReadOnlyList<FieldChoice> Types { get; init; }
    public required IReadOnlyList<FieldChoice> Dimensions { get; init; }
    public required IReadOnlyList<FieldChoice> Owners { get; init; }
    public required IReadOnlyList<FieldChoice> Teams { get; init; }
    public required IReadOnlyList<CrmError> Errors { get; init; }

    /// <summary>The figures; <see langword="null"/> when they cannot be had as asked.</summary>
    public required ReportShown? Shown { get; init; }

    public required string Csv { get; init; }

    /// <summary>Where it is said what to look at, which is worked out by a request of its own; <see langword="null"/> where the figures are all there is.</summary>
    public string? Advice { get; init; }

    /// <summary>Whether there is somebody whose dashboard it could go to.</summary>
    public required bool MayKeep { get; init; }

    /// <summary>Whether something is chosen that hides under more.</summary>
    public bool HasMore => (Question.From ?? Question.Until ?? Question.AsOf) is not null || Question.Filter is not null || Question.Days is not null;
}
