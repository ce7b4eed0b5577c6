namespace CrmKit.Knowledge;

internal static class KnowledgeErrors
{
    public static CrmError ArticleDuplicate(Guid article) => new("case.article-duplicate", $"Article {article} is noted as one that helped with this case already. Nothing is left to do.") { Field = "articleId" };

    public static CrmError Size(int size) => new("knowledge.size", $"At most {KnowledgeDoor.MostSuggestions} articles are suggested, at least 1, not {size}. Ask for so many.");
}
