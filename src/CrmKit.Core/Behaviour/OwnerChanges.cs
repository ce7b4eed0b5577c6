using System.Text.Json;
using CrmKit.Accounts;
using CrmKit.Events;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Behaviour;

/// <summary>Moves events when contacts change in what they are known by, come, go, or become one.</summary>
internal sealed class ContactChanges : IEventSubscriber
{
    private static readonly string[] Fields = ["email", "phone", "mobile"];

    public async ValueTask HandleAsync(EventContext context, CancellationToken cancellationToken)
    {
        if (await OwnerChange.OfAsync<Contact>(context, [.. Fields, "accountId"], cancellationToken) is not { } change) return;
        var session = (CrmSession)context.Session;
        var (transaction, links, country) = (session.Transaction!, session.Service<VisitorLinks>(), session.Options.Country);
        await transaction.LockAsync([VisitorLinks.Lock], cancellationToken);
        var keys = change.Records.SelectMany(c => IdentityKeys.Of(c.Id, c.Email, [c.Phone, c.Mobile], c.Country ?? country)).Concat(change.Records.SelectMany(c => IdentityKeys.Of(c.Id, c.Email, [c.Phone, c.Mobile], country)))
            .Concat(change.Before(Fields).SelectMany(b => IdentityKeys.Of(b.Id, b.Field == "email" ? b.Value : null, [b.Field == "email" ? null : b.Value], country)));
        var touched = await links.RefreshAsync([.. keys.Distinct(StringComparer.Ordinal)], new Dictionary<BehaviourVisitor, IReadOnlyList<string>>(), cancellationToken);
        foreach (var (contact, account) in change.Before("accountId").Select(b => (b.Id, change.Records.FirstOrDefault(c => c.Id == b.Id)?.AccountId)))
            await links.AttachAccountAsync(transaction.Query<BehaviourEvent>().Where(e => e.ContactId == contact), account, touched, cancellationToken);
        await TellAsync(session, touched, cancellationToken);
    }

    internal static async Task TellAsync(CrmSession session, BehaviourOwners touched, CancellationToken cancellationToken)
    {
        var rows = new StoreBatch();
        touched.Tell(session, rows);
        if (rows.Inserts.Count > 0) await session.Transaction!.WriteAsync(rows, cancellationToken);
    }
}

/// <summary>Moves events when accounts change their domain, come, go, or become one.</summary>
internal sealed class AccountChanges : IEventSubscriber
{
    public async ValueTask HandleAsync(EventContext context, CancellationToken cancellationToken)
    {
        if (await OwnerChange.OfAsync<Account>(context, ["emailDomain"], cancellationToken) is not { } change) return;
        var session = (CrmSession)context.Session;
        var transaction = session.Transaction!;
        await transaction.LockAsync([VisitorLinks.Lock], cancellationToken);
        var domains = change.Records.Select(a => a.EmailDomain).Concat(change.Before("emailDomain").Select(b => b.Value)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var accounts = await session.Service<IdentityOwners>().AccountsAsync(domains, cancellationToken);
        var placed = transaction.Query<Contact>().Where(c => c.AccountId != null);
        var touched = new BehaviourOwners();
        foreach (var domain in domains)
        {
            Guid? account = accounts.TryGetValue(domain, out var one) ? one : null;
            var events = transaction.Query<BehaviourEvent>().Where(e => e.CompanyDomain == domain && e.AccountId != account && !placed.Any(c => c.Id == e.ContactId));
            var before = await transaction.ListAsync(events.Select(e => e.AccountId).Distinct(), cancellationToken);
            if (before.Count == 0) continue;
            foreach (var owner in before.Append(account)) touched.Add(null, owner);
            await transaction.SetAsync(events, e => e.AccountId, account, cancellationToken);
        }
        await ContactChanges.TellAsync(session, touched, cancellationToken);
    }
}

/// <summary>Records that an event is about, as they are now, with values as they were.</summary>
internal sealed class OwnerChange<T>(IReadOnlyList<T> records, IReadOnlyList<(Guid Id, string Field, string? Value)> before) where T : Record
{
    public IReadOnlyList<T> Records => records;

