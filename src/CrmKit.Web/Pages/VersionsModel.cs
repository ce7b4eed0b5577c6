namespace CrmKit.Web.Pages;

/// <summary>The texts of a contract, the newest first.</summary>
internal sealed record VersionsModel
{
    public required string Label { get; init; }

    /// <summary>Where a version is added and moved on; <see langword="null"/> for those who may not.</summary>
    public required string? Address { get; init; }

    /// <summary>What the next version begins with.</summary>
    public required string Text { get; init; }

    public required string SummaryLabel { get; init; }
    public required string TextLabel { get; init; }
    public required IReadOnlyList<VersionRow> Rows { get; init; }
}

internal sealed record VersionRow
{
    public required string Id { get; init; }
    public required int Version { get; init; }
    public required int Number { get; init; }
    public required string Page { get; init; }
    public required string Status { get; init; }
    public required string Summary { get; init; }
    public required string By { get; init; }

    /// <summary>How far it may get next.</summary>
    public required IReadOnlyList<string> Next { get; init; }

    /// <summary>What it changed against the version before.</summary>
    public required IReadOnlyList<DiffLine> Changes { get; init; }

    /// <summary>The number of the version before; <see langword="null"/> for the first.</summary>
    public required int? Before { get; init; }
}
