namespace CrmKit.Web.Pages;

/// <summary>The lines of a document, to be edited together.</summary>
internal sealed record LinesModel
{
    public required string Label { get; init; }
    public required string Address { get; init; }
    public required string Back { get; init; }
    public required int Version { get; init; }
    public required IReadOnlyList<CrmError> Errors { get; init; }
    public required IReadOnlyList<string> Columns { get; init; }
    public required IReadOnlyList<string> Computed { get; init; }
    public required IReadOnlyList<LineRow> Rows { get; init; }

    /// <summary>Fields of the document that its totals follow from.</summary>
    public required IReadOnlyList<FieldEntry> Head { get; init; }

    public required IReadOnlyList<LineTotal> Totals { get; init; }
    public required string? Currency { get; init; }

    /// <summary>The parts of the page that follow from what is typed.</summary>
    public string Following => string.Join(',', ["#line-errors", .. Rows.Select(r => "#" + r.OutputId)]);
}

internal sealed record LineRow
{
    public required int Index { get; init; }
    public required string Prefix { get; init; }

    /// <summary>The id of a stored line; <see langword="null"/> for a new one.</summary>
    public required string? Id { get; init; }

    public required int Version { get; init; }
    public required bool IsRemoved { get; init; }
    public required IReadOnlyList<FieldEntry> Fields { get; init; }
    public required IReadOnlyList<string> Computed { get; init; }
    public string OutputId => $"line-{Index}";
}

internal sealed record LineTotal(string Key, string Label, string Amount);
