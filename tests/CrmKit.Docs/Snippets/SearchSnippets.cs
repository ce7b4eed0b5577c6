using CrmKit.Search;
using CrmKit.Sessions;

namespace CrmKit.Docs.Snippets;

internal static class SearchSnippets
{
    public static async Task ShowAsync(ICrmSession session)
    {
        #region search
        var page = await session.Search.FindAsync(new SearchRequest("zgyh") { WithCounts = true });
        foreach (var result in page.Results)
        {
            var match = result.Matches[0]; // 中国银行, found by its initials
            Console.WriteLine($"{result.Title}: {match.Field} says {match.Text}, from {match.Parts[0].Start} on");
        }
        #endregion
    }
}
