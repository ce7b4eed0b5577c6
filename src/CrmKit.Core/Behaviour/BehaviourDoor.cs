using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CrmKit.Access;
using CrmKit.Accounts;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Behaviour;

/// <summary>Stores what people did, and says what somebody did.</summary>
internal sealed class BehaviourDoor(CrmSession session, AccessDoor access, RecordSource source, VisitorLinks links, IdentityOwners owners) : IBehaviour
{
    private const int Chunk = 500, Pages = 100;

    private RecordTypeDefinition Type => session.Catalog.Type(typeof(BehaviourEvent));

    public async Task<IReadOnlyList<BehaviourResult>> RecordAsync(IReadOnlyList<BehaviourSignal> signals, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(signals);
        if (await access.ScopeAsync(Type, Operations.Create, cancellationToken) == AccessScope.None) throw new CrmForbiddenException(AccessErrors.Forbidden(Operations.Create, Type));
        var read = SignalCheck.Of(signals, session);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        await work.Transaction.LockAsync([VisitorLinks.Lock], cancellationToken);
        var known = await KnownAsync(work.Transaction, read, cancellationToken);
        var results = new BehaviourResult[read.Count];
        var fresh = new List<CheckedSignal>(read.Count);
        for (var i = 0; i < read.Count; i++)
        {
            var isNew = known.TryAdd(read[i].Key, read[i].Event.Id);
            if (isNew) fresh.Add(read[i]);
            results[i] = new BehaviourResult(known[read[i].Key], isNew ? BehaviourOutcome.Recorded : BehaviourOutcome.Repeated);
        }
        if (fresh.Count > 0) await WriteAsync(work.Transaction, fresh, cancellationToken);
        Failpoint.Hit("behaviour.before-commit");
        await work.CommitAsync(cancellationToken);
        return results;
    }

    public async Task<BehaviourSummary> SummaryAsync(RecordRef record, DateTimeOffset? since = null, CancellationToken cancellationToken = default)
    {
        var found = await session.Records.GetAsync(record, cancellationToken);
        var events = await source.VisibleAsync<BehaviourEvent>(Type, RecordLife.Alive, cancellationToken);
        Guid? id = found.Id; // a merged record leads to the one that it went into
        events = found switch
        {
            Contact => events.Where(e => e.ContactId == id),
            Account => events.Where(e => e.AccountId == id),
            _ => throw new CrmValidationException(BehaviourErrors.Type(record.Type)),
        };
        if (since is { } from) events = events.Where(e => e.At >= from);
        var reader = await session.ReaderAsync(cancellationToken);
        var kinds = await reader.ListAsync(events.GroupBy(e => e.Kind).Select(g => new { Kind = g.Key, Count = g.LongCount(), First = g.Min(e => e.At), Last = g.Max(e => e.At) }), cancellationToken);
        var pages = await reader.ListAsync(events.Where(e => e.Page != null).GroupBy(e => e.Page!).Select(g => new { Page = g.Key, Count = g.LongCount(), First = g.Min(e => e.At), Last = g.Max(e => e.At) })
            .OrderByDescending(p => p.Count).ThenBy(p => p.Page).Take(Pages), cancellationToken);
        return new BehaviourSummary(kinds.Sum(k => k.Count), kinds.Count == 0 ? null : kinds.Min(k => k.First), kinds.Count == 0 ? null : kinds.Max(k => k.Last),
            kinds.OrderBy(k => k.Kind, StringComparer.Ordinal).ToDictionary(k => k.Kind, k => k.Count), [.. pages.Select(p => new PageCount(p.Page, p.Count, p.First, p.Last))]);
    }

    public async Task<IReadOnlyList<Identity>> IdentitiesAsync(Guid contactId, CancellationToken cancellationToken = default)
    {
        Guid? id = (await session.Records.GetAsync<Contact>(contactId, cancellationToken)).Id;
        var reader = await session.ReaderAsync(cancellationToken);
        var visitors = reader.Query<BehaviourVisitor>().Where(v => v.ContactId == id);
        var keys = await reader.ListAsync(reader.Query<BehaviourIdentity>().Where(i => visitors.Any(v => v.Id == i.VisitorId)).Select(i => i.Key).Distinct(), cancellationToken);
        return [.. keys.Order(StringComparer.Ordinal).Select(IdentityKeys.Parse)];
    }

