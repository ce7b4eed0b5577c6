using CrmKit.Access;
using CrmKit.Forms;
using CrmKit.Plugins;
using CrmKit.Search;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Knowledge;

/// <summary>The articles that are published and marked as public, as customers look for them and say whether they helped.</summary>
internal sealed class PublicShelf(CrmSession session, IAccess access, RecordSource source, FormTokens tokens) : ISessionService
{
    public const int PageSize = 20;
    public const int MostPages = 50;
    public const int LongestText = 200;
    private const int MostWords = 24, MostFound = 2 * PageSize;

    public async Task<PublicArticles> FindAsync(PublicArticleQuery query, CancellationToken cancellationToken)
    {
        if (query.Page is < 1 or > MostPages) throw new CrmValidationException(KnowledgeErrors.Page(query.Page));
        if (query.Text?.Length > LongestText) throw new CrmValidationException(KnowledgeErrors.Text(query.Text.Length));
        if (await ShelfAsync(cancellationToken) is not { } shelf) return new PublicArticles([], false, new Dictionary<string, long>());
        if (query.Language?.Split('-')[0] is { Length: > 0 } language) shelf = shelf.Where(a => a.Language == null || a.Language == "" || a.Language.StartsWith(language));
        var reader = await session.ReaderAsync(cancellationToken);
        var counts = await reader.ListAsync(shelf.Where(a => a.Category != null).GroupBy(a => a.Category!).Select(g => new Count { Category = g.Key, Articles = g.LongCount() }), cancellationToken);
        if (query.Category is { Length: > 0 } category) shelf = shelf.Where(a => a.Category == category);
        var skipped = (query.Page - 1) * PageSize;
        var found = string.IsNullOrWhiteSpace(query.Text)
            ? await ReadAsync(await reader.ListAsync(shelf.OrderByDescending(a => a.HelpedCount).ThenByDescending(a => a.Id).Skip(skipped).Take(PageSize + 1).Select(a => a.Id), cancellationToken), cancellationToken)
            : [.. (await AnswersAsync(shelf, query.Text, cancellationToken)).Skip(skipped)];
        return new PublicArticles([.. found.Take(PageSize).Select(Shown)], found.Count > PageSize, counts.ToDictionary(c => c.Category, c => c.Articles));
    }

    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>.</exception>
    public async Task<PublicArticle> GetAsync(Guid id, CancellationToken cancellationToken) =>
        await ShelfAsync(cancellationToken) is { } shelf && await ReadAsync(await (await session.ReaderAsync(cancellationToken)).ListAsync(shelf.Where(a => a.Id == id).Select(a => a.Id), cancellationToken), cancellationToken) is [var article]
            ? Shown(article) : throw new CrmNotFoundException(RecordErrors.NotFound(new RecordRef("knowledge-article", id)));

    public async Task RateAsync(Guid id, bool hasHelped, string address, CancellationToken cancellationToken)
    {
        await GetAsync(id, cancellationToken);
        var reader = tokens.HashOf(id, address);
        try
        {
            if ((await session.Records.QueryAsync(new RecordQuery("article-vote") { Filter = $"reader eq '{reader}'", Size = 1 }, cancellationToken)).Items is not [ArticleVote vote])
                await session.Records.CreateAsync(new ArticleVote { KnowledgeArticleId = id, HasHelped = hasHelped, Reader = reader }, null, cancellationToken);
            else if (vote.HasHelped != hasHelped)
            {
                vote.HasHelped = hasHelped; // thought better of it
                await session.Records.UpdateAsync(vote, cancellationToken);
            }
        }
        catch (CrmException twice) when (twice is CrmConflictException || twice.Errors.All(e => e is { Code: "field.duplicate", Field: "reader" }))
        {
            // Pressed twice at the same moment: the other one counts.
        }
    }

    private async Task<IQueryable<KnowledgeArticle>?> ShelfAsync(CancellationToken cancellationToken)
    {
        var type = session.Catalog.Type(typeof(KnowledgeArticle));
        return await access.ScopeAsync(type, Operations.Read, cancellationToken) == AccessScope.None ? null
            : (await source.VisibleAsync<KnowledgeArticle>(type, RecordLife.Alive, cancellationToken)).Where(a => a.Status == ArticleStatus.Published && a.IsPublic);
    }

    private async Task<IEnumerable<KnowledgeArticle>> AnswersAsync(IQueryable<KnowledgeArticle> shelf, string text, CancellationToken cancellationToken)
    {
        var question = new CaseWords(text, null, null, null, MostWords);
        if (question.Words.Count == 0) return [];
        session.Charge(CallCost.Queries, 1);
        var reader = await session.ReaderAsync(cancellationToken);
        var hits = reader.Search(ArticleWords.AnyOf(question.Words)).Where(h => h.RecordType == "knowledge-article").Where(h => shelf.Any(a => a.Id == h.RecordId));
        var found = await reader.ListAsync(hits.OrderBy(h => h.Rank).ThenByDescending(h => h.RecordId).Take(MostFound), cancellationToken);
        return question.Fitting(await ReadAsync([.. found.Select(h => h.RecordId)], cancellationToken), new HashSet<Guid>());
    }

    // Through the door: what is hidden from the actor in an article is not shown, and does not speak for it.
    private async Task<IReadOnlyList<KnowledgeArticle>> ReadAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var read = (await session.Records.GetManyAsync("knowledge-article", [.. ids], cancellationToken)).Cast<KnowledgeArticle>().ToDictionary(a => a.Id);
        return [.. ids.Where(read.ContainsKey).Select(id => read[id])];
    }

    private static PublicArticle Shown(KnowledgeArticle article) => new(article.Id, article.Title, article.Body ?? "", article.Category, article.Language is { Length: > 0 } language ? language : null, article.UpdatedAt);

    private sealed class Count
    {
        public string Category { get; init; } = "";
        public long Articles { get; init; }
    }
}