    /// <summary>The values of fields before the change, where they changed.</summary>
    public IEnumerable<(Guid Id, string Field, string? Value)> Before(params string[] fields) => before.Where(b => fields.Contains(b.Field));
}

/// <summary>Reads changes out of events.</summary>
internal static class OwnerChange
{
    private const int Chunk = 500;

    /// <returns><see langword="null"/> when nothing that counts changed, or no event is stored that it could concern.</returns>
    public static async Task<OwnerChange<T>?> OfAsync<T>(EventContext context, string[] fields, CancellationToken cancellationToken) where T : Record
    {
        var dot = context.Event.Name.IndexOf('.', StringComparison.Ordinal);
        var (type, what) = (context.Event.Name[..dot], context.Event.Name[(dot + 1)..]);
        if (what is not ("created" or "updated" or "deleted" or "restored" or "merged" or "unmerged")) return null;
        var transaction = ((CrmSession)context.Session).Transaction!;
        var ids = new HashSet<Guid>();
        var changed = new HashSet<(Guid, int)>();
        foreach (var item in context.Event.Payload.GetProperty("items").EnumerateArray())
        {
            if (what == "updated")
            {
                if (!item.GetProperty("changed").EnumerateArray().Any(f => fields.Contains(f.GetString()))) continue;
                changed.Add((item.GetProperty("id").GetGuid(), item.GetProperty("version").GetInt32()));
            }
            foreach (var property in new[] { "id", "into", "from" })
                if (item.TryGetProperty(property, out var id)) ids.Add(id.GetGuid());
        }
        if (ids.Count == 0 || (await transaction.ListAsync(transaction.Query<BehaviourEvent>().Select(e => e.Id).Take(1), cancellationToken)).Count == 0) return null;
        await AddMergedAsync(transaction, type, ids, cancellationToken);
        var (records, before) = (new List<T>(), new List<(Guid, string, string?)>());
        foreach (var some in ids.Chunk(Chunk))
        {
            records.AddRange(await transaction.ListAsync(transaction.Query<T>().Where(r => some.Contains(r.Id)), cancellationToken));
            if (changed.Count == 0) continue;
            foreach (var entry in await transaction.ListAsync(transaction.Query<AuditEntry>().Where(a => some.Contains(a.RecordId) && a.RecordType == type && a.Operation == RecordOperation.Update), cancellationToken))
                if (changed.Contains((entry.RecordId, entry.RecordVersion))) before.AddRange(Values(entry, fields));
        }
        return new OwnerChange<T>(records, before);
    }

    // Where a record goes, all go that were merged into it before.
    private static async Task AddMergedAsync(IStoreTransaction transaction, string type, HashSet<Guid> ids, CancellationToken cancellationToken)
    {
        for (var next = ids.ToList(); next.Count > 0;)
        {
            var losers = new List<Guid>();
            foreach (var some in next.Chunk(Chunk))
                losers.AddRange(await transaction.ListAsync(transaction.Query<RecordMerge>().Where(m => m.RecordType == type && m.ActiveLoserId != null && some.Contains(m.WinnerId)).Select(m => m.LoserId), cancellationToken));
            next = losers.FindAll(ids.Add);
        }
    }

    private static List<(Guid, string, string?)> Values(AuditEntry entry, string[] fields)
    {
        using var changes = JsonDocument.Parse(entry.Changes);
        return [.. changes.RootElement.EnumerateObject().Where(c => fields.Contains(c.Name)).Select(c => (entry.RecordId, c.Name, c.Value[0].ValueKind == JsonValueKind.String ? c.Value[0].GetString() : null))];
    }
}
