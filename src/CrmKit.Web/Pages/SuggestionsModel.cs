namespace CrmKit.Web.Pages;

/// <param name="Address">Where the articles of a case are asked for.</param>
internal sealed record SuggestionsPlace(string Address);

/// <summary>What is known already about the problem of a case.</summary>
internal sealed record SuggestionsModel
{
    /// <summary>Where is noted which one helped.</summary>
    public required string Address { get; init; }

    /// <summary>The page that they stand on.</summary>
    public required string Back { get; init; }

    public required bool MayNote { get; init; }

    /// <summary>Where an article is written out of the case; <see langword="null"/> for who may not.</summary>
    public required string? Write { get; init; }

    public required IReadOnlyList<SuggestedArticle> Articles { get; init; }
}

internal sealed record SuggestedArticle
{
    public required string Id { get; init; }
    public required string Title { get; init; }
    public required string Address { get; init; }
    public required string Excerpt { get; init; }
    public required bool HasHelped { get; init; }

    /// <summary>With how many cases.</summary>
    public required int HelpedCount { get; init; }

    /// <summary>Where it stands in the form that logs what was answered.</summary>
    public required string Reply { get; init; }
}
