using CrmKit.Access;
using CrmKit.Activities;
using CrmKit.AspNetCore;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>What is to be done about a record, what happened, and the small form that adds to both.</summary>
internal static class RecordTimeline
{
    private const int Shown = 20;

    /// <summary>The kinds that people log, as they do most first.</summary>
    private static readonly IReadOnlyList<Type> Logged = [typeof(Note), typeof(PhoneCall), typeof(ChannelMessage), typeof(FollowUp), typeof(Appointment)];

    public static async Task<TimelineModel> ReadAsync(WebCall call, RecordRef record, Record shown)
    {
        var begun = await CaseAsync(call, record, shown);
        var page = await call.Session.Timeline.ForAsync(record, Shown, call.Query("timeline"), call.Cancelled);
        var names = await ActorNames.LoadAsync(call.Session, page.Items.Select(e => e.ActorId), call.Cancelled);
        return new TimelineModel(
            [.. page.Items.Select(entry => new TimelineLine(
                call.Text.Moment(entry.At), entry.Kind,
                call.Session.Catalog.TryType(entry.Kind, out var activity) ? activity.Label.For(call.Culture) : call.Texts.Find("timeline." + entry.Kind) ?? entry.Kind,
                entry.Title.For(call.Culture), entry is { Kind: "stage" or "change", Detail: { Chinese: null } note } ? SaidTexts.Of(SaidTexts.Change, note.English, call.Culture, call.Session.Catalog) : entry.Detail?.For(call.Culture), names.Of(entry.ActorId),
                entry.Record is { } behind && behind != record && call.Session.Catalog.TryType(behind.Type, out var type) ? call.Links.Record(type, behind.Id) : null)
            {
                OpenCase = entry.Kind == "phone-call" && begun is not null
                    ? WebLinks.With(call.Links.New(call.Session.Catalog.Type(typeof(Cases.SupportCase))), [.. begun, ("f.subject", entry.Title.For(call.Culture)), ("f.description", entry.Detail?.For(call.Culture)), ("f.channel", "phone")]) : null,
            })],
            page.Next is { } next ? WebLinks.With(call.Links.Record(call.Type, record.Id), ("timeline", next)) : null,
            call.Query("timeline") is null ? null : call.Links.Record(call.Type, record.Id));
    }

    // What a case is known to be about already; none for leads, who are no customers yet, and beside a case.
    private static async Task<IReadOnlyList<(string Name, string? Value)>?> CaseAsync(WebCall call, RecordRef record, Record shown)
    {
        var (type, cases) = (call.Session.Catalog.Type(record.Type), call.Session.Catalog.Type(typeof(Cases.SupportCase)));
        if (record.Type is "case" or "lead" || !await call.MayAsync(cases, Operations.Create)) return null;
        var hidden = await call.HiddenAsync(type);
        var (contact, account) = (record.Type == "contact" ? record.Id : Of("contactId"), record.Type == "account" ? record.Id : Of("accountId"));
        return contact is null && account is null ? null : [("f.accountId", account?.ToString()), ("f.contactId", contact?.ToString()), ("f.orderId", record.Type == "order" ? record.Id.ToString() : null)];

        Guid? Of(string key) => type.TryField(key, out var field) && !hidden.Contains(key) ? field.Get(shown) as Guid? : null;
    }

    /// <summary>What somebody still has to do about a record, the most urgent first.</summary>
    public static async Task<IReadOnlyList<RecordTask>> TasksAsync(WebCall call, RecordRef record)
    {
        var type = call.Session.Catalog.Type(typeof(FollowUp));
        var hidden = await call.HiddenAsync(type);
        if (!await call.MayAsync(type, Operations.Read) || hidden.Overlaps(["regardingType", "regardingId", "doneAt", "dueAt"])) return [];
        Guid? about = record.Id;
        var open = await call.Session.Records.ListAsync(
            new Specification<FollowUp>(f => f.RegardingId == about && f.RegardingType == record.Type && f.DoneAt == null).OrderBy(f => f.DueAt).Take(Shown), call.Cancelled);
        var may = open.Count == 0 ? [] : await call.Session.Access.MayAsync(type, Operations.Update, [.. open], call.Cancelled);
        return [.. open.Zip(may, (f, isMine) => new RecordTask(
            RecordNames.Of(call, type, f, hidden), call.Links.Record(type, f.Id), f.DueAt is { } due ? call.Text.Moment(due) : "", f.DueAt < call.Session.Now,
            isMine ? call.Links.Act(type, f.Id, "done") : null, f.Version))];
    }

    /// <summary>The form; none for what nothing is logged about, and for who may log nothing.</summary>
    public static async Task<LogModel?> LogAsync(WebCall call, RecordTypeDefinition type, Record record, LogEntry? typed)
    {
        if (record is not RootRecord or CrmActivity) return null;
        var kinds = await KindsAsync(call);
        return kinds.Count == 0 ? null : new LogModel(call.Links.Act(type, record.Id, "log"), [.. kinds.Select(k => new FieldChoice(k.Key, k.Label.For(call.Culture)))],
            [.. kinds.Where(k => k.ClrType == typeof(ChannelMessage)).SelectMany(k => k.Field("channel").Options).Select(o => new FieldChoice(o.Code, o.Label.For(call.Culture)))], typed ?? new LogEntry(kinds[0].Key, "", "", "", []));
    }

    public static async Task<IReadOnlyList<RecordTypeDefinition>> KindsAsync(WebCall call)
    {
        var kinds = new List<RecordTypeDefinition>();
        foreach (var kind in Logged.Select(call.Session.Catalog.Type))
            if (await call.MayAsync(kind, Operations.Create)) kinds.Add(kind);
        return kinds;
    }
}
