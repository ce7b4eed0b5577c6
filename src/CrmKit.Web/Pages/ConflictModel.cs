namespace CrmKit.Web.Pages;

internal sealed record ConflictModel
{
    public required string Address { get; init; }
    public required string Back { get; init; }
    public required int Version { get; init; }

    /// <summary>Who wrote last, as far as the person may know.</summary>
    public required string? By { get; init; }

    public required string At { get; init; }
    public required IReadOnlyList<ConflictLine> Lines { get; init; }
}

/// <summary>A field as it is stored, and as it was typed.</summary>
internal sealed record ConflictLine(FieldEntry Theirs, FieldEntry Mine, bool Differs);
