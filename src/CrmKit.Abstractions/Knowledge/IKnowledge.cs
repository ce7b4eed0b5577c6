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
}

/// <summary>An article that fits a case.</summary>
/// <param name="Article">The article, without what is hidden from the actor.</param>
/// <param name="HasHelped">Whether it helped with this case.</param>
public sealed record ArticleSuggestion(KnowledgeArticle Article, bool HasHelped);
