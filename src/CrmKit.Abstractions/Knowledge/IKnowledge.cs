namespace CrmKit.Knowledge;

/// <summary>What is known already about a problem.</summary>
/// <remarks>Scoped to a session; not thread safe. Articles are records like all others: they are written through <see cref="IRecords"/>, and so is a <see cref="CaseArticle"/> that says which one helped.</remarks>
public interface IKnowledge
{
    /// <summary>The published articles that fit a case best, by the words of its subject and description, its category and its product. Those that helped with it already are among them.</summary>
    /// <param name="caseId">The case.</param>
    /// <param name="size">The most articles, 1 to 20.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <returns>The best first, and only what the actor may read; none when nothing fits.</returns>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>: the actor sees no such case.</exception>
    /// <exception cref="CrmValidationException"><c>knowledge.size</c>.</exception>
    Task<IReadOnlyList<ArticleSuggestion>> SuggestAsync(Guid caseId, int size = 5, CancellationToken cancellationToken = default);

    /// <summary>The articles for customers: those that are published and marked as public, and of these only what the actor may read.</summary>
    /// <exception cref="CrmValidationException"><c>knowledge.page</c>, <c>knowledge.text</c>.</exception>
    Task<PublicArticles> FindPublicAsync(PublicArticleQuery query, CancellationToken cancellationToken = default);

    /// <summary>An article for customers.</summary>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>: there is none, or it is a draft, retired or not public.</exception>
    Task<PublicArticle> GetPublicAsync(Guid articleId, CancellationToken cancellationToken = default);

    /// <summary>Notes in an <see cref="ArticleVote"/> whether a public article helped a customer: once per address and day, the last word counts.</summary>
    /// <param name="articleId">The article.</param>
    /// <param name="hasHelped">Whether it helped.</param>
    /// <param name="address">The network address of the customer; it is not kept.</param>
    /// <param name="cancellationToken">Cancels the note.</param>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>, as in <see cref="GetPublicAsync"/>.</exception>
    Task RateAsync(Guid articleId, bool hasHelped, string address, CancellationToken cancellationToken = default);
}

/// <summary>An article that fits a case.</summary>
/// <param name="Article">The article, without what is hidden from the actor.</param>
/// <param name="HasHelped">Whether it helped with this case.</param>
public sealed record ArticleSuggestion(KnowledgeArticle Article, bool HasHelped);
