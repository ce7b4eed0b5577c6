using CrmKit.Conversions;
using CrmKit.Leads;
using CrmKit.Sessions;

namespace CrmKit.Consents;

/// <summary>Which contacts and leads are one person: by merges that stand, and by what leads became. Asked when consents are read, so that undoing a merge parts them by itself.</summary>
internal sealed class ConsentPeople(CrmSession session) : ISessionService
{
    private const int Chunk = 500;

    /// <summary>For each of the ids all ids of the same person, its own among them.</summary>
    public async Task<IReadOnlyDictionary<Guid, IReadOnlySet<Guid>>> OfAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        var (links, seen) = (new Dictionary<Guid, HashSet<Guid>>(), new HashSet<Guid>());
        for (var next = ids.Distinct().ToList(); next.Count > 0; next = [.. links.Keys.Where(id => !seen.Contains(id))])
        {
            seen.UnionWith(next);
            foreach (var (one, other) in await LinksAsync(next, cancellationToken))
            {
                (links.TryGetValue(one, out var of) ? of : links[one] = []).Add(other);
                (links.TryGetValue(other, out of) ? of : links[other] = []).Add(one);
            }
        }
        return ids.Distinct().ToDictionary(id => id, IReadOnlySet<Guid> (id) => Reached(id, links));
    }

    private static HashSet<Guid> Reached(Guid from, Dictionary<Guid, HashSet<Guid>> links)
    {
        var found = new HashSet<Guid> { from };
        for (var next = new Queue<Guid>(found); next.TryDequeue(out var id);)
            foreach (var other in links.GetValueOrDefault(id, []))
                if (found.Add(other)) next.Enqueue(other);
        return found;
    }

    private async Task<IReadOnlyList<(Guid, Guid)>> LinksAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var persons = session.Catalog.Types.Where(t => t.IsPerson).Select(t => t.Key).ToList();
        var reader = await session.ReaderAsync(cancellationToken);
        var found = new List<(Guid, Guid)>();
        foreach (var some in ids.Chunk(Chunk))
        {
            var nullable = some.Cast<Guid?>().ToList();
            var merges = reader.Query<RecordMerge>().Where(m => m.ActiveLoserId != null && persons.Contains(m.RecordType) && (some.Contains(m.WinnerId) || some.Contains(m.LoserId)));
            found.AddRange((await reader.ListAsync(merges.Select(m => new { m.WinnerId, m.LoserId }), cancellationToken)).Select(m => (m.WinnerId, m.LoserId)));
            var conversions = reader.Query<ConversionLink>().Where(l => l.PersonId != null && (some.Contains(l.SourceId) || nullable.Contains(l.PersonId)));
            var leads = reader.Query<Lead>().Where(l => l.ContactId != null && (some.Contains(l.Id) || nullable.Contains(l.ContactId)));
            found.AddRange((await reader.ListAsync(leads.Select(l => new { l.Id, l.ContactId }), cancellationToken)).Select(l => (l.Id, l.ContactId!.Value)));
            found.AddRange((await reader.ListAsync(conversions.Select(l => new { l.SourceId, l.PersonId }), cancellationToken)).Select(l => (l.SourceId, l.PersonId!.Value)));
        }
        return found;
    }
}
