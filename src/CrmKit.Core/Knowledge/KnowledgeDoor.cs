using CrmKit.Access;
using CrmKit.Cases;
using CrmKit.Plugins;
using CrmKit.Search;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Knowledge;

/// <summary>Asks the search index for published articles that share words with a case, and holds what comes against it.</summary>
internal sealed class KnowledgeDoor(CrmSession session, IAccess access, RecordSource source, PublicShelf shelf) : IKnowledge
{
    public const int MostSuggestions = 20;
    private const int MostWords = 24;
    private const int MostCandidates = 40;

    public async Task<IReadOnlyList<ArticleSuggestion>> SuggestAsync(Guid caseId, int size = 5, CancellationToken cancellationToken = default)
    {
        if (size is < 1 or > MostSuggestions) throw new CrmValidationException(KnowledgeErrors.Size(size));
        var item = await session.Records.GetAsync<SupportCase>(caseId, cancellationToken);
        var type = session.Catalog.Type(typeof(KnowledgeArticle));
        if (await access.ScopeAsync(type, Operations.Read, cancellationToken) == AccessScope.None) return [];
        var product = item.AssetId is { } asset ? (await session.Records.FindAsync<Asset>(asset, cancellationToken))?.ProductId : null;
        var question = new CaseWords(item.Subject, item.Description, item.Category, product, MostWords);
        var helped = await HelpedAsync(item.Id, cancellationToken);
        var candidates = await CandidatesAsync(type, question, cancellationToken);
        // Read once more through the door: what is hidden from the actor in an article must not speak for it.
        var articles = (await session.Records.GetManyAsync(type.Key, [.. candidates.Union(helped)], cancellationToken)).Cast<KnowledgeArticle>().ToList();
        return [.. question.Fitting(articles, helped).Take(size).Select(a => new ArticleSuggestion(a, helped.Contains(a.Id)))];
    }

    public Task<PublicArticles> FindPublicAsync(PublicArticleQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return shelf.FindAsync(query, cancellationToken);
    }

    public Task<PublicArticle> GetPublicAsync(Guid articleId, CancellationToken cancellationToken = default) => shelf.GetAsync(articleId, cancellationToken);

    public Task RateAsync(Guid articleId, bool hasHelped, string address, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        return shelf.RateAsync(articleId, hasHelped, address, cancellationToken);
    }

    private async Task<List<Guid>> CandidatesAsync(RecordTypeDefinition type, CaseWords question, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        var published = (await source.VisibleAsync<KnowledgeArticle>(type, RecordLife.Alive, cancellationToken)).Where(a => a.Status == ArticleStatus.Published);
        var found = new List<Guid>();
        if (question.Words.Count > 0)
        {
            session.Charge(CallCost.Queries, 1);
            var hits = reader.Search(ArticleWords.AnyOf(question.Words)).Where(h => h.RecordType == type.Key).Where(h => published.Any(a => a.Id == h.RecordId));
            found.AddRange((await reader.ListAsync(hits.OrderBy(h => h.Rank).ThenByDescending(h => h.RecordId).Take(MostCandidates), cancellationToken)).Select(h => h.RecordId));
        }
        if (question.ProductId is null) return found;
        session.Charge(CallCost.Queries, 1);
        found.AddRange(await reader.ListAsync(published.Where(a => a.ProductId == question.ProductId).OrderByDescending(a => a.HelpedCount).ThenByDescending(a => a.Id).Take(MostSuggestions).Select(a => a.Id), cancellationToken));
        return found;
    }

    private async Task<HashSet<Guid>> HelpedAsync(Guid caseId, CancellationToken cancellationToken) =>
        [.. (await session.Records.QueryAsync(new RecordQuery("case-article") { Filter = $"caseId eq '{caseId}'", Size = MostSuggestions }, cancellationToken)).Items.Cast<CaseArticle>().Select(h => h.ArticleId).OfType<Guid>()];
}
