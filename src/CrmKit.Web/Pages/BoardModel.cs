namespace CrmKit.Web.Pages;

internal sealed record BoardModel(NavigationLink List, string? New, IReadOnlyList<BoardColumn> Columns);

internal sealed record BoardColumn(string Key, string Label, long Count, string? Amount, string Address, IReadOnlyList<BoardCard> Cards, bool HasMore);

internal sealed record BoardCard
{
    public required string Name { get; init; }
    public required string Address { get; init; }
    public required FieldShown? Party { get; init; }
    public required string Amount { get; init; }
    public required bool IsAgeing { get; init; }
    public required string MoveAddress { get; init; }
    public required int Version { get; init; }

    /// <summary>The stages that it may be moved to.</summary>
    public required IReadOnlyList<FieldChoice> Targets { get; init; }
}
