using CrmKit.Sessions;

namespace CrmKit.Records;

/// <summary>Where records went that were merged into others.</summary>
internal sealed class MergedRecords(CrmSession session) : ISessionService
{
    private const int Chunk = 500;

    /// <summary>For those of the ids that belong to merged records, the record in which each one ended, through all merges that stand.</summary>
    public async Task<IReadOnlyDictionary<Guid, Guid>> FollowAsync(RecordTypeDefinition type, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        var into = new Dictionary<Guid, Guid>();
        var next = ids.Distinct().ToList();
        while (next.Count > 0)
        {
            var winners = new List<Guid>();
            foreach (var merge in await StandingAsync(type.Key, next, cancellationToken))
                if (into.TryAdd(merge.LoserId, merge.WinnerId)) winners.Add(merge.WinnerId);
            next = [.. winners.Distinct().Where(id => !into.ContainsKey(id))];
        }
        var ends = new Dictionary<Guid, Guid>();
        foreach (var id in ids)
        {
            if (!into.TryGetValue(id, out var end)) continue;
            while (into.TryGetValue(end, out var further)) end = further;
            ends[id] = end;
        }
        return ends;
    }

    /// <summary>The records in which those ended that had one of the external ids, by external id.</summary>
    public async Task<IReadOnlyDictionary<string, Guid>> ByExternalIdAsync(RecordTypeDefinition type, IReadOnlyCollection<string> externalIds, CancellationToken cancellationToken) =>
        await type.VisitAsync(new Aliases(this, type, externalIds, cancellationToken));

    /// <summary>The merges that a record won or lost, newest first.</summary>
    public async Task<IReadOnlyList<RecordMerge>> OfAsync(RecordTypeDefinition type, Guid id, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        var key = type.Key;
        return await reader.ListAsync(reader.Query<RecordMerge>().Where(m => m.RecordType == key && (m.WinnerId == id || m.LoserId == id)).OrderByDescending(m => m.Id), cancellationToken);
    }

    private async Task<IReadOnlyList<RecordMerge>> StandingAsync(string type, IReadOnlyCollection<Guid> losers, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        var found = new List<RecordMerge>();
        foreach (var some in losers.Select(id => (Guid?)id).Chunk(Chunk))
            found.AddRange(await reader.ListAsync(reader.Query<RecordMerge>().Where(m => m.RecordType == type && m.ActiveLoserId != null && some.Contains(m.ActiveLoserId)), cancellationToken));
        return found;
    }

    private sealed class Aliases(MergedRecords merged, RecordTypeDefinition type, IReadOnlyCollection<string> externalIds, CancellationToken cancellationToken) : IRecordClassVisitor<IReadOnlyDictionary<string, Guid>>
    {
        public async Task<IReadOnlyDictionary<string, Guid>> VisitAsync<T>() where T : Record
        {
            var reader = await merged.Session.ReaderAsync(cancellationToken);
            var losers = new Dictionary<Guid, string>();
            foreach (var some in externalIds.Chunk(Chunk))
                foreach (var record in await reader.ListAsync(RecordSource.Rows<T>(reader, type, RecordLife.Deleted).Where(r => r.ExternalId != null && some.Contains(r.ExternalId)).Select(r => new { r.Id, r.ExternalId }), cancellationToken))
                    losers[record.Id] = record.ExternalId!;
            var ends = losers.Count == 0 ? new Dictionary<Guid, Guid>() : await merged.FollowAsync(type, losers.Keys, cancellationToken);
            return ends.ToDictionary(e => losers[e.Key], e => e.Value);
        }
    }

    private CrmSession Session => session;
}
