using CrmKit.Access;
using CrmKit.Activities;
using CrmKit.Cases;
using CrmKit.Opportunities;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Notifications;

/// <summary>What is due, by one filter for each kind, through the door of records and so with the actor's rights; and the rows of his mentions.</summary>
internal sealed class NotificationsDoor(CrmSession session, RecordLoader loader, LargeDeals large, LedRecords led) : INotifications
{
    private const int MostShown = 50;
    private const int MostCounted = 100;
    private const int MostSeen = 500;
    private const int Days = 90;
    private static readonly string[] Seeing = [nameof(MentionEntry.SeenAt)];

    private static readonly (NotificationKind Kind, Type Of, string Filter, string Order)[] Due =
    [
        (NotificationKind.TaskDue, typeof(FollowUp), "ownerId eq me() and doneAt eq null and dueAt lt today(1)", "dueAt"),
        (NotificationKind.StepDue, typeof(Opportunity), "ownerId eq me() and stageCategory eq 'open' and nextStepOn le today()", "nextStepOn"),
        (NotificationKind.CaseDue, typeof(SupportCase), "ownerId eq me() and stageCategory eq 'open' and resolutionDueAt lt now()", "resolutionDueAt"),
    ];

    public async Task<IReadOnlyList<Notification>> ReadAsync(IReadOnlyCollection<NotificationKind>? kinds = null, CancellationToken cancellationToken = default)
    {
        var found = new List<Notification>();
        if (session.Actor.UserId is not { } me) return found;
        foreach (var due in await DueAsync(kinds, cancellationToken))
            if (await QueryAsync(due.Of, due.Filter, new RecordQuery(session.Catalog.Type(due.Of).Key) { OrderBy = due.Order, Size = MostShown }, cancellationToken) is { } page)
                found.AddRange(page.Items.Select(r => OfRecord(due.Kind, page, r)));
        found.Sort((a, b) => a.At.CompareTo(b.At));
        return [.. found, .. kinds is null || kinds.Contains(NotificationKind.Mention) ? await MentionsAsync(me, cancellationToken) : []];
    }

    public async Task<int> CountAsync(CancellationToken cancellationToken = default)
    {
        if (session.Actor.UserId is not { } me) return 0;
        var count = 0L;
        foreach (var due in await DueAsync(null, cancellationToken))
            count += (await QueryAsync(due.Of, due.Filter, new RecordQuery(session.Catalog.Type(due.Of).Key) { OrderBy = due.Order, Size = 1, WithTotal = true, TotalLimit = MostCounted }, cancellationToken))?.Total ?? 0;
        var (reader, since) = (await session.ReaderAsync(cancellationToken), session.Now.AddDays(-Days));
        var unseen = await reader.ListAsync(reader.Query<MentionEntry>().Where(m => m.UserId == me && m.SeenAt == null && m.At >= since).OrderByDescending(m => m.At).Take(MostCounted), cancellationToken);
        return (int)count + (await StandingAsync(unseen, cancellationToken)).Count;
    }

    public async Task SeeAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (ids.Count > MostSeen) throw new CrmValidationException(NotificationErrors.Limit(MostSeen));
        if (session.Actor.UserId is not { } me || ids.Count == 0) return;
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var named = ids.ToList();
        var batch = new StoreBatch();
        foreach (var row in await work.Transaction.ListAsync(work.Transaction.Query<MentionEntry>().Where(m => m.UserId == me && m.SeenAt == null && named.Contains(m.Id)), cancellationToken))
        {
            row.SeenAt = session.Now;
            batch.RowUpdates.Add(new StoreRowUpdate(row, Seeing));
        }
        if (batch.RowUpdates.Count > 0) await work.Transaction.WriteAsync(batch, cancellationToken);
        await work.CommitAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<(NotificationKind Kind, Type Of, string Filter, string Order)>> DueAsync(IReadOnlyCollection<NotificationKind>? kinds, CancellationToken cancellationToken)
    {
        List<(NotificationKind Kind, Type Of, string Filter, string Order)> due = [.. Due.Where(d => kinds is null || kinds.Contains(d.Kind))];
        if ((kinds is null || kinds.Contains(NotificationKind.LargeDeal)) && await large.FilterAsync(cancellationToken) is { } filter) due.Add((NotificationKind.LargeDeal, typeof(Opportunity), filter, "expectedCloseOn"));
        if (kinds is null || kinds.Contains(NotificationKind.AnswerDue))
            due.Add((NotificationKind.AnswerDue, typeof(SupportCase), $"({await led.FilterAsync(cancellationToken)}) and stageCategory eq 'open' and firstRespondedAt eq null and firstResponseDueAt lt now()", "firstResponseDueAt"));
        return due;
    }

