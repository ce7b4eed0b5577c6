namespace CrmKit.Web.Pages;

internal sealed record BulkModel
{
    /// <summary>The list of the type.</summary>
    public required string Path { get; init; }

    /// <summary>The list that one came from.</summary>
    public required string Back { get; init; }

    /// <summary>Its query.</summary>
    public required string List { get; init; }

    public required string Act { get; init; }
    public required string Ids { get; init; }
    public required bool IsAll { get; init; }
    public required long Count { get; init; }
    public required IReadOnlyList<CrmError> Errors { get; init; }

    /// <summary>What is asked for; <see langword="null"/> when nothing can be done.</summary>
    public required IReadOnlyList<FieldEntry>? Inputs { get; init; }

    /// <summary>What would be done to the first of them; <see langword="null"/> before that is known.</summary>
    public required IReadOnlyList<BulkLine>? Preview { get; init; }

    /// <summary>What was done; <see langword="null"/> before.</summary>
    public required BulkResult? Result { get; init; }
}

internal sealed record BulkLine(NavigationLink Record, string Before, string After, CrmError? Refusal);

/// <param name="Saved">How many it was done to.</param>
/// <param name="Refused">To how many not.</param>
/// <param name="Lines">The first of those, with why.</param>
/// <param name="Undo">What takes it back; <see langword="null"/> when nothing does.</param>
/// <param name="IsUndone">Whether this was taking back.</param>
internal sealed record BulkResult(int Saved, int Refused, IReadOnlyList<BulkLine> Lines, string? Undo, bool IsUndone);
