namespace CrmKit.Web.Pages;

internal sealed record ListModel
{
    public required ListAddress Address { get; init; }
    public required IReadOnlyList<CrmError> Errors { get; init; }
    public required FilterModel Filter { get; init; }
    public required string? New { get; init; }
    public required IReadOnlyList<NavigationLink> Boards { get; init; }
    public required IReadOnlyList<ViewLink> Views { get; init; }

    /// <summary>Where what is shown is kept as a view, or the view is changed.</summary>
    public required string KeepView { get; init; }

    /// <summary>Where what is shown is kept as a segment; <see langword="null"/> where nobody keeps any.</summary>
    public required string? KeepSegment { get; init; }

    /// <summary>What is shown, as files.</summary>
    public required IReadOnlyList<NavigationLink> Exports { get; init; }

    /// <summary>Where it is told what others write.</summary>
    public required string Live { get; init; }

    public required IReadOnlyList<ListColumn> Columns { get; init; }
    public required IReadOnlyList<ColumnChoice> Choices { get; init; }
    public required IReadOnlyList<ListRow> Rows { get; init; }

    /// <summary>What can be done to many records at once; empty for those who may do nothing.</summary>
    public required IReadOnlyList<FieldChoice> Bulk { get; init; }

    public required string? Next { get; init; }

    /// <summary>How many there are, in words; <see langword="null"/> when what was asked cannot be counted.</summary>
    public required string? Total { get; init; }

    /// <summary>Where it is told what the columns come to; <see langword="null"/> where nothing is added up.</summary>
    public required string? Sums { get; init; }

    /// <summary>Whether there are more than were counted.</summary>
    public required bool IsCapped { get; init; }
}

/// <summary>Where a list is, with all that was chosen.</summary>
internal sealed record ListAddress(string Path, ListAsked Asked)
{
    public string? Filter => Asked.FilterInForce;

    public string? View => Asked.View?.Id.ToString();

    /// <summary>What of it forms say again.</summary>
    public string Query => Asked.Query;

    public string Sorted(ListColumn column) => Path + (Asked with { OrderBy = column.Direction == "ascending" ? "-" + column.Key : column.Key }).Query;

    public string After(string cursor) => More("cursor", cursor);

    public string Counted => More("total", "true");

    private string More(string name, string value) => $"{Path}{Query}{(Query.Length == 0 ? '?' : '&')}{name}={Uri.EscapeDataString(value)}";
}

/// <summary>A column.</summary>
/// <param name="Key">The field's key.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Direction">How the list is sorted by it, in the words of <c>aria-sort</c>.</param>
/// <param name="IsWritable">Whether the person may write it, in records that he may change.</param>
internal sealed record ListColumn(string Key, string Label, FieldKind Kind, string? Direction, bool IsWritable)
{
    public bool IsNumber => Kind is FieldKind.Integer or FieldKind.Number or FieldKind.Percent or FieldKind.Money;
}

internal sealed record ColumnChoice(string Key, string Label, bool IsShown);

internal sealed record ViewLink(string Label, string Address, bool IsShown);

internal sealed record ListRow(Guid Id, int Version, string Address, string Name, IReadOnlyList<FieldShown> Cells)
{
    /// <summary>Where it is changed; <see langword="null"/> for those who may not.</summary>
    public required string? Edit { get; init; }
}