    // A type or a field that the actor may not read has nothing to remind him of.
    private async Task<RecordPage?> QueryAsync(Type of, string filter, RecordQuery query, CancellationToken cancellationToken)
    {
        if (await session.Access.ScopeAsync(session.Catalog.Type(of), Operations.Read, cancellationToken) == AccessScope.None) return null;
        try
        {
            return await session.Records.QueryAsync(query with { Filter = filter }, cancellationToken);
        }
        catch (CrmForbiddenException)
        {
            return null;
        }
    }

    private Notification OfRecord(NotificationKind kind, RecordPage page, Record record) => new(record.Id, kind, record switch
    {
        FollowUp task => task.DueAt ?? task.CreatedAt,
        Opportunity deal when kind == NotificationKind.LargeDeal => large.Since(deal),
        Opportunity { NextStepOn: { } day } => Instants.StartOf(day, session.Options.TimeZone),
        SupportCase { FirstResponseDueAt: { } at } when kind == NotificationKind.AnswerDue => at,
        SupportCase { ResolutionDueAt: { } at } => at,
        _ => record.CreatedAt,
    })
    {
        Record = page.Type.Ref(record.Id),
        Title = page.Type.Field(page.Type.NameField).Get(record) as string,
        About = AboutOf(record),
    };

    private async Task<IReadOnlyList<Notification>> MentionsAsync(Guid me, CancellationToken cancellationToken)
    {
        var (reader, since) = (await session.ReaderAsync(cancellationToken), session.Now.AddDays(-Days));
        var rows = await StandingAsync(await reader.ListAsync(reader.Query<MentionEntry>().Where(m => m.UserId == me && m.At >= since).OrderByDescending(m => m.At).Take(MostShown), cancellationToken), cancellationToken);
        var readable = new Dictionary<RecordRef, Record>();
        foreach (var group in rows.GroupBy(m => m.RecordType))
            foreach (var record in await session.Records.GetManyAsync(group.Key, [.. group.Select(m => m.RecordId)], cancellationToken)) readable[new RecordRef(group.Key, record.Id)] = record;
        return [.. rows.Select(m => new RecordRef(m.RecordType, m.RecordId) is var place && readable.TryGetValue(place, out var record)
            ? new Notification(m.Id, NotificationKind.Mention, m.At) { Record = place, Title = (record as CrmActivity)?.Subject, About = AboutOf(record), ById = m.ById, IsSeen = m.SeenAt is not null }
            : new Notification(m.Id, NotificationKind.Mention, m.At) { ById = m.ById, IsSeen = m.SeenAt is not null })];
    }

    // What was deleted mentions nobody any more.
    private async Task<IReadOnlyList<MentionEntry>> StandingAsync(IReadOnlyList<MentionEntry> rows, CancellationToken cancellationToken)
    {
        var alive = new HashSet<Guid>();
        foreach (var group in rows.GroupBy(m => m.RecordType))
            if (session.Catalog.TryType(group.Key, out var type)) alive.UnionWith((await loader.LoadAsync(type, [.. group.Select(m => m.RecordId)], withDeleted: false, cancellationToken)).Select(r => r.Id));
        return [.. rows.Where(m => alive.Contains(m.RecordId))];
    }

    private static RecordRef? AboutOf(Record record) => record is CrmActivity { RegardingType: { } type, RegardingId: { } id } ? new RecordRef(type, id) : null;
}
