using CrmKit.Access;
using CrmKit.Views;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace CrmKit.Web;

/// <summary>Keeps what a list shows as a saved view, and changes, renames and removes views.</summary>
internal static class ViewHandler
{
    private const int MostTeams = 200;

    public static async Task ShowAsync(WebCall call)
    {
        await call.DemandListAsync(call.Type);
        var asked = await ListAsked.ReadAsync(call, call.Http.Request.Query);
        await AnswerAsync(call, asked, asked.View?.Name, asked.View?.Sharing ?? ViewSharing.Private, asked.View?.TeamId, [], StatusCodes.Status200OK);
    }

    public static async Task SaveAsync(WebCall call)
    {
        await call.DemandListAsync(call.Type);
        var form = await call.FormAsync();
        var asked = await ListAsked.ReadAsync(call, QueryHelpers.ParseQuery(form["list"]));
        var sharing = SharingOf(form["sharing"]);
        var team = sharing == ViewSharing.Team && Guid.TryParse(form["team"], out var id) ? id : (Guid?)null;
        var name = WebCall.Whole("name", form["name"].ToString());
        try
        {
            var isNew = asked.View is null || form["act"] == "copy";
            if (form["act"] == "remove" && asked.View is { } old)
            {
                await call.Session.Views.RemoveAsync(old.Id, call.Cancelled);
                if (ViewDefaults.Of(call.Http.Request, asked.Type) == old.Id.ToString()) ViewDefaults.Keep(call.Http, asked.Type, null);
                call.GoTo(call.Links.List(asked.Type) + "?view=" + ListAsked.NoView);
                return;
            }
            var kept = await call.Session.Views.SaveAsync(new SavedView
            {
                Id = isNew ? Guid.Empty : asked.View!.Id,
                RecordType = asked.Type.Key,
                Name = name,
                Filter = asked.FilterInForce,
                OrderBy = asked.OrderInForce,
                Columns = asked.HasColumns || asked.View is { Columns.Count: > 0 } ? [.. asked.Columns.Select(c => c.Key)] : [],
                Sharing = sharing,
                TeamId = team,
            }, call.Cancelled);
            if (form["first"].Contains("true")) ViewDefaults.Keep(call.Http, asked.Type, kept.Id);
            else if (ViewDefaults.Of(call.Http.Request, asked.Type) == kept.Id.ToString()) ViewDefaults.Keep(call.Http, asked.Type, null);
            call.GoTo(WebLinks.With(call.Links.List(asked.Type), ("view", kept.Id.ToString())));
        }
        catch (CrmException refused) when (refused is CrmValidationException or CrmForbiddenException)
        {
            await AnswerAsync(call, asked, name, sharing, team, refused.Errors, refused is CrmForbiddenException ? StatusCodes.Status403Forbidden : StatusCodes.Status422UnprocessableEntity);
        }
    }

    /// <summary>With whom something is shared, as forms say it; with nobody where they do not.</summary>
    public static ViewSharing SharingOf(string? code) => code is not null && EnumCode.Codes(typeof(ViewSharing)).Contains(code) ? (ViewSharing)EnumCode.Parse(typeof(ViewSharing), code) : ViewSharing.Private;

    private static async Task AnswerAsync(WebCall call, ListAsked asked, string? name, ViewSharing sharing, Guid? team, IReadOnlyList<CrmError> errors, int status)
    {
        var type = asked.Type;
        await call.PageAsync<ViewPage, ViewModel>(asked.View is { } view ? call.Texts.Format("view.title", view.Name) : call.Texts["view.keep"], new ViewModel
        {
            Address = call.Links.List(type) + "/_view",
            Back = call.Links.List(type) + asked.Query,
            List = asked.Query,
            Errors = errors,
            IsNew = asked.View is null,
            Name = name ?? "",
            Filter = asked.FilterInForce,
            Sharing = EnumCode.Of(sharing),
            Sharings = [.. EnumCode.Codes(typeof(ViewSharing)).Select(c => new FieldChoice(c, call.Texts["view.sharing." + c]))],
            Team = team?.ToString(),
            Teams = await TeamsAsync(call),
            IsFirst = asked.View is not null && ViewDefaults.Of(call.Http.Request, type) == asked.View.Id.ToString(),
        }, status);
    }

    /// <summary>The teams that something can be shared with.</summary>
    public static async Task<IReadOnlyList<FieldChoice>> TeamsAsync(WebCall call)
    {
        var type = call.Session.Catalog.Type("team");
        if (!await call.MayAsync(type, Operations.Read)) return [];
        var hidden = await call.HiddenAsync(type);
        var teams = await call.Session.Records.QueryAsync(new RecordQuery(type.Key) { Size = MostTeams, OrderBy = type.NameField }, call.Cancelled);
        return [.. teams.Items.Select(t => new FieldChoice(t.Id.ToString(), RecordNames.Of(call, type, t, hidden)))];
    }
}
