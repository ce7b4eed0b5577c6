using System.Globalization;
using CrmKit.Access;
using CrmKit.AspNetCore;
using CrmKit.Notifications;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>What waits for a person: a bell with a number on every page, and behind it what is due and who mentioned him.</summary>
internal static class NotificationHandler
{
    private static readonly NotificationKind[] Mentions = [NotificationKind.Mention];
    private static readonly string[] Told = ["follow-up", "note"];

    public static async Task ShowAsync(WebCall call)
    {
        var lines = await LinesAsync(call, await call.Session.Notifications.ReadAsync(null, call.Cancelled));
        await call.PageAsync<NotificationPage, NotificationModel>(call.Texts["notifications.title"], new NotificationModel([.. lines.Where(l => !l.IsMention)], [.. lines.Where(l => l.IsMention)]));
    }

    /// <summary>The number alone: pages ask for it when they come up, and when something is written.</summary>
    public static async Task CountAsync(WebCall call)
    {
        var count = await call.Session.Notifications.CountAsync(call.Cancelled);
        await call.FragmentAsync<NotificationCount, CountModel>(new CountModel(count == 0 ? "" : count > 99 ? "99+" : count.ToString(CultureInfo.InvariantCulture)), StatusCodes.Status200OK);
    }

    /// <summary>Marks one mention as seen, or all of them.</summary>
    public static async Task SeeAsync(WebCall call)
    {
        var form = await call.FormAsync();
        IReadOnlyList<Guid> ids = form["id"] is [{ Length: > 0 } text] ? [Guid.TryParseExact(text, "D", out var id) ? id : throw ApiErrors.Parameter("id", "the id of a mention")]
            : [.. (await call.Session.Notifications.ReadAsync(Mentions, call.Cancelled)).Where(n => !n.IsSeen).Select(n => n.Id)];
        await call.Session.Notifications.SeeAsync(ids, call.Cancelled);
        call.GoTo(call.BackOr(form["back"], call.Links.Notifications));
    }

    /// <summary>Where it is told that there may be something new; <see langword="null"/> for those who would not be told.</summary>
    public static async Task<string?> LiveAsync(WebCall call)
    {
        if (call.Session.Actor.UserId is null) return null;
        var types = new List<string>();
        foreach (var key in Told)
            if (call.Session.Catalog.TryType(key, out var type) && await call.MayAsync(type, Operations.Read)) types.Add(key);
        return types.Count == 0 ? null : $"{call.Links.Root}/_live?types={string.Join(',', types)}";
    }

    /// <summary>Mentions that were not seen yet, for the home page.</summary>
    public static async Task<IReadOnlyList<NotificationLine>> UnseenAsync(WebCall call) =>
        await LinesAsync(call, [.. (await call.Session.Notifications.ReadAsync(Mentions, call.Cancelled)).Where(n => !n.IsSeen)]);

    private static async Task<IReadOnlyList<NotificationLine>> LinesAsync(WebCall call, IReadOnlyList<Notification> found)
    {
        var due = new DueText(call.Texts, call.Format, call.Session.Zone, call.Session.Now);
        var names = new Dictionary<RecordRef, string>();
        foreach (var group in found.SelectMany(n => (RecordRef?[])[n.About, n.ById is { } by ? new RecordRef("user", by) : null]).OfType<RecordRef>().Distinct().GroupBy(r => r.Type))
        {
            if (!call.Session.Catalog.TryType(group.Key, out var type) || !await call.MayAsync(type, Operations.Read)) continue;
            foreach (var record in await call.Session.Records.GetManyAsync(group.Key, [.. group.Select(r => r.Id)], call.Cancelled)) names[type.Ref(record.Id)] = await RecordNames.OfAsync(call, record);
        }
        return [.. found.Select(Line)];

        NotificationLine Line(Notification one)
        {
            var isMention = one.Kind == NotificationKind.Mention;
            var (when, isLate) = isMention ? (call.Text.Moment(one.At), false) : one.Kind is NotificationKind.StepDue or NotificationKind.LargeDeal ? due.Of(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(one.At, TimeZoneInfo.FindSystemTimeZoneById(call.Engine.TimeZone)).DateTime)) : due.Of(one.At);
            var by = one.ById is { } id ? names.GetValueOrDefault(new RecordRef("user", id)) : null;
            return new NotificationLine
            {
                Id = one.Id,
                IsMention = isMention,
                IsSeen = one.IsSeen,
                Title = one.Title ?? call.Texts[isMention ? "notifications.hidden" : "value.not-visible"],
                Address = one.Record is { } record && call.Session.Catalog.TryType(record.Type, out var type) ? call.Links.Record(type, record.Id) : null,
                About = one.About is { } about && names.TryGetValue(about, out var name) && call.Session.Catalog.TryType(about.Type, out var other) ? new NavigationLink(name, call.Links.Record(other, about.Id)) : null,
                What = isMention ? by is null ? call.Texts["notifications.mentioned"] : call.Texts.Format("notifications.mentioned-by", by) : call.Texts["notifications." + EnumCode.Of(one.Kind)],
                When = when,
                IsLate = isLate,
            };
        }
    }
}