    public async Task<IReadOnlyList<AmbiguousVisitor>> AmbiguousAsync(int limit = 100, CancellationToken cancellationToken = default)
    {
        await DemandAllAsync(limit, cancellationToken);
        var reader = await session.ReaderAsync(cancellationToken);
        var visitors = await reader.ListAsync(reader.Query<BehaviourVisitor>().Where(v => v.IsAmbiguous).OrderByDescending(v => v.LastAt).ThenBy(v => v.Id).Take(limit), cancellationToken);
        var ids = visitors.Select(v => v.Id).ToList();
        var keys = (await reader.ListAsync(reader.Query<BehaviourIdentity>().Where(i => ids.Contains(i.VisitorId)), cancellationToken)).ToLookup(i => i.VisitorId, i => i.Key);
        return [.. visitors.Select(v => new AmbiguousVisitor(v.Id, [.. keys[v.Id].Order(StringComparer.Ordinal).Select(IdentityKeys.Parse)],
            [.. v.Candidates.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(c => Guid.Parse(c, CultureInfo.InvariantCulture))], v.LastAt))];
    }

    public async Task<IReadOnlyList<VisitingCompany>> CompaniesAsync(DateTimeOffset since, int limit = 100, CancellationToken cancellationToken = default)
    {
        await DemandAllAsync(limit, cancellationToken);
        var reader = await session.ReaderAsync(cancellationToken);
        var found = await reader.ListAsync(reader.Query<BehaviourEvent>().Where(e => e.CompanyDomain != null && e.At >= since).GroupBy(e => e.CompanyDomain!)
            .Select(g => new { Domain = g.Key, Count = g.LongCount(), Visitors = g.Select(e => e.VisitorId).Distinct().LongCount(), Last = g.Max(e => e.At) })
            .OrderByDescending(c => c.Count).ThenBy(c => c.Domain).Take(limit), cancellationToken);
        var accounts = await owners.AccountsAsync([.. found.Select(f => f.Domain)], cancellationToken);
        var type = session.Catalog.Type(typeof(Account));
        var visible = (await session.Records.GetManyAsync(type.Key, [.. accounts.Values], cancellationToken)).Select(a => a.Id).ToHashSet();
        return [.. found.Select(f => new VisitingCompany(f.Domain, accounts.TryGetValue(f.Domain, out var account) && visible.Contains(account) ? account : null, f.Count, f.Visitors, f.Last))];
    }

