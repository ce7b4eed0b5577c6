namespace CrmKit.Knowledge;

/// <summary>What a reader of the public page said of an article; one of each reader and day. A part of the article.</summary>
public sealed class ArticleVote : PartRecord
{
    /// <summary>The article; required.</summary>
    public Guid? KnowledgeArticleId { get; set; }

    /// <summary>Whether it helped.</summary>
    public bool HasHelped { get; set; }

    /// <summary>Who that was, as far as one can tell: a number made of address, article and day, from which no address is found.</summary>
    public string? Reader { get; set; }
}
