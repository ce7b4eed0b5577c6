using System.Globalization;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Behaviour;

/// <summary>Works out anew whom visitors are, and moves their events along. To be called in a transaction that holds <see cref="Lock"/>.</summary>
internal sealed class VisitorLinks(CrmSession session, IdentityOwners owners) : ISessionService
{
    /// <summary>Held by whoever reads identities to decide by them: what is decided rests on all that is committed.</summary>
    public static readonly StoreLock Lock = new("behaviour");

    /// <summary>In more sets than this an identity of nobody tells nobody apart: a terminal in a shop, a proxy.</summary>
    public const int SharedBy = 100;

    private const int Chunk = 500, MostCandidates = 20, MostVisitors = 5_000;

    /// <summary>Works out all visitors that changed identities or new visitors may concern.</summary>
    /// <param name="changed">Identities whose owners may be others now.</param>
    /// <param name="added">Visitors that are stored in this transaction, with their identities.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>Who has other events than before, without those of new visitors.</returns>
    public async Task<BehaviourOwners> RefreshAsync(IReadOnlyCollection<string> changed, IReadOnlyDictionary<BehaviourVisitor, IReadOnlyList<string>> added, CancellationToken cancellationToken)
    {
        var reader = session.Transaction!;
        var visitors = added.ToDictionary(a => a.Key.Id, a => a.Value);
        var known = new Dictionary<string, IReadOnlySet<Guid>>(StringComparer.Ordinal);
        var (shared, seen) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        var (asked, forced) = (changed.Concat(added.Values.SelectMany(k => k)).ToHashSet(StringComparer.Ordinal), changed.ToHashSet(StringComparer.Ordinal));
        while (asked.Count > 0 && visitors.Count < MostVisitors)
        {
            seen.UnionWith(asked);
            foreach (var (key, contacts) in await owners.ContactsAsync(asked, cancellationToken)) known[key] = contacts;
            var unknown = asked.Where(k => !known.ContainsKey(k) && !forced.Contains(k)).ToList();
            shared.UnionWith(await SharedAsync(unknown, cancellationToken));
            var next = new HashSet<Guid>();
            foreach (var some in unknown.Where(k => !shared.Contains(k)).Concat(asked.Where(forced.Contains)).Chunk(Chunk))
                next.UnionWith(await reader.ListAsync(reader.Query<BehaviourIdentity>().Where(i => some.Contains(i.Key)).Select(i => i.VisitorId), cancellationToken));
            next.ExceptWith(visitors.Keys);
            asked = [];
            foreach (var some in next.Chunk(Chunk))
                foreach (var visitor in (await reader.ListAsync(reader.Query<BehaviourIdentity>().Where(i => some.Contains(i.VisitorId)), cancellationToken)).GroupBy(i => i.VisitorId))
                {
                    visitors[visitor.Key] = [.. visitor.Select(i => i.Key)];
                    asked.UnionWith(visitors[visitor.Key]);
                }
            asked.ExceptWith(seen);
        }
        shared.UnionWith(await SharedAsync([.. forced.Where(k => !known.ContainsKey(k))], cancellationToken));
        return await StoreAsync(visitors, IdentityGraph.Resolve(visitors, known, shared), shared, added.Keys, cancellationToken);
    }

