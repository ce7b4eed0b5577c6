namespace CrmKit.Web.Pages;

/// <summary>A report as people read it.</summary>
internal sealed record ReportShown
{
    public required string Label { get; init; }

    /// <summary>Of which time it speaks.</summary>
    public required string Span { get; init; }

    /// <summary>The time it is compared with.</summary>
    public required string? Against { get; init; }

    public required IReadOnlyList<ReportHeading> Columns { get; init; }
    public required IReadOnlyList<IReadOnlyList<ReportCell>> Rows { get; init; }

    /// <summary>Whether it is one row of figures, which are shown large.</summary>
    public required bool IsTotal { get; init; }

    /// <summary>What is drawn, as JSON.</summary>
    public required string? Chart { get; init; }

    /// <summary>What is drawn on a map of countries above it, as JSON.</summary>
    public string? Map { get; init; }

    /// <summary>The address of the shapes.</summary>
    public string? Shapes { get; init; }

    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>What the figures say in sentences; <see langword="null"/> for reports that leave that to the reader.</summary>
    public IReadOnlyList<AdviceLine>? Advice { get; init; }

    /// <summary>Whether it is one of many on a page: then the table is folded behind its chart.</summary>
    public bool IsTile { get; init; }
}

/// <param name="Key">The column's key.</param>
/// <param name="Label">What people read.</param>
/// <param name="IsNumber">Whether it holds figures.</param>
/// <param name="Meaning">How they are worked out.</param>
internal sealed record ReportHeading(string Key, string Label, bool IsNumber, string? Meaning);

/// <param name="Text">The value.</param>
/// <param name="Address">The records behind it.</param>
/// <param name="Before">The value of the time that is compared with.</param>
/// <param name="Change">How much it moved since.</param>
internal sealed record ReportCell(string Text, string? Address, string? Before, string? Change)
{
    /// <summary>How dark it is, 0 (not at all) to 5.</summary>
    public int Shade { get; init; }

    /// <summary>Whether its time has not come yet.</summary>
    public bool IsAhead { get; init; }
}

/// <param name="Stage">What it is about.</param>
/// <param name="Finding">What stands out.</param>
/// <param name="Said">What it is worked out of, in sentences.</param>
/// <param name="Open">How many records stand there now; <see langword="null"/> for none.</param>
/// <param name="Address">These records.</param>
internal sealed record AdviceLine(string Stage, string Finding, IReadOnlyList<string> Said, string? Open, string? Address);
