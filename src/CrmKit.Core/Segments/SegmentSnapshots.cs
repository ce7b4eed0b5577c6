using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Segments;

/// <summary>What is put into snapshots and taken out: by hand, and by merges, whose winner takes the loser's place as long as the merge stands.</summary>
internal sealed class SegmentSnapshots(CrmSession session) : ISessionService
{
    private const int IdsPerQuery = 500;

    /// <summary>Follows merges that were made or undone, in the transaction under way.</summary>
    public async Task FollowAsync(IReadOnlyCollection<Guid> merges, CancellationToken cancellationToken)
    {
        var transaction = session.Transaction!;
        await transaction.LockAsync([SegmentEvaluation.Lock], cancellationToken);
        foreach (var id in merges.Distinct().Order()) // in the order in which they were made
        {
            if (await transaction.ListAsync(transaction.Query<RecordMerge>().Where(m => m.Id == id), cancellationToken) is not [var merge]) continue;
            var rows = new StoreBatch();
            if (merge.UndoneAt is not null) rows.Deletes.AddRange(await transaction.ListAsync(transaction.Query<SegmentMember>().Where(m => m.MergeId == id), cancellationToken));
            else
            {
                var type = merge.RecordType;
                var snapshots = transaction.Query<SegmentEntry>().Where(s => s.Kind == SegmentKinds.Snapshot && s.RecordType == type).Select(s => s.Id);
                var (loser, winner) = (merge.LoserId, merge.WinnerId);
                var members = await transaction.ListAsync(transaction.Query<SegmentMember>().Where(m => (m.RecordId == loser || m.RecordId == winner) && snapshots.Contains(m.SegmentId)), cancellationToken);
                rows.Inserts.AddRange(members.GroupBy(m => m.SegmentId).Where(g => g.All(m => m.RecordId == loser))
                    .Select(g => New(g.Key, winner, id)));
            }
            await WriteAsync(rows, cancellationToken);
        }
    }

    /// <returns>How many came in.</returns>
    public async Task<int> AddAsync(SegmentEntry segment, IReadOnlyCollection<Guid> records, CancellationToken cancellationToken)
    {
        var rows = new StoreBatch();
        rows.Inserts.AddRange(records.Except((await FindAsync(segment, records, cancellationToken)).Select(m => m.RecordId)).Select(id => New(segment.Id, id, null)));
        await WriteAsync(rows, cancellationToken);
        return rows.Inserts.Count;
    }

    /// <returns>How many went out.</returns>
    public async Task<int> TakeAsync(SegmentEntry segment, IReadOnlyCollection<Guid> records, CancellationToken cancellationToken)
    {
        var rows = new StoreBatch();
        rows.Deletes.AddRange(await FindAsync(segment, records, cancellationToken));
        await WriteAsync(rows, cancellationToken);
        return rows.Deletes.Count;
    }

    private async Task<IReadOnlyList<SegmentMember>> FindAsync(SegmentEntry segment, IReadOnlyCollection<Guid> records, CancellationToken cancellationToken)
    {
        var transaction = session.Transaction!;
        await transaction.LockAsync([SegmentEvaluation.Lock], cancellationToken);
        var found = new List<SegmentMember>();
        foreach (var some in records.Chunk(IdsPerQuery))
            found.AddRange(await transaction.ListAsync(transaction.Query<SegmentMember>().Where(m => m.SegmentId == segment.Id && ((IEnumerable<Guid>)some).Contains(m.RecordId)), cancellationToken));
        return found;
    }

    private async Task WriteAsync(StoreBatch rows, CancellationToken cancellationToken)
    {
        var transaction = session.Transaction!;
        var changes = rows.Inserts.Cast<SegmentMember>().Select(m => (m.SegmentId, 1)).Concat(rows.Deletes.Cast<SegmentMember>().Select(m => (m.SegmentId, -1))).GroupBy(c => c.SegmentId).ToDictionary(g => g.Key, g => g.Sum(c => c.Item2));
        var ids = changes.Keys.ToList();
        foreach (var segment in await transaction.ListAsync(transaction.Query<SegmentEntry>().Where(s => ids.Contains(s.Id)), cancellationToken))
        {
            segment.Members += changes[segment.Id];
            rows.RowUpdates.Add(new StoreRowUpdate(segment, [nameof(SegmentEntry.Members)]));
        }
        await transaction.WriteAsync(rows, cancellationToken);
    }

    private SegmentMember New(Guid segment, Guid record, Guid? merge) => new() { TenantId = session.TenantId, SegmentId = segment, RecordId = record, EnteredAt = session.Now, MergeId = merge };
}
