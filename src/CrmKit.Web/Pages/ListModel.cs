namespace CrmKit.Web.Pages;

internal sealed record ListModel
{
    public required ListAddress Address { get; init; }
    public required IReadOnlyList<CrmError> Errors { get; init; }
    public required string? New { get; init; }
    public required IReadOnlyList<NavigationLink> Boards { get; init; }
    public required IReadOnlyList<NavigationLink> Views { get; init; }
    public required IReadOnlyList<ListColumn> Columns { get; init; }
    public required IReadOnlyList<ColumnChoice> Choices { get; init; }
    public required IReadOnlyList<ListRow> Rows { get; init; }
    public required string? Next { get; init; }

    /// <summary>How many there are; <see langword="null"/> when nobody counted.</summary>
    public required long? Total { get; init; }

    public required int PageSize { get; init; }
}

/// <summary>Where a list is, with all that was chosen.</summary>
internal sealed record ListAddress(string Path, string? View, string? Filter, string? OrderBy, string? Columns)
{
    public string Sorted(ListColumn column) => Build(column.Direction == "ascending" ? "-" + column.Key : column.Key, null, null);

    public string After(string cursor) => Build(OrderBy, cursor, null);

    public string Counted => Build(OrderBy, null, "true");

    private string Build(string? order, string? cursor, string? total) =>
        WebLinks.With(Path, ("view", View), ("filter", Filter), ("orderBy", order), ("columns", Columns), ("cursor", cursor), ("total", total));
}

/// <summary>A column.</summary>
/// <param name="Key">The field's key.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Direction">How the list is sorted by it, in the words of <c>aria-sort</c>.</param>
internal sealed record ListColumn(string Key, string Label, FieldKind Kind, string? Direction);

internal sealed record ColumnChoice(string Key, string Label, bool IsShown);

internal sealed record ListRow(string Address, string Name, IReadOnlyList<FieldShown> Cells);
