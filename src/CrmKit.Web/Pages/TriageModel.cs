namespace CrmKit.Web.Pages;

/// <summary>Open cases that nobody has, to be classified and given to somebody.</summary>
internal sealed record TriageModel
{
    public required IReadOnlyList<NavigationTab> Tabs { get; init; }

    /// <summary>What they can be narrowed down by, with what was chosen.</summary>
    public required IReadOnlyList<TriageChoice> Filters { get; init; }

    /// <summary>How many are shown, and whether there are more.</summary>
    public required string Count { get; init; }

    public required IReadOnlyList<TriageRow> Rows { get; init; }

    /// <summary>People to give cases to.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Teams that one click gives a case to; those after the first few are typed nowhere, but chosen on the page of the case.</summary>
    public required IReadOnlyList<FieldChoice> Teams { get; init; }

    public required IReadOnlyList<CrmError> Errors { get; init; }

    /// <summary>Where the forms go, with what is shown.</summary>
    public required string Address { get; init; }

    public required string? Next { get; init; }
}

/// <param name="Name">Of the input.</param>
/// <param name="Label">What it is.</param>
/// <param name="Options">What there is to choose from.</param>
/// <param name="Value">What is chosen; empty for anything, or for nothing yet.</param>
internal sealed record TriageChoice(string Name, string Label, IReadOnlyList<FieldChoice> Options, string Value);

/// <summary>A case; what is <see langword="null"/> or empty is not the person's to do.</summary>
internal sealed record TriageRow
{
    public required Guid Id { get; init; }
    public required int Version { get; init; }
    public required string Subject { get; init; }
    public required string Address { get; init; }
    public required string Description { get; init; }

    /// <summary>Whose it is about, how it came, and in whose pool it is.</summary>
    public required string Facts { get; init; }

    public required CaseClock? Clock { get; init; }
    public required IReadOnlyList<TriageChoice> Classes { get; init; }
    public required bool CanBeClaimed { get; init; }
    public required bool CanBeGiven { get; init; }
}