    /// <summary>Of identities of nobody, those that too many sets share.</summary>
    public async Task<IReadOnlyList<string>> SharedAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        var reader = session.Transaction!;
        var shared = new List<string>();
        foreach (var some in keys.Chunk(Chunk))
            shared.AddRange(await reader.ListAsync(reader.Query<BehaviourIdentity>().Where(i => some.Contains(i.Key)).GroupBy(i => i.Key).Where(g => g.Count() > SharedBy).Select(g => g.Key), cancellationToken));
        return shared;
    }

    /// <summary>Gives events the account of their contact, else that of their domain.</summary>
    /// <param name="events">Which.</param>
    /// <param name="account">The contact's account; <see langword="null"/> for none.</param>
    /// <param name="touched">Gets the accounts that have other events than before.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public async Task AttachAccountAsync(IQueryable<BehaviourEvent> events, Guid? account, BehaviourOwners touched, CancellationToken cancellationToken)
    {
        var transaction = session.Transaction!;
        touched.Accounts.UnionWith(await transaction.ListAsync(events.Where(e => e.AccountId != null).Select(e => e.AccountId!.Value).Distinct(), cancellationToken));
        await transaction.SetAsync(events, e => e.AccountId, account, cancellationToken);
        if (account is { } known)
        {
            touched.Accounts.Add(known);
            return;
        }
        var domains = await transaction.ListAsync(events.Where(e => e.CompanyDomain != null).Select(e => e.CompanyDomain!).Distinct(), cancellationToken);
        foreach (var (domain, owner) in await owners.AccountsAsync([.. domains], cancellationToken))
        {
            await transaction.SetAsync(events.Where(e => e.CompanyDomain == domain), e => e.AccountId, (Guid?)owner, cancellationToken);
            touched.Accounts.Add(owner);
        }
    }

    private async Task<BehaviourOwners> StoreAsync(
        Dictionary<Guid, IReadOnlyList<string>> visitors, Dictionary<Guid, IReadOnlySet<Guid>> resolved, HashSet<string> shared, IEnumerable<BehaviourVisitor> added, CancellationToken cancellationToken)
    {
        var transaction = session.Transaction!;
        foreach (var visitor in added) Set(visitor);
        var (rows, moved, touched) = (new StoreBatch(), new List<BehaviourVisitor>(), new BehaviourOwners());
        foreach (var some in visitors.Keys.Except(added.Select(a => a.Id)).Chunk(Chunk))
            foreach (var visitor in await transaction.ListAsync(transaction.Query<BehaviourVisitor>().Where(v => some.Contains(v.Id)), cancellationToken))
            {
                var before = (visitor.ContactId, visitor.IsAmbiguous, visitor.Candidates);
                Set(visitor);
                if (before == (visitor.ContactId, visitor.IsAmbiguous, visitor.Candidates)) continue;
                rows.RowUpdates.Add(new StoreRowUpdate(visitor, [nameof(visitor.ContactId), nameof(visitor.IsAmbiguous), nameof(visitor.Candidates)]));
                if (before.ContactId == visitor.ContactId) continue;
                moved.Add(visitor);
                touched.Contacts.UnionWith(new[] { before.ContactId, visitor.ContactId }.OfType<Guid>());
            }
        await transaction.WriteAsync(rows, cancellationToken);
        var accounts = await owners.AccountsOfAsync([.. moved.Select(v => v.ContactId).OfType<Guid>().Distinct()], cancellationToken);
        foreach (var group in moved.GroupBy(v => v.ContactId))
            foreach (var some in group.Select(v => (Guid?)v.Id).Chunk(Chunk))
            {
                var events = transaction.Query<BehaviourEvent>().Where(e => some.Contains(e.VisitorId));
                await transaction.SetAsync(events, e => e.ContactId, group.Key, cancellationToken);
                await AttachAccountAsync(events, group.Key is { } contact && accounts.TryGetValue(contact, out var account) ? account : null, touched, cancellationToken);
            }
        return touched;

        void Set(BehaviourVisitor visitor)
        {
            var contacts = resolved[visitor.Id];
            visitor.ContactId = contacts.Count == 1 ? contacts.First() : null;
            visitor.IsAmbiguous = contacts.Count > 1 || (contacts.Count == 0 && visitors[visitor.Id].All(shared.Contains));
            visitor.Candidates = contacts.Count > 1 ? string.Join(',', contacts.Order().Take(MostCandidates).Select(c => c.ToString("D", CultureInfo.InvariantCulture))) : "";
        }
    }
}
