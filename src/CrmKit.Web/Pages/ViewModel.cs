namespace CrmKit.Web.Pages;

internal sealed record ViewModel
{
    public required string Address { get; init; }
    public required string Back { get; init; }

    /// <summary>What of the list is kept, as its address says it.</summary>
    public required string List { get; init; }

    public required IReadOnlyList<CrmError> Errors { get; init; }
    public required bool IsNew { get; init; }
    public required string Name { get; init; }
    public required string? Filter { get; init; }
    public required string Sharing { get; init; }
    public required IReadOnlyList<FieldChoice> Sharings { get; init; }
    public required string? Team { get; init; }
    public required IReadOnlyList<FieldChoice> Teams { get; init; }

    /// <summary>Whether the list begins with it.</summary>
    public required bool IsFirst { get; init; }
}
