using CrmKit.Access;
using CrmKit.Activities;
using CrmKit.AspNetCore;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>A person's day: what is to be done, what needs a look, and what was looked at last.</summary>
internal static class HomeHandler
{
    public static Task ShowAsync(WebCall call) => AnswerAsync(call, [], StatusCodes.Status200OK);

    /// <summary>Completes a task by one click.</summary>
    public static Task CompleteAsync(WebCall call) => MarkAsync(call, done: true);

    /// <summary>Takes that back.</summary>
    public static Task ReopenAsync(WebCall call) => MarkAsync(call, done: false);

    private static async Task MarkAsync(WebCall call, bool done)
    {
        if (!Guid.TryParseExact((await call.FormAsync())["id"], "D", out var id)) throw ApiErrors.Parameter("id", "the id of a task");
        try
        {
            var task = await call.Session.Records.GetAsync<FollowUp>(id, call.Cancelled);
            if (done != task.DoneAt is not null)
            {
                task.DoneAt = done ? call.Session.Now : null;
                await call.Session.Records.UpdateAsync(task, call.Cancelled);
            }
            call.GoTo(done ? WebLinks.With(call.Links.Home, ("done", id.ToString())) : call.Links.Home);
        }
        catch (CrmException refused) when (refused is CrmValidationException or CrmRuleException or CrmConflictException)
        {
            await AnswerAsync(call, refused.Errors, StatusCodes.Status422UnprocessableEntity);
        }
    }

    private static async Task AnswerAsync(WebCall call, IReadOnlyList<CrmError> errors, int status)
    {
        call.Slot = (CrmKit.Pages.HostPages.Home, null);
        var lists = new HomeLists(call);
        HomeList?[] work = [await lists.TasksAsync(), Filled(await lists.AppointmentsAsync()), Filled(await lists.CasesAsync())];
        HomeList?[] watch = [await lists.ClosingAsync(), await lists.LeadsAsync(), Filled(await lists.SharedAsync()), Filled(await lists.ShelvedAsync()), Filled(await lists.StuckAsync()), Filled(await lists.UnplannedAsync()), Filled(await lists.ContractsAsync())];
        var mine = call.Session.Actor.UserId is { } me && await call.Session.Records.FindAsync(new RecordRef("user", me), call.Cancelled) is Planning.User user ? (user.Id, user.TeamId) : default;
        await call.PageAsync<HomePage, HomeModel>(call.Texts["home.title"], new HomeModel
        {
            Today = call.Today.ToString("D", call.Format),
            Errors = errors,
            Done = Guid.TryParseExact(call.Query("done"), "D", out var done) ? await lists.DoneAsync(done) : null,
            Create = await CreateAsync(call),
            Work = [.. work.OfType<HomeList>()],
            Watch = [.. watch.OfType<HomeList>()],
            Recent = await lists.RecentAsync(),
            Targets = mine.Id == default ? [] : await TargetBars.OfAsync(call, (user, team) => user == mine.Id || (team is not null && team == mine.TeamId)),
            Mentions = await NotificationHandler.UnseenAsync(call),
            HasSetup = await Administration.SetupPage.IsOpenForAsync(call.Session, call.Cancelled),
            HasTeam = await TeamScope.OfAsync(call) is not null,
        }, status);
    }

    // What is rare says nothing when there is none of it.
    private static HomeList? Filled(HomeList? list) => list is { Lines.Count: > 0 } ? list : null;

    private static async Task<IReadOnlyList<NavigationLink>> CreateAsync(WebCall call)
    {
        var links = new List<NavigationLink>();
        foreach (var key in (string[])["lead", "follow-up"])
            if (call.Session.Catalog.TryType(key, out var type) && await call.MayAsync(type, Operations.Create)) links.Add(new NavigationLink(call.Texts.Format("form.new", type.Label.For(call.Culture)), call.Links.New(type)));
        return links;
    }
}
