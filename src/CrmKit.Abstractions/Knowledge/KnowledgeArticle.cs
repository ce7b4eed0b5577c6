namespace CrmKit.Knowledge;

/// <summary>An answer that is written once and used many times: how a problem is solved, what a question means.</summary>
/// <remarks>A draft and a retired article are read by its owner and by those who may change it; a published one by all who may read articles.</remarks>
public sealed class KnowledgeArticle : RootRecord
{
    /// <summary>The question or problem in a line, as customers would say it; required.</summary>
    public string Title { get; set; } = "";

    /// <summary>The answer.</summary>
    public string? Body { get; set; }

    /// <summary>What kind of problem it is about, an option code of the case's category.</summary>
    public string? Category { get; set; }

    /// <summary>The product that it is about; <see langword="null"/> for none in particular.</summary>
    public Guid? ProductId { get; set; }

    /// <summary>The language it is written in, such as <c>en</c> or <c>zh-Hans</c>.</summary>
    public string? Language { get; set; }

    /// <summary>Whether others may go by it.</summary>
    public ArticleStatus Status { get; set; } = ArticleStatus.Draft;

    /// <summary>Whether customers read it too, on the host's public page, once it is published.</summary>
    public bool IsPublic { get; set; }

    /// <summary>How many cases it helped with.</summary>
    public int HelpedCount { get; internal set; }
}

/// <summary>Whether others may go by an article.</summary>
public enum ArticleStatus
{
    /// <summary>It is being written.</summary>
    Draft,
    /// <summary>It is for all who may read articles, and suggested.</summary>
    Published,
    /// <summary>It no longer holds.</summary>
    Retired,
}
