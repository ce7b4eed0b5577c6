namespace CrmKit.Knowledge;

/// <summary>Counts with how many cases an article helped.</summary>
internal sealed class HelpedCounts : IBeforeSave
{
    public async ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        // A new article helped nobody yet: those that say so ask for the count when they are written.
        var stored = context.Living<KnowledgeArticle>().Where(a => a.Change.Operation != RecordOperation.Create).Select(a => a.Record).ToList();
        if (stored.Count == 0) return;
        var ids = stored.Select(a => (Guid?)a.Id).ToList();
        var counts = (await context.ListAsync<CaseArticle, Guid?>(h => h.ArticleId, h => ids.Contains(h.ArticleId), cancellationToken)).CountBy(id => id!.Value).ToDictionary();
        foreach (var article in stored) article.HelpedCount = counts.GetValueOrDefault(article.Id);
    }
}

/// <summary>Has articles count anew when they helped, or did not after all.</summary>
internal sealed class CaseArticlesChanged : IAfterSave
{
    private static readonly Dictionary<string, object?> Nothing = [];

    public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var ids = context.Changes.SelectMany(c => new[] { ((CaseArticle)c.After).ArticleId, (c.Before as CaseArticle)?.ArticleId }).OfType<Guid>().Distinct();
        var type = context.Session.Catalog.Type(typeof(KnowledgeArticle));
        var alive = await context.AliveAsync(type, [.. ids], cancellationToken);
        if (alive.Count == 0) return;
        var articles = new ChangeSet { Reason = $"{context.Type.Label} changed" };
        foreach (var id in alive) articles.Patch(type.Ref(id), Nothing);
        context.Also(articles);
    }
}

/// <summary>An article helps with a case once.</summary>
internal sealed class CaseArticleDuplicates : PartDuplicates<CaseArticle, Guid>
{
    protected override async ValueTask<IReadOnlyList<CaseArticle>> StoredAsync(SaveContext context, List<Guid?> parents, CancellationToken cancellationToken) =>
        await context.ListAsync<CaseArticle>(h => parents.Contains(h.CaseId), cancellationToken);

    protected override (Guid? Parent, Guid? Key) KeyOf(CaseArticle part) => (part.CaseId, part.ArticleId);

    protected override CrmError Error(Guid key) => KnowledgeErrors.ArticleDuplicate(key);
}
