using CrmKit.Knowledge;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Docs.Snippets;

internal static class KnowledgeSnippets
{
    public static async Task ShowAsync(ICrmSession session, Guid caseId)
    {
        #region knowledge
        await session.Records.CreateAsync(new KnowledgeArticle { Title = "Pump loses pressure", Body = "Vent the suction line, then …", Category = "defect", Status = ArticleStatus.Published });
        if (await session.Knowledge.SuggestAsync(caseId) is [{ HasHelped: false } best, ..]) // what fits the case, and the actor may read
            await session.Records.CreateAsync(new CaseArticle { CaseId = caseId, ArticleId = best.Article.Id });
        #endregion
    }
}
