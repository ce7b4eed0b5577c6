using CrmKit.Activities;
using CrmKit.Cases;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>What was said with the customer of a case, over whatever channel and about whatever, in one order: who helps knows it before he answers.</summary>
internal static class CaseConversation
{
    private const int Shown = 15;
    private const int LongestText = 600;

    private static readonly (Type Of, string Order)[] Kinds =
        [(typeof(PhoneCall), "-startsAt"), (typeof(EmailMessage), "-startsAt"), (typeof(ChannelMessage), "-startsAt"), (typeof(Appointment), "-startsAt"), (typeof(Note), "-createdAt")];

    public static async Task<ConversationModel> OfAsync(WebCall call, RecordTypeDefinition type, SupportCase item, IReadOnlySet<string> hidden)
    {
        var about = $"(regardingType eq '{type.Key}' and regardingId eq '{item.Id}')";
        if (item.ContactId is { } contact && !hidden.Contains("contactId")) about += $" or contactId eq '{contact}' or (regardingType eq 'contact' and regardingId eq '{contact}')";
        if (item.AccountId is { } account && !hidden.Contains("accountId")) about += $" or (regardingType eq 'account' and regardingId eq '{account}')";
        var said = new List<CrmActivity>();
        foreach (var (of, order) in Kinds) said.AddRange(await SaidAsync(call, call.Session.Catalog.Type(of), about, order));
        var latest = said.OrderByDescending(When).ThenByDescending(a => a.Id).Take(Shown).ToList();
        var lines = new List<ConversationLine>();
        foreach (var activity in latest) lines.Add(await LineAsync(call, type.Ref(item.Id), activity));
        return new ConversationModel(lines);
    }

    // A kind, or a field, that the person may not read says nothing here.
    private static async Task<IEnumerable<CrmActivity>> SaidAsync(WebCall call, RecordTypeDefinition kind, string about, string order)
    {
        if (!await call.MayAsync(kind, Access.Operations.Read)) return [];
        try
        {
            return (await call.Session.Records.QueryAsync(new RecordQuery(kind.Key) { Filter = about, OrderBy = order, Size = Shown }, call.Cancelled)).Items.Cast<CrmActivity>();
        }
        catch (CrmForbiddenException)
        {
            return [];
        }
    }

    private static async Task<ConversationLine> LineAsync(WebCall call, RecordRef shown, CrmActivity activity)
    {
        var kind = call.Session.Catalog.Type(activity.GetType());
        ActivityDirection? direction = activity switch { PhoneCall p => p.Direction, EmailMessage m => m.Direction, ChannelMessage c => c.Direction, _ => null };
        var channel = activity is ChannelMessage { Channel: { } code } ? kind.Field("channel").Options.FirstOrDefault(o => o.Code == code)?.Label.For(call.Culture) ?? code : kind.Label.For(call.Culture);
        var other = activity is { RegardingType: { } type, RegardingId: { } id } && new RecordRef(type, id) is var about && about != shown && call.Session.Catalog.TryType(type, out var definition)
            && await call.MayAsync(definition, Access.Operations.Read) && await call.Session.Records.FindAsync(about, call.Cancelled) is { } record
            ? new NavigationLink(await RecordNames.OfAsync(call, record), call.Links.Record(definition, id)) : null;
        return new ConversationLine(channel, direction switch { ActivityDirection.Incoming => true, ActivityDirection.Outgoing => false, _ => null }, call.Text.Moment(When(activity)), RecordNames.Of(call, kind, activity, await call.HiddenAsync(kind)),
            call.Links.Record(kind, activity.Id), TextOf(activity.Body), other);
    }

    private static DateTimeOffset When(CrmActivity activity) => activity.StartsAt ?? activity.CreatedAt;

    private static string? TextOf(string? body) => body is null || body.Length <= LongestText ? body : string.Concat(body.AsSpan(0, char.IsHighSurrogate(body[LongestText - 2]) ? LongestText - 2 : LongestText - 1), "…");
}
