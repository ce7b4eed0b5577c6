using CrmKit.AspNetCore;
using CrmKit.Opportunities;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>The day of somebody who leads others: what stands in their pipelines, what is stuck or has no next step, how far they are, and what they did.</summary>
internal static class TeamHandler
{
    private const int MostPipelines = 4;

    public static async Task ShowAsync(WebCall call)
    {
        if (await TeamScope.OfAsync(call) is not { } scope) throw ApiErrors.RouteUnknown();
        var lists = new HomeLists(call, scope.Filter ?? "ownerId ne null", isOfMany: true);
        HomeList?[] watch = [await lists.StuckAsync(), await lists.UnplannedAsync(), await lists.ClosingAsync(), await lists.LateTasksAsync()];
        await call.PageAsync<TeamPage, TeamModel>(call.Texts["team.title"], new TeamModel(
            await TargetBars.OfAsync(call, scope.Has),
            [.. await PipelinesAsync(call, scope.Filter), await TileAsync(call, new ReportQuestion("activity") { From = call.Session.Today.AddDays(-6), Until = call.Session.Today, Filter = scope.Filter })],
            [.. watch.OfType<HomeList>().Where(l => l.Key != "closing" || l.Lines.Count > 0)]));
    }

    private static async Task<IReadOnlyList<TileShown>> PipelinesAsync(WebCall call, string? filter)
    {
        var tiles = new List<TileShown>();
        foreach (var pipeline in call.Session.Catalog.PipelinesOf(call.Session.Catalog.Type(typeof(Opportunity)).Key).Take(MostPipelines))
            tiles.Add(await TileAsync(call, new ReportQuestion("stages") { Pipeline = pipeline.Key, Filter = filter }) with { Label = pipeline.Label.For(call.Culture), Address = WebLinks.With(call.Links.Board(pipeline.Key), ("filter", filter)) });
        return tiles;
    }

    private static Task<TileShown> TileAsync(WebCall call, ReportQuestion question) => DashboardHandler.ShownAsync(call, Guid.Empty, null, question.Key, () => question);
}
