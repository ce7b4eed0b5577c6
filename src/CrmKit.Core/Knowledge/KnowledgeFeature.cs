using CrmKit.Cases;
using CrmKit.Plugins;
using static CrmKit.Catalog.CoreTypeFields;

namespace CrmKit.Knowledge;

/// <summary>What is known already: articles, and which of them helped with which case.</summary>
internal sealed class KnowledgeFeature : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin)
    {
        plugin.CoreType<KnowledgeArticle>("knowledge-article", "knowledge-articles", new("Knowledge article", "知识文章"), new("Knowledge articles", "知识文章"), Article);
        plugin.CoreType<CaseArticle>("case-article", "case-articles", new("Article that helped", "有用的文章"), new("Articles that helped", "有用的文章"), Helped);
        plugin.CoreType<ArticleVote>("article-vote", "article-votes", new("Opinion of an article", "文章评价"), new("Opinions of articles", "文章评价"), Vote);
        plugin.AddBeforeSave<HelpedCounts>("knowledge-article").AddValidator<CaseArticleDuplicates>("case-article").AddAfterSave<CaseArticlesChanged>("case-article");
    }

    private static void Article(CoreTypeBuilder<KnowledgeArticle> type) => type
        .Name(a => a.Title, "Title", "标题")
        .Long(a => a.Body, "Text", "正文")
        .Choice(a => a.Category, "Category", "类别", [.. CaseCategories.All])
        .Reference(a => a.ProductId, "product", "Product", "产品")
        .Text(a => a.Language, "Language", "语言", 20)
        .Choice(a => a.Status, "Status", "状态", Option("draft", "Draft", "草稿"), Option("published", "Published", "已发布"), Option("retired", "Retired", "已停用"))
        .Field(a => a.IsPublic, "On the public page", "对外公开")
        .Computed(a => a.HelpedCount, "Helped with", "解决次数", FieldKind.Integer, f => f with { IsIndexed = true })
        .PublishedWhen(a => a.Status == ArticleStatus.Published);

    private static void Vote(CoreTypeBuilder<ArticleVote> type) => type
        .PartOf(v => v.KnowledgeArticleId, "knowledge-article", "Knowledge article", "知识文章")
        .Field(v => v.HasHelped, "Helped", "有帮助")
        .Text(v => v.Reader, "Reader", "读者", 64, unique: true)
        .KnownBy(v => v.Reader);

    private static void Helped(CoreTypeBuilder<CaseArticle> type) => type
        .PartOf(h => h.CaseId, "case", "Case", "服务单")
        .Reference(h => h.ArticleId, "knowledge-article", "Knowledge article", "知识文章", f => f with { IsRequired = true })
        .Long(h => h.Note, "Note", "备注").Personal()
        .KnownBy(h => h.Note);
}
