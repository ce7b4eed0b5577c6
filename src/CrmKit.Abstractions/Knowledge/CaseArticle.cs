namespace CrmKit.Knowledge;

/// <summary>An article that helped with a case; each article once.</summary>
public sealed class CaseArticle : PartRecord
{
    /// <summary>The case; required.</summary>
    public Guid? CaseId { get; set; }

    /// <summary>The article that helped; required.</summary>
    public Guid? ArticleId { get; set; }

    /// <summary>What it helped with, or what it lacked.</summary>
    public string? Note { get; set; }
}
