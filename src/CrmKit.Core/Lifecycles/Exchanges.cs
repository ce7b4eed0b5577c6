using CrmKit.Access;
using CrmKit.Accounts;
using CrmKit.Activities;
using CrmKit.Sessions;

namespace CrmKit.Lifecycles;

/// <summary>Calls, mails, messages and appointments with customers that have happened, as far as the actor may see them: with a contact or about him; of an account those about it and those with its people.</summary>
internal sealed class Exchanges(CrmSession session, RecordSource source) : ISessionService
{
    private const int Chunk = 500;
    private static readonly string[] Told = ["direction", "startsAt", "doneAt", "channel"];

    /// <summary>By customer, oldest first.</summary>
    public async Task<ILookup<Guid, Exchange>> OfAsync(bool isContact, IReadOnlyCollection<Guid> customers, CancellationToken cancellationToken)
    {
        var people = isContact ? customers.ToDictionary(c => c) : await PeopleAsync(customers, cancellationToken);
        var found = new List<(Guid Customer, Exchange Exchange)>();
        await AddAsync<PhoneCall>(found, isContact, customers, people, "phone", static (c, e) => e with { IsIncoming = c.Direction == ActivityDirection.Incoming, IsReached = c.Direction == ActivityDirection.Incoming || c.DurationSeconds > 0 }, cancellationToken);
        await AddAsync<EmailMessage>(found, isContact, customers, people, "email", static (m, e) => e with { IsIncoming = m.Direction == ActivityDirection.Incoming, IsReached = m.Direction == ActivityDirection.Incoming }, cancellationToken);
        await AddAsync<ChannelMessage>(found, isContact, customers, people, Exchange.Other, static (m, e) => e with { Channel = m.Channel ?? Exchange.Other, IsIncoming = m.Direction == ActivityDirection.Incoming, IsReached = m.Direction == ActivityDirection.Incoming }, cancellationToken);
        await AddAsync<Appointment>(found, isContact, customers, people, "visit", static (a, e) => e with { IsReached = a.DoneAt is not null }, cancellationToken);
        return found.DistinctBy(f => (f.Customer, f.Exchange.Record)).OrderBy(f => f.Exchange.At).ThenBy(f => f.Exchange.Record.Id).ToLookup(f => f.Customer, f => f.Exchange);
    }

    /// <summary>Mails and messages of a time with anybody, by the person, or by what they were about where they name none; oldest first: what answers what is told by their order.</summary>
    public async Task<ILookup<Guid, Exchange>> WrittenAsync(DateTimeOffset from, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var met = new List<Met>();
        await AddAllAsync<EmailMessage, Met>(met, mails => mails.Select(m => new Met { ContactId = m.ContactId, RegardingId = m.RegardingId, At = m.DoneAt ?? m.StartsAt, Channel = "email", Direction = m.Direction }), from, end, cancellationToken);
        await AddAllAsync<ChannelMessage, Met>(met, messages => messages.Select(m => new Met { ContactId = m.ContactId, RegardingId = m.RegardingId, At = m.DoneAt ?? m.StartsAt, Channel = m.Channel, Direction = m.Direction }), from, end, cancellationToken);
        return met.OrderBy(m => m.At).ToLookup(m => (m.ContactId ?? m.RegardingId)!.Value, m => new Exchange(default, m.At!.Value, m.Channel ?? Exchange.Other)
        {
            IsIncoming = m.Direction == ActivityDirection.Incoming,
            IsReached = m.Direction == ActivityDirection.Incoming,
        });
    }

    /// <summary>Calls and appointments of a time with anybody, one line for each person and channel, counted where they are stored.</summary>
    public async Task<IReadOnlyList<ChannelFigures>> SpokenAsync(DateTimeOffset from, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var told = new List<Spoken>();
        await AddAllAsync<PhoneCall, Spoken>(told, calls => calls.GroupBy(c => c.ContactId ?? c.RegardingId).Select(g => new Spoken
        {
            Channel = "phone", Outgoing = g.Count(c => c.Direction != ActivityDirection.Incoming), Incoming = g.Count(c => c.Direction == ActivityDirection.Incoming), Answered = g.Count(c => c.Direction != ActivityDirection.Incoming && c.DurationSeconds > 0),
        }), from, end, cancellationToken);
        await AddAllAsync<Appointment, Spoken>(told, visits => visits.GroupBy(a => a.ContactId ?? a.RegardingId).Select(g => new Spoken { Channel = "visit", Outgoing = g.Count(), Answered = g.Count(a => a.DoneAt != null) }), from, end, cancellationToken);
        return told.ConvertAll(s => new ChannelFigures(s.Channel, s.Outgoing, s.Incoming, s.Answered, null));
    }

