namespace CrmKit.Knowledge;

/// <summary>What a customer asks the public articles.</summary>
public sealed record PublicArticleQuery
{
    /// <summary>Words as people type them, up to 200 characters; <see langword="null"/> or blank lists what helped most.</summary>
    public string? Text { get; init; }

    /// <summary>Only of one kind of problem, an option code of the article's category; <see langword="null"/> for all.</summary>
    public string? Category { get; init; }

    /// <summary>Only in a language, in whatever script (<c>zh-Hant</c> finds <c>zh-Hans</c> too), and those that name none; <see langword="null"/> for all.</summary>
    public string? Language { get; init; }

    /// <summary>Which page of 20, from 1 to 50.</summary>
    public int Page { get; init; } = 1;
}

/// <summary>An article as customers read it: published, and marked as public.</summary>
/// <param name="Id">The article's id.</param>
/// <param name="Title">The question or problem.</param>
/// <param name="Body">The answer, as plain text.</param>
/// <param name="Category">What kind of problem it is about, an option code; <see langword="null"/> for none.</param>
/// <param name="Language">The language it is written in; <see langword="null"/> where nobody said.</param>
/// <param name="UpdatedAt">When it was changed last, in UTC.</param>
public sealed record PublicArticle(Guid Id, string Title, string Body, string? Category, string? Language, DateTimeOffset UpdatedAt);

/// <summary>Public articles that answer a question.</summary>
/// <param name="Items">The best first; without words those that helped most.</param>
/// <param name="HasMore">Whether there is another page.</param>
/// <param name="Categories">How many public articles there are in the language, by category; those without one are left out.</param>
public sealed record PublicArticles(IReadOnlyList<PublicArticle> Items, bool HasMore, IReadOnlyDictionary<string, long> Categories);
