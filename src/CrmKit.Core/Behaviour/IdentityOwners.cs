using CrmKit.Accounts;
using CrmKit.Leads;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Behaviour;

/// <summary>Whose an identity or a domain is now: living records, and those into which merged ones went. Whoever may see them: what happened is about somebody whether or not the caller knows him.</summary>
internal sealed class IdentityOwners(CrmSession session, MergedRecords merged) : ISessionService
{
    private const int Chunk = 500;

    /// <summary>The contacts that have the identities; identities of nobody are not in it.</summary>
    public async Task<Dictionary<string, IReadOnlySet<Guid>>> ContactsAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        var found = new List<(string Key, Guid Contact)>();
        found.AddRange(Values(keys, "contact:").Select(v => ("contact:" + v, Guid.Parse(v))));
        foreach (var emails in Values(keys, "email:").Chunk(Chunk))
            found.AddRange((await ListAsync(c => c.Where(x => emails.Contains(x.Email)).Select(x => new Owned { Id = x.Id, Value = x.Email! }), cancellationToken)).Select(o => ("email:" + o.Value, o.Id)));
        var forms = Values(keys, "phone:").SelectMany(v => PhoneForms.Of(v, session.Options.Country).Select(form => (form, v))).ToLookup(f => f.form, f => f.v);
        foreach (var numbers in forms.Select(f => f.Key).Chunk(Chunk))
        {
            var owned = await ListAsync(c => c.Where(x => numbers.Contains(x.Phone)).Select(x => new Owned { Id = x.Id, Value = x.Phone! }), cancellationToken);
            var mobile = await ListAsync(c => c.Where(x => numbers.Contains(x.Mobile)).Select(x => new Owned { Id = x.Id, Value = x.Mobile! }), cancellationToken);
            found.AddRange(owned.Concat(mobile).SelectMany(o => forms[o.Value].Select(v => ("phone:" + v, o.Id))));
        }
        var ends = await EndsAsync<Contact>("contact", [.. found.Select(f => f.Contact).Distinct()], cancellationToken);
        return found.Where(f => ends.ContainsKey(f.Contact)).GroupBy(f => f.Key, f => ends[f.Contact], StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => (IReadOnlySet<Guid>)g.ToHashSet(), StringComparer.Ordinal);
    }

    /// <summary>The one account of each domain; domains of none and of several are not in it.</summary>
    public async Task<Dictionary<string, Guid>> AccountsAsync(IReadOnlyCollection<string> domains, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        var found = new List<Owned>();
        foreach (var some in domains.Distinct(StringComparer.Ordinal).Chunk(Chunk))
            found.AddRange(await reader.ListAsync(reader.Query<Account>().Where(a => some.Contains(a.EmailDomain)).Select(a => new Owned { Id = a.Id, Value = a.EmailDomain! }), cancellationToken));
        var ends = await EndsAsync<Account>("account", [.. found.Select(f => f.Id).Distinct()], cancellationToken);
        return found.Where(f => ends.ContainsKey(f.Id)).GroupBy(f => f.Value, f => ends[f.Id], StringComparer.Ordinal).Select(g => (g.Key, Accounts: g.ToHashSet())).Where(g => g.Accounts.Count == 1)
            .ToDictionary(g => g.Key, g => g.Accounts.Single(), StringComparer.Ordinal);
    }

    /// <summary>The accounts of contacts, of those that have one.</summary>
    public async Task<Dictionary<Guid, Guid>> AccountsOfAsync(IReadOnlyCollection<Guid> contacts, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        var accounts = new Dictionary<Guid, Guid>();
        foreach (var some in contacts.Chunk(Chunk))
            foreach (var contact in await reader.ListAsync(reader.Query<Contact>().Where(c => some.Contains(c.Id) && c.AccountId != null).Select(c => new { c.Id, c.AccountId }), cancellationToken)) accounts[contact.Id] = contact.AccountId!.Value;
        return accounts;
    }

    // From records as found, deleted or not, to the living ones that they are now.
    private async Task<Dictionary<Guid, Guid>> EndsAsync<T>(string type, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) where T : Record
    {
        if (ids.Count == 0) return [];
        var followed = await merged.FollowAsync(session.Catalog.Type(type), ids, cancellationToken);
        var reader = await session.ReaderAsync(cancellationToken);
        var living = new HashSet<Guid>();
        foreach (var some in ids.Select(id => followed.GetValueOrDefault(id, id)).Distinct().Chunk(Chunk))
            living.UnionWith(await reader.ListAsync(reader.Query<T>().Where(r => some.Contains(r.Id) && r.DeletedAt == null).Select(r => r.Id), cancellationToken));
        return ids.Select(id => (id, End: followed.GetValueOrDefault(id, id))).Where(e => living.Contains(e.End)).ToDictionary(e => e.id, e => e.End);
    }

    private async Task<IReadOnlyList<Owned>> ListAsync(Func<IQueryable<Contact>, IQueryable<Owned>> query, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        return await reader.ListAsync(query(reader.Query<Contact>()), cancellationToken);
    }

    private static IEnumerable<string> Values(IEnumerable<string> keys, string prefix) => keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal)).Select(k => k[prefix.Length..]).Distinct(StringComparer.Ordinal);

    private sealed class Owned
    {
        public Guid Id { get; init; }
        public string Value { get; init; } = "";
    }
}
