using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Segments;

/// <summary>Looks again at records that changed, for the segments that read what changed in them.</summary>
internal sealed class SegmentFollowing(CrmSession session, SegmentEvaluation evaluation) : ISessionService
{
    private const int ChangesPerTurn = 100;

    /// <summary>Follows one lot of changes in one transaction.</summary>
    /// <returns>Whether there were any.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        if ((await reader.ListAsync(reader.Query<SegmentChange>().Select(c => c.Id).Take(1), cancellationToken)).Count == 0) return false;
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var transaction = work.Transaction;
        await transaction.LockAsync([SegmentEvaluation.Lock], cancellationToken);
        var changes = Lot(await transaction.ListAsync(transaction.Query<SegmentChange>().OrderBy(c => c.Id).Take(ChangesPerTurn), cancellationToken));
        if (changes.Count == 0) return false;
        session.Depth = changes[0].Depth;
        var spilt = new StoreBatch();
        foreach (var segment in await transaction.ListAsync(transaction.Query<SegmentEntry>().Where(s => s.Kind == SegmentKinds.Live && s.RemovedAt == null), cancellationToken))
        {
            // One whose filter reads something else now, or something missing, is built anew.
            if (SegmentPlan.Find(segment, new SegmentScope(session, segment.AsOf)) is not { } plan || plan.Shape != segment.Shape) continue;
            var records = await ConcernedAsync(plan, segment, changes, cancellationToken);
            if (records.Count > SegmentEvaluation.Chunk) spilt.Inserts.AddRange(SegmentQueue.Changes(session.TenantId, segment.RecordType, null, records, session.Depth, segment.Id));
            else if (records.Count > 0) await evaluation.RunAsync(segment, plan.Type, records, cancellationToken);
        }
        spilt.Deletes.AddRange(changes);
        await transaction.WriteAsync(spilt, cancellationToken);
        Failpoint.Hit("segments.before-commit");
        await work.CommitAsync(cancellationToken);
        Failpoint.Hit("segments.after-commit");
        return true;
    }

    // As many as are evaluated at once, and of one depth: it is told with the events.
    private static List<SegmentChange> Lot(IReadOnlyList<SegmentChange> changes)
    {
        var lot = new List<SegmentChange>();
        foreach (var change in changes)
        {
            if (lot.Count > 0 && (change.Depth != lot[0].Depth || lot.Sum(c => c.Count) + change.Count > SegmentEvaluation.Chunk)) break;
            lot.Add(change);
        }
        return lot;
    }

    private async Task<HashSet<Guid>> ConcernedAsync(SegmentPlan plan, SegmentEntry segment, List<SegmentChange> changes, CancellationToken cancellationToken)
    {
        var records = new HashSet<Guid>();
        foreach (var change in changes.Where(c => c.SegmentId == segment.Id)) records.UnionWith(SegmentQueue.Records(change));
        foreach (var look in plan.Looks)
        {
            var ids = changes.Where(c => c.SegmentId is null && look.Concerns(c.RecordType, c.Fields?.Split(','))).SelectMany(SegmentQueue.Records).ToHashSet();
            if (ids.Count > 0) records.UnionWith(await SegmentReach.RootsAsync(session.Transaction!, look, ids, cancellationToken));
        }
        return records;
    }
}
