namespace CrmKit.Web.Pages;

internal sealed record CellModel
{
    public required string Address { get; init; }

    /// <summary>The list that one came from.</summary>
    public required string List { get; init; }

    public required string? Back { get; init; }
    public required string Key { get; init; }
    public required int Version { get; init; }

    /// <summary>What is stored, as a form holds it: whoever saves has seen that.</summary>
    public required string Seen { get; init; }

    /// <summary>What is stored, as people read it.</summary>
    public required FieldShown Stored { get; init; }

    public required IReadOnlyList<CrmError> Errors { get; init; }
    public required FieldEntry Field { get; init; }
}
