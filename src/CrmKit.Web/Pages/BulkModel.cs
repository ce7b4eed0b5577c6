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

    /// <summary>What it does, in a sentence.</summary>
    public required string? About { get; init; }

    /// <summary>What people are asked before it is done.</summary>
    public required string? Question { get; init; }

    /// <summary>The page that one came from, when it is not the list.</summary>
    public required string? From { get; init; }

    /// <summary>What stands on the button that does it; <see langword="null"/> while that is not possible.</summary>
    public required string? Do { get; init; }

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
internal sealed record BulkResult(int Saved, int Refused, IReadOnlyList<BulkLine> Lines, string? Undo, bool IsUndone)
{
    /// <summary>What the act said.</summary>
    public IReadOnlyList<string> Said { get; init; } = [];

    /// <summary>Records that the act leads to.</summary>
    public IReadOnlyList<NavigationLink> Shown { get; init; } = [];
}
