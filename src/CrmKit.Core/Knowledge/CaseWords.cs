namespace CrmKit.Knowledge;

/// <summary>What a case or a customer asks, and how well articles answer it.</summary>
internal sealed class CaseWords
{
    private const double OfSubject = 2, OfDescription = 1, InTitle = 3, InBody = 1, SameProduct = 6, SameCategory = 2, HelpedMost = 2;
    private const double FewestText = 3; // a word of the subject in a title, or several in the text
    private const int FewestToCompare = 4;
    private readonly Dictionary<string, double> _weights = [];
    private readonly string? _category;

    public CaseWords(string subject, string? description, string? category, Guid? productId, int most)
    {
        (_category, ProductId) = (category, productId);
        foreach (var word in ArticleWords.Of(subject).Take(most)) _weights[word] = OfSubject;
        foreach (var word in ArticleWords.Of(description).Take(most - _weights.Count)) _weights.TryAdd(word, OfDescription);
    }

    public IReadOnlyCollection<string> Words => _weights.Keys;

    public Guid? ProductId { get; }

    /// <summary>The articles that fit, the best first: by words, of which those that most of them have say less; by product; by category, and by how often they helped. Those that helped with the case fit in any case.</summary>
    public IEnumerable<KnowledgeArticle> Fitting(IReadOnlyList<KnowledgeArticle> articles, IReadOnlySet<Guid> helped)
    {
        var read = articles.Select(a => (Article: a, Title: ArticleWords.Of(a.Title).ToHashSet(), Body: ArticleWords.Of(a.Body).ToHashSet())).ToList();
        var rarity = _weights.Keys.ToDictionary(w => w, w => read.Count >= FewestToCompare && read.Count(r => r.Title.Contains(w) || r.Body.Contains(w)) * 2 > read.Count ? 0.25 : 1);
        return read.Select(r => (r.Article, Score: Score(r.Article, _weights.Sum(w => w.Value * rarity[w.Key] * (r.Title.Contains(w.Key) ? InTitle : r.Body.Contains(w.Key) ? InBody : 0)))))
            .Where(r => r.Score > 0 || helped.Contains(r.Article.Id))
            .OrderByDescending(r => r.Score).ThenByDescending(r => r.Article.HelpedCount).ThenByDescending(r => r.Article.Id).Select(r => r.Article);
    }

    private double Score(KnowledgeArticle article, double text)
    {
        var isOfProduct = ProductId is not null && article.ProductId == ProductId;
        if (text < FewestText && !isOfProduct) return 0;
        return text + (isOfProduct ? SameProduct : 0) + (_category is not null && article.Category == _category ? SameCategory : 0) + Math.Min(HelpedMost, Math.Log2(1 + article.HelpedCount) / 2);
    }
}