    private async Task AddAllAsync<T, TRow>(List<TRow> rows, Func<IQueryable<T>, IQueryable<TRow>> read, DateTimeOffset from, DateTimeOffset end, CancellationToken cancellationToken) where T : CrmActivity
    {
        var type = session.Catalog.Type(typeof(T));
        if (await session.Access.ScopeAsync(type, Operations.Read, cancellationToken) == AccessScope.None) return;
        if ((await session.Access.HiddenFieldsAsync(type, cancellationToken)).Overlaps(Told)) return;
        var happened = (await source.VisibleAsync<T>(type, RecordLife.Alive, cancellationToken)).Where(a => (a.DoneAt ?? a.StartsAt) >= from && (a.DoneAt ?? a.StartsAt) < end && (a.ContactId != null || a.RegardingId != null));
        rows.AddRange(await (await session.ReaderAsync(cancellationToken)).ListAsync(read(happened), cancellationToken));
    }

    private async Task<Dictionary<Guid, Guid>> PeopleAsync(IReadOnlyCollection<Guid> accounts, CancellationToken cancellationToken)
    {
        var type = session.Catalog.Type(typeof(Contact));
        if ((await session.Access.HiddenFieldsAsync(type, cancellationToken)).Contains("accountId")) return [];
        var contacts = await source.VisibleAsync<Contact>(type, RecordLife.Alive, cancellationToken);
        var reader = await session.ReaderAsync(cancellationToken);
        var people = new Dictionary<Guid, Guid>();
        foreach (var some in accounts.Select(a => (Guid?)a).Chunk(Chunk))
            foreach (var contact in await reader.ListAsync(contacts.Where(c => some.Contains(c.AccountId)).Select(c => new { c.Id, c.AccountId }), cancellationToken)) people[contact.Id] = contact.AccountId!.Value;
        return people;
    }

    private async Task AddAsync<T>(List<(Guid, Exchange)> found, bool isContact, IReadOnlyCollection<Guid> customers, Dictionary<Guid, Guid> people, string channel, Func<T, Exchange, Exchange> read, CancellationToken cancellationToken)
        where T : CrmActivity
    {
        var type = session.Catalog.Type(typeof(T));
        if (await session.Access.ScopeAsync(type, Operations.Read, cancellationToken) == AccessScope.None) return;
        var hidden = await session.Access.HiddenFieldsAsync(type, cancellationToken);
        if (hidden.Overlaps(Told)) return;
        var (reader, now, about) = (await session.ReaderAsync(cancellationToken), session.Now, isContact ? "contact" : "account");
        var happened = (await source.VisibleAsync<T>(type, RecordLife.Alive, cancellationToken)).Where(a => (a.DoneAt ?? a.StartsAt) != null && (a.DoneAt ?? a.StartsAt) <= now);
        foreach (var some in people.Keys.Select(p => (Guid?)p).Chunk(Chunk))
            foreach (var activity in await reader.ListAsync(happened.Where(a => some.Contains(a.ContactId)), cancellationToken)) found.Add((people[activity.ContactId!.Value], Read(activity)));
        foreach (var some in customers.Select(c => (Guid?)c).Chunk(Chunk))
            foreach (var activity in await reader.ListAsync(happened.Where(a => some.Contains(a.RegardingId) && a.RegardingType == about), cancellationToken)) found.Add((activity.RegardingId!.Value, Read(activity)));

        Exchange Read(T activity) => read(activity, new Exchange(type.Ref(activity.Id), (activity.DoneAt ?? activity.StartsAt)!.Value, channel) { Subject = hidden.Contains("subject") ? null : activity.Subject });
    }

    private sealed class Met
    {
        public Guid? ContactId { get; init; }
        public Guid? RegardingId { get; init; }
        public DateTimeOffset? At { get; init; }
        public string? Channel { get; init; }
        public ActivityDirection Direction { get; init; }
    }

    private sealed class Spoken
    {
        public string Channel { get; init; } = "";
        public int Outgoing { get; init; }
        public int Incoming { get; init; }
        public int Answered { get; init; }
    }
}

/// <summary>A contact with a customer.</summary>
/// <param name="Record">The call, mail, message or appointment.</param>
/// <param name="At">When.</param>
/// <param name="Channel">Over which channel.</param>
internal sealed record Exchange(RecordRef Record, DateTimeOffset At, string Channel)
{
    /// <summary>A channel that nobody named.</summary>
    public const string Other = "other";

    public string? Subject { get; init; }

    /// <summary>Whether the customer began it.</summary>
    public bool IsIncoming { get; init; }

    /// <summary>Whether the customer took part: he wrote or called, took the call, kept the appointment.</summary>
    public bool IsReached { get; init; }
}
