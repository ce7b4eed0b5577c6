using CrmKit.Access;
using CrmKit.Activities;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>Where to begin: what is to be done next, and where things are.</summary>
internal static class HomeHandler
{
    private const int Shown = 10;

    public static async Task ShowAsync(WebCall call) => await call.PageAsync<HomePage, HomeModel>(call.Texts["nav.home"], new HomeModel(await TasksAsync(call)));

    private static async Task<IReadOnlyList<HomeTask>> TasksAsync(WebCall call)
    {
        var type = call.Session.Catalog.Type(typeof(FollowUp));
        if (call.Session.Actor.UserId is not { } me || !await call.MayAsync(type, Operations.Read)) return [];
        var open = await call.Session.Records.ListAsync(new Specification<FollowUp>(f => f.OwnerId == me && f.DoneAt == null && f.DueAt != null).OrderBy(f => f.DueAt).Take(Shown), call.Cancelled);
        var hidden = await call.HiddenAsync(type);
        return [.. open.Select(f => new HomeTask(RecordNames.Of(call, type, f, hidden), call.Links.Record(type, f.Id), f.DueAt is { } due ? call.Text.Moment(due) : "", f.DueAt < call.Session.Now))];
    }
}
