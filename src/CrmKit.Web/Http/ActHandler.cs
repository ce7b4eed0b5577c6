using System.Globalization;
using CrmKit.Access;
using CrmKit.AspNetCore;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>What changes the state of a record by one button: each is its own door's. What is refused comes back as the record's page with the reason on top.</summary>
internal static class ActHandler
{
    public static Task DeleteAsync(WebCall call) => ActAsync(call, async form =>
    {
        await call.Session.Records.DeleteAsync(call.Ref, Version(form), call.Cancelled);
        return call.Links.Record(call.Type, call.Ref.Id); // where it can be brought back
    });

    public static Task RestoreAsync(WebCall call) => ActAsync(call, async form =>
    {
        await call.Session.Records.SaveAsync(new ChangeSet().Restore(call.Ref, Version(form)), call.Cancelled);
        return call.Links.Record(call.Type, call.Ref.Id);
    });

    public static Task ReopenAsync(WebCall call) => ActAsync(call, async form =>
    {
        await call.Session.Pipelines.ReopenAsync([call.Ref], null, call.Cancelled);
        return call.BackOr(form["back"], call.Links.Record(call.Type, call.Ref.Id));
    });

    public static Task ClaimAsync(WebCall call) => ActAsync(call, async form =>
    {
        await call.Session.Assignments.ClaimAsync([call.Ref], call.Cancelled);
        return call.BackOr(form["back"], call.Links.Record(call.Type, call.Ref.Id));
    });

    /// <summary>Gives a record to somebody by name, or to a team; nobody means the pool of that team, or of its own.</summary>
    public static Task AssignAsync(WebCall call) => ActAsync(call, async form =>
    {
        var reader = new FormReader(call, call.Type, form);
        var owner = call.Type.Field("ownerId");
        var team = await reader.ReferenceAsync(call.Type.Field("teamId"));
        var user = await reader.ReferenceAsync(owner);
        if (reader.Errors.Count > 0) throw new CrmValidationException(reader.Errors);
        if (user is { } id) await call.Session.Assignments.AssignAsync([call.Ref], id, team, call.Cancelled);
        else await call.Session.Assignments.ReleaseAsync([call.Ref], team, call.Cancelled);
        // Giving a record away may hide it from the giver.
        var isSeen = await call.Session.Records.FindAsync(call.Ref, call.Cancelled) is not null;
        return call.BackOr(form["back"], isSeen ? call.Links.Record(call.Type, call.Ref.Id) : call.Links.List(call.Type));
    });

    /// <summary>What a person may do with a record, and why not.</summary>
    public static async Task RightsAsync(WebCall call)
    {
        var record = await call.Session.Records.GetAsync(call.Ref, call.Cancelled);
        var lines = new List<RightLine>();
        foreach (var operation in Enum.GetValues<Operations>().Where(o => int.IsPow2((int)o) && (call.Type.IsRoot || o is Operations.Read or Operations.Create or Operations.Update or Operations.Delete)))
        {
            var answer = await call.Session.Access.ExplainAsync(null, operation, call.Type.Key, call.Ref.Id, null, call.Cancelled);
            lines.Add(new RightLine(call.Texts.Find("right." + EnumCode.Of(operation)) ?? EnumCode.Of(operation), answer.IsAllowed, answer.Text.For(call.Culture)));
        }
        await call.PageAsync<RightsPage, RightsModel>(await RecordNames.OfAsync(call, record), new RightsModel(call.Links.Record(call.Type, record.Id), lines));
    }

    /// <summary>Runs an act and goes where it says; a refusal is shown on the record's page, or on the page that it was asked from.</summary>
    public static async Task ActAsync(WebCall call, Func<IFormCollection, Task<string>> act)
    {
        var form = await call.FormAsync();
        try
        {
            call.GoTo(await act(form));
        }
        catch (CrmException refused) when (refused is CrmValidationException or CrmRuleException or CrmConflictException)
        {
            await RecordHandler.AnswerAsync(call, refused.Errors, null, refused is CrmConflictException ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity);
        }
    }

    public static int? Version(IFormCollection form) => form["version"].ToString() is { Length: > 0 } text
        ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : throw ApiErrors.Parameter("version", "a whole number") : null;
}
