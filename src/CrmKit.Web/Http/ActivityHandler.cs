using System.Globalization;
using CrmKit.Activities;
using CrmKit.AspNetCore;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>Logs what happened around a record, and ticks off what was to be done.</summary>
internal static class ActivityHandler
{
    /// <summary>One small form for a note, a call, a message, a task and a meeting. Without a time it is now, for a task the next morning.</summary>
    public static async Task LogAsync(WebCall call)
    {
        var record = await call.Session.Records.GetAsync(call.Ref, call.Cancelled);
        var form = await call.FormAsync();
        var typed = new LogEntry(form["kind"].ToString(), form["subject"].ToString().Trim(), form["body"].ToString().Trim(), form["at"].ToString(), []) { Channel = form["channel"].ToString(), IsIncoming = form["direction"] == "incoming" };
        if (record is not RootRecord or CrmActivity || (await RecordTimeline.KindsAsync(call)).All(k => k.Key != typed.Kind)) throw ApiErrors.Parameter("kind", "something that you may log about this record");
        DateTimeOffset? at = null;
        try
        {
            if (typed.At.Length > 0 && (at = call.Text.Instant(typed.At)) is null) throw new CrmValidationException(new CrmError("field.type", call.Texts["log.at-wrong"]));
            var activity = Make(call, typed, at);
            (activity.RegardingType, activity.RegardingId) = (call.Type.Key, record.Id);
            if (call.Type.Key == "contact") activity.ContactId = record.Id;
            (activity.Subject, activity.Body) = Parted(typed);
            await call.Session.Records.CreateAsync<Record>(activity, null, call.Cancelled);
            call.GoTo(call.BackOr(form["back"], call.Links.Record(call.Type, record.Id)));
        }
        catch (CrmException refused) when (refused is CrmValidationException or CrmRuleException)
        {
            await RecordHandler.AnswerAsync(call, [], typed with { Errors = refused.Errors }, StatusCodes.Status422UnprocessableEntity);
        }
    }

    /// <summary>It is done now; with <c>undo</c> it is not done yet after all.</summary>
    public static Task DoneAsync(WebCall call) => ActHandler.ActAsync(call, async form =>
    {
        if (!call.Type.ClrType.IsSubclassOf(typeof(CrmActivity))) throw ApiErrors.RouteUnknown();
        object? done = form["undo"] == "true" ? null : call.Session.Now;
        await call.Session.Records.SaveAsync(new ChangeSet().Patch(call.Ref, new Dictionary<string, object?> { ["doneAt"] = done }, ActHandler.Version(form)), call.Cancelled);
        return call.BackOr(form["back"], call.Links.Record(call.Type, call.Ref.Id));
    });

    private static CrmActivity Make(WebCall call, LogEntry typed, DateTimeOffset? at) => typed.Kind switch
    {
        "phone-call" => new PhoneCall { StartsAt = at ?? call.Session.Now, DoneAt = at > call.Session.Now ? null : at ?? call.Session.Now },
        "channel-message" => new ChannelMessage { StartsAt = at ?? call.Session.Now, Channel = typed.Channel.Length == 0 ? null : typed.Channel, Direction = typed.IsIncoming ? ActivityDirection.Incoming : ActivityDirection.Outgoing },
        "follow-up" => new FollowUp { DueAt = at ?? call.Text.Instant(call.Today.AddDays(1).ToString("yyyy-MM-dd'T09:00'", CultureInfo.InvariantCulture)) },
        "appointment" => new Appointment { StartsAt = at ?? call.Session.Now },
        _ => new Note { StartsAt = at },
    };

    // Whoever writes only the text means its first line as what it is about.
    private static (string Subject, string? Body) Parted(LogEntry typed)
    {
        const int longest = 200;
        if (typed.Subject.Length > 0 || typed.Body.Length == 0) return (typed.Subject, typed.Body.Length == 0 ? null : typed.Body);
        var first = typed.Body.Split('\n', 2)[0].Trim();
        return first.Length <= longest ? (first, first == typed.Body ? null : typed.Body) : (string.Concat(first.AsSpan(0, longest - 1), "…"), typed.Body);
    }
}
