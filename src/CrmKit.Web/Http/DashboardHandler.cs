using CrmKit.AspNetCore;
using CrmKit.Dashboards;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>The reports that a person keeps an eye on, in an order of his own.</summary>
internal static class DashboardHandler
{
    private static readonly string[] Asked = ["period", "from", "until", "compare", "by", "pipeline", "type", "owner", "team", "filter", "asOf", "days"];

    private static readonly IReadOnlyList<DashboardTile> Leading =
    [
        new() { Id = new Guid("6a8f6d4e-0c39-4b57-9a57-1d6d5f0c8a01"), Report = "operations" },
        new() { Id = new Guid("6a8f6d4e-0c39-4b57-9a57-1d6d5f0c8a02"), Report = "funnel" },
        new() { Id = new Guid("6a8f6d4e-0c39-4b57-9a57-1d6d5f0c8a03"), Report = "ageing" },
        new() { Id = new Guid("6a8f6d4e-0c39-4b57-9a57-1d6d5f0c8a04"), Report = "activity", Parameters = new Dictionary<string, string> { ["period"] = "this-month" } },
    ];

    public static async Task ShowAsync(WebCall call) => await AnswerAsync(call, await GetAsync(call), [], StatusCodes.Status200OK);

    /// <summary>Adds a tile, moves one up or down, or removes one.</summary>
    public static async Task ChangeAsync(WebCall call)
    {
        var form = await call.FormAsync();
        var dashboard = await GetAsync(call);
        var tiles = dashboard.Tiles.ToList();
        var at = tiles.FindIndex(t => t.Id.ToString() == form["tile"]);
        switch (form["act"].ToString())
        {
            case "add": tiles.Add(Tile(form)); break;
            case "remove" when at >= 0: tiles.RemoveAt(at); break;
            case "up" when at > 0: (tiles[at - 1], tiles[at]) = (tiles[at], tiles[at - 1]); break;
            case "down" when at >= 0 && at < tiles.Count - 1: (tiles[at + 1], tiles[at]) = (tiles[at], tiles[at + 1]); break;
            case "remove" or "up" or "down": break; // somebody's other window did it already
            default: throw ApiErrors.Parameter("act", "add, up, down or remove");
        }
        try
        {
            if (!tiles.SequenceEqual(dashboard.Tiles)) await call.Session.Dashboards.SaveAsync(dashboard with { Tiles = tiles }, call.Cancelled);
            call.GoTo(call.Links.Dashboard);
        }
        catch (CrmException refused) when (refused is CrmValidationException or CrmConflictException)
        {
            await AnswerAsync(call, await GetAsync(call), refused.Errors, StatusCodes.Status422UnprocessableEntity);
        }
    }

    // Those who lead others begin with how the work goes; what they change of it is theirs.
    private static async Task<Dashboard> GetAsync(WebCall call)
    {
        var dashboard = await call.Session.Dashboards.GetAsync(call.Cancelled);
        return dashboard.Version > 0 || await TeamScope.OfAsync(call) is null ? dashboard : dashboard with { Tiles = Leading };
    }

    private static DashboardTile Tile(IFormCollection form)
    {
        var question = ReportQuestion.Read(form["report"].ToString(), name => Asked.Contains(name) && form[name] is [{ Length: > 0 } text] ? text : null);
        return new DashboardTile { Report = question.Key, Parameters = question.Chosen.ToDictionary() };
    }

    private static async Task AnswerAsync(WebCall call, Dashboard dashboard, IReadOnlyList<CrmError> errors, int status)
    {
        var tiles = new List<TileShown>();
        foreach (var tile in dashboard.Tiles) tiles.Add(await ShownAsync(call, tile));
        await call.PageAsync<DashboardPage, DashboardModel>(call.Texts["dashboard.title"], new DashboardModel(tiles, errors), status);
    }

    private static Task<TileShown> ShownAsync(WebCall call, DashboardTile tile) =>
        ShownAsync(call, tile.Id, tile.Name, tile.Report, () => ReportQuestion.Read(tile.Report, name => tile.Parameters.GetValueOrDefault(name)));

    /// <summary>A report as one of several on a page: one that cannot be shown says why, and leaves the others theirs.</summary>
    public static async Task<TileShown> ShownAsync(WebCall call, Guid tile, string? name, string report, Func<ReportQuestion> ask)
    {
        var (label, address) = (name ?? ReportPresenter.LabelOf(call, report), call.Links.Report(report));
        try
        {
            var question = ask();
            address = question.At(address);
            return new TileShown(tile, label, address, await new ReportPresenter(call, question, ReportScope.Of(call.Session.Catalog, report)).ShowAsync() with { IsTile = true }, []);
        }
        catch (CrmException wrong)
        {
            return new TileShown(tile, label, address, null, wrong.Errors);
        }
        catch (ApiException wrong)
        {
            return new TileShown(tile, label, address, null, [wrong.Error]);
        }
    }
}