    public async Task<int> EraseAsync(Guid contactId, CancellationToken cancellationToken = default)
    {
        var contacts = session.Catalog.Type(typeof(Contact));
        var contact = await session.Records.GetAsync<Contact>(contactId, cancellationToken);
        if (!session.IsUnconfined && !(await access.MayAsync(contacts, Operations.Delete, [contact], cancellationToken))[0]) throw new CrmForbiddenException(AccessErrors.Forbidden(Operations.Delete, contacts, contacts.Ref(contact.Id)));
        await using var work = await session.BeginWorkAsync(cancellationToken);
        await work.Transaction.LockAsync([VisitorLinks.Lock], cancellationToken);
        var removed = await EraseAsync([contact.Id], [], work.Transaction, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return removed;
    }

    /// <summary>Removes events and identities of contacts, and of visitors whom keys tell, whoever asks; the caller holds <see cref="VisitorLinks.Lock"/>.</summary>
    public async Task<int> EraseAsync(IReadOnlyCollection<Guid> contacts, IReadOnlyCollection<string> keys, IStoreTransaction transaction, CancellationToken cancellationToken)
    {
        var ids = contacts.Select(c => (Guid?)c).ToList();
        var named = transaction.Query<BehaviourIdentity>().Where(i => keys.Contains(i.Key));
        // An address that several share leads to visitors who are somebody else by now: these stay.
        var visitors = (await transaction.ListAsync(transaction.Query<BehaviourVisitor>().Where(v => ids.Contains(v.ContactId) || (v.ContactId == null && named.Any(i => i.VisitorId == v.Id))).Select(v => v.Id), cancellationToken)).ToList();
        var seen = visitors.Select(v => (Guid?)v).ToList();
        var events = transaction.Query<BehaviourEvent>().Where(e => ids.Contains(e.ContactId) || seen.Contains(e.VisitorId));
        var touched = new BehaviourOwners();
        foreach (var owner in await transaction.ListAsync(events.Select(e => new { e.ContactId, e.AccountId }).Distinct(), cancellationToken)) touched.Add(owner.ContactId, owner.AccountId);
        var removed = await transaction.RemoveAsync(events, cancellationToken);
        await transaction.RemoveAsync(transaction.Query<BehaviourIdentity>().Where(i => visitors.Contains(i.VisitorId)), cancellationToken);
        await transaction.RemoveAsync(transaction.Query<BehaviourVisitor>().Where(v => visitors.Contains(v.Id)), cancellationToken);
        var rows = new StoreBatch();
        touched.Tell(session, rows);
        await transaction.WriteAsync(rows, cancellationToken);
        return removed;
    }

    private async Task DemandAllAsync(int limit, CancellationToken cancellationToken)
    {
        if (limit is < 1 or > 1000) throw new CrmValidationException(BehaviourErrors.Limit(limit));
        if (await access.ScopeAsync(Type, Operations.Read, cancellationToken) != AccessScope.All) throw new CrmForbiddenException(AccessErrors.Forbidden(Operations.Read, Type));
    }

    private async Task WriteAsync(IStoreTransaction transaction, List<CheckedSignal> signals, CancellationToken cancellationToken)
    {
        var now = session.Now;
        var (visitors, touched) = await VisitorsAsync(transaction, signals, cancellationToken);
        var linked = signals.Select(s => visitors.GetValueOrDefault(Fingerprint(s.Identities))).ToList();
        var accounts = await owners.AccountsOfAsync([.. linked.Select(v => v?.ContactId).OfType<Guid>().Distinct()], cancellationToken);
        var domains = await owners.AccountsAsync([.. signals.Select(s => s.Event.CompanyDomain).OfType<string>()], cancellationToken);
        var rows = new StoreBatch();
        for (var i = 0; i < signals.Count; i++)
        {
            var (stored, visitor) = (signals[i].Event, linked[i]);
            (stored.TenantId, stored.ExternalId, stored.Version) = (session.TenantId, signals[i].Key, 1);
            (stored.CreatedAt, stored.CreatedById, stored.UpdatedAt, stored.UpdatedById) = (now, session.Actor.UserId, now, session.Actor.UserId);
            (stored.VisitorId, stored.ContactId) = (visitor?.Id, visitor?.ContactId);
            stored.AccountId = stored.ContactId is { } contact && accounts.TryGetValue(contact, out var account) ? account
                : stored.CompanyDomain is { } domain && domains.TryGetValue(domain, out var owner) ? owner : null;
            rows.Inserts.Add(stored);
        }
        foreach (var signal in signals) touched.Add(signal.Event.ContactId, signal.Event.AccountId);
        touched.Tell(session, rows);
        await transaction.WriteAsync(rows, cancellationToken);
    }

    // The visitor of each set of identities; new sets are stored, and may tell more of those that are known.
    private async Task<(Dictionary<string, BehaviourVisitor> Visitors, BehaviourOwners Touched)> VisitorsAsync(IStoreTransaction transaction, List<CheckedSignal> signals, CancellationToken cancellationToken)
    {
        await LeaveSharedOutAsync(transaction, signals, cancellationToken);
        var sets = signals.Where(s => s.Identities.Count > 0).GroupBy(s => Fingerprint(s.Identities)).ToDictionary(g => g.Key, g => (g.First().Identities, Last: g.Max(s => s.Event.At)), StringComparer.Ordinal);
        var visitors = await FindAsync(transaction, sets.Keys, cancellationToken);
        var rows = new StoreBatch();
        foreach (var (fingerprint, visitor) in visitors)
            if (sets[fingerprint].Last > visitor.LastAt)
            {
                visitor.LastAt = sets[fingerprint].Last;
                rows.RowUpdates.Add(new StoreRowUpdate(visitor, [nameof(BehaviourVisitor.LastAt)]));
            }
        var added = new Dictionary<BehaviourVisitor, IReadOnlyList<string>>();
        foreach (var (fingerprint, (identities, last)) in sets)
            if (!visitors.ContainsKey(fingerprint)) added[visitors[fingerprint] = new BehaviourVisitor { Fingerprint = fingerprint, LastAt = last }] = identities;
        if (rows.RowUpdates.Count > 0) await transaction.WriteAsync(rows, cancellationToken);
        if (added.Count == 0) return (visitors, new BehaviourOwners());
        var identityRows = new StoreBatch();
        identityRows.Inserts.AddRange(added.SelectMany(a => a.Value.Select(key => new BehaviourIdentity { Key = key, VisitorId = a.Key.Id })));
        await transaction.WriteAsync(identityRows, cancellationToken);
        var touched = await links.RefreshAsync([], added, cancellationToken);
        var visitorRows = new StoreBatch();
        visitorRows.Inserts.AddRange(added.Keys);
        await transaction.WriteAsync(visitorRows, cancellationToken);
        if (touched.Contacts.Count > 0) // a set of this batch may be among those that are somebody else now
            foreach (var (fingerprint, visitor) in await FindAsync(transaction, sets.Keys, cancellationToken)) visitors[fingerprint] = visitor;
        return (visitors, touched);
    }

    // What tells nobody apart makes no sets of its own beside what does.
    private async Task LeaveSharedOutAsync(IStoreTransaction transaction, List<CheckedSignal> signals, CancellationToken cancellationToken)
    {
        var sets = signals.Where(s => s.Identities.Count > 1).Select(s => Fingerprint(s.Identities)).Distinct(StringComparer.Ordinal).ToList();
        if (sets.Count == 0) return;
        var stored = await FindAsync(transaction, sets, cancellationToken);
        var candidates = signals.Where(s => s.Identities.Count > 1 && !stored.ContainsKey(Fingerprint(s.Identities))).SelectMany(s => s.Identities).ToHashSet(StringComparer.Ordinal);
        var shared = (await links.SharedAsync(candidates, cancellationToken)).ToHashSet(StringComparer.Ordinal);
        if (shared.Count == 0) return;
        shared.ExceptWith((await owners.ContactsAsync(shared, cancellationToken)).Keys);
        for (var i = 0; i < signals.Count; i++)
            if (signals[i].Identities.Any(k => !shared.Contains(k)) && !stored.ContainsKey(Fingerprint(signals[i].Identities))) signals[i] = signals[i] with { Identities = [.. signals[i].Identities.Where(k => !shared.Contains(k))] };
    }

    private static async Task<Dictionary<string, BehaviourVisitor>> FindAsync(IStoreTransaction transaction, IEnumerable<string> fingerprints, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, BehaviourVisitor>(StringComparer.Ordinal);
        foreach (var some in fingerprints.Chunk(Chunk))
            foreach (var visitor in await transaction.ListAsync(transaction.Query<BehaviourVisitor>().Where(v => some.Contains(v.Fingerprint)), cancellationToken)) found[visitor.Fingerprint] = visitor;
        return found;
    }

    private static async Task<Dictionary<string, Guid>> KnownAsync(IStoreTransaction transaction, IReadOnlyList<CheckedSignal> signals, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, Guid>(StringComparer.Ordinal);
        foreach (var some in signals.Select(s => s.Key).Distinct(StringComparer.Ordinal).Chunk(Chunk))
            foreach (var stored in await transaction.ListAsync(transaction.Query<BehaviourEvent>().Where(e => some.Contains(e.ExternalId)).Select(e => new { e.ExternalId, e.Id }), cancellationToken)) known[stored.ExternalId!] = stored.Id;
        return known;
    }

    private static string Fingerprint(IReadOnlyList<string> identities) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', identities))));
}
