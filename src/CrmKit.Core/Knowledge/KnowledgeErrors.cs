namespace CrmKit.Knowledge;

internal static class KnowledgeErrors
{
    public static CrmError ArticleDuplicate(Guid article) => new("case.article-duplicate", $"Article {article} is noted as one that helped with this case already. Nothing is left to do.") { Field = "articleId" };

    public static CrmError Page(int page) => new("knowledge.page", $"There are at most {PublicShelf.MostPages} pages, counted from 1, not page {page}. Ask for one of them, or with words.");

    public static CrmError Text(int length) => new("knowledge.text", $"A question has at most {PublicShelf.LongestText} characters, not {length}. Shorten it.");

    public static CrmError Size(int size) => new("knowledge.size", $"At most {KnowledgeDoor.MostSuggestions} articles are suggested, at least 1, not {size}. Ask for so many.");
}
