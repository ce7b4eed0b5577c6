using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Segments;

/// <summary>
/// Brings one segment on by one step: finds members anew, chunk by chunk, when its filter or what that reads has changed; moves its clock. Whom it concerns is found without a lock, and evaluated under it:
/// what changes in between is followed as every change.
/// </summary>
internal sealed class SegmentBuilding(CrmSession session, SegmentEvaluation evaluation) : ISessionService
{
    /// <summary>The moment that stands for now.</summary>
    public static DateTimeOffset Minute(DateTimeOffset now) => new(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);

    /// <returns>Whether there may be more to do.</returns>
    public async Task<bool> StepAsync(SegmentEntry segment, CancellationToken cancellationToken)
    {
        session.Depth = 0;
        if (segment.RemovedAt is not null)
        {
            await RemoveAsync(segment, cancellationToken);
            return true;
        }
        if (segment.Kind == SegmentKinds.Snapshot && segment.BuiltAfter is null) return false;
        var plan = SegmentPlan.Find(segment, new SegmentScope(session, segment.AsOf));
        if (plan?.Shape != segment.Shape && (plan is not null || segment.Shape.Length > 0)) await ReshapeAsync(segment, plan, cancellationToken);
        else if (plan is null) return false;
        else if (segment.BuiltAfter is { } after) await BuildAsync(segment, plan, after, cancellationToken);
        else if (segment.ClockFrom is { } from) await ClockAsync(segment, plan, from, cancellationToken);
        else if (IsLate(segment, plan)) await UpdateAsync(segment, s => (s.ClockFrom, s.AsOf) = (s.AsOf, Minute(session.Now)), cancellationToken, nameof(SegmentEntry.ClockFrom), nameof(SegmentEntry.AsOf));
        else return false;
        return true;
    }

    private bool IsLate(SegmentEntry segment, SegmentPlan plan)
    {
        if (plan.Times.Count == 0 || Minute(session.Now) is var minute && minute <= segment.AsOf) return false;
        return plan.ReadsMinutes || Instants.DayOf(minute, session.Options.TimeZone) != Instants.DayOf(segment.AsOf, session.Options.TimeZone);
    }

    private Task<bool> ReshapeAsync(SegmentEntry segment, SegmentPlan? plan, CancellationToken cancellationToken) => UpdateAsync(segment, s =>
    {
        s.Shape = plan?.Shape ?? "";
        if (plan is not null) (s.BuiltAfter, s.ClockFrom, s.AsOf) = (Guid.Empty, null, Minute(session.Now));
    }, cancellationToken, nameof(SegmentEntry.Shape), nameof(SegmentEntry.BuiltAfter), nameof(SegmentEntry.ClockFrom), nameof(SegmentEntry.AsOf));

    // Only those that are in and should not be, or the other way round, need a transaction.
    private async Task BuildAsync(SegmentEntry segment, SegmentPlan plan, Guid after, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        var matching = await plan.Type.VisitAsync(new Next(session, segment, plan.Type, after, cancellationToken));
        var members = await reader.ListAsync(reader.Query<SegmentMember>().Where(m => m.SegmentId == segment.Id && m.RecordId > after).OrderBy(m => m.RecordId).Select(m => m.RecordId).Take(SegmentEvaluation.Chunk), cancellationToken);
        Guid[] ends = [.. new[] { matching, members }.Where(ids => ids.Count == SegmentEvaluation.Chunk).Select(ids => ids[^1])];
        Guid? end = ends.Length > 0 ? ends.Min() : null;
        var different = matching.Except(members).Concat(segment.Kind == SegmentKinds.Live ? members.Except(matching) : []).Where(id => end is null || id <= end).ToList();
        await InTurnAsync(segment, async current =>
        {
            current.BuiltAfter = end;
            await evaluation.RunAsync(current, plan.Type, different, cancellationToken, nameof(SegmentEntry.BuiltAfter));
        }, cancellationToken);
    }

    private async Task ClockAsync(SegmentEntry segment, SegmentPlan plan, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        var records = new HashSet<Guid>();
        foreach (var (condition, field, look) in plan.Times)
        {
            var flipped = await look.Type.VisitAsync(new SegmentFlips(reader, condition, field, look.Type, new SegmentScope(session, from), new SegmentScope(session, segment.AsOf), cancellationToken));
            records.UnionWith(await SegmentReach.RootsAsync(reader, look, flipped, cancellationToken));
        }
        foreach (var some in records.Chunk(SegmentEvaluation.Chunk))
            if (!await InTurnAsync(segment, current => evaluation.RunAsync(current, plan.Type, some, cancellationToken), cancellationToken)) return;
        await UpdateAsync(segment, s => s.ClockFrom = null, cancellationToken, nameof(SegmentEntry.ClockFrom));
    }

    private async Task RemoveAsync(SegmentEntry segment, CancellationToken cancellationToken)
    {
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var transaction = work.Transaction;
        await transaction.LockAsync([SegmentEvaluation.Lock], cancellationToken);
        var members = await transaction.ListAsync(transaction.Query<SegmentMember>().Where(m => m.SegmentId == segment.Id).Take(SegmentEvaluation.Chunk), cancellationToken);
        var rows = new StoreBatch();
        rows.Deletes.AddRange(members);
        if (members.Count < SegmentEvaluation.Chunk) rows.Deletes.Add(segment);
        await transaction.WriteAsync(rows, cancellationToken);
        await work.CommitAsync(cancellationToken);
    }

    private Task<bool> UpdateAsync(SegmentEntry segment, Action<SegmentEntry> change, CancellationToken cancellationToken, params string[] properties) => InTurnAsync(segment, async current =>
    {
        change(current);
        await session.Transaction!.WriteAsync(new StoreBatch { RowUpdates = { new StoreRowUpdate(current, properties) } }, cancellationToken);
    }, cancellationToken);

    /// <summary>Does something in a transaction, unless the segment is not any more as it was read: another host was first, or somebody changed it.</summary>
    /// <returns>Whether it did.</returns>
    private async Task<bool> InTurnAsync(SegmentEntry segment, Func<SegmentEntry, Task> act, CancellationToken cancellationToken)
    {
        await using var work = await session.BeginWorkAsync(cancellationToken);
        await work.Transaction.LockAsync([SegmentEvaluation.Lock], cancellationToken);
        var (id, shape, asOf) = (segment.Id, segment.Shape, segment.AsOf);
        if (await work.Transaction.ListAsync(work.Transaction.Query<SegmentEntry>().Where(s => s.Id == id && s.Shape == shape && s.AsOf == asOf && s.RemovedAt == null), cancellationToken) is not [var current]
            || current.BuiltAfter != segment.BuiltAfter || current.ClockFrom != segment.ClockFrom) return false;
        await act(current);
        Failpoint.Hit("segments.before-commit");
        await work.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>The next records in the order of their ids that meet the filter.</summary>
    private sealed class Next(CrmSession session, SegmentEntry segment, RecordTypeDefinition type, Guid after, CancellationToken cancellationToken) : IRecordClassVisitor<IReadOnlyList<Guid>>
    {
        public async Task<IReadOnlyList<Guid>> VisitAsync<T>() where T : Record
        {
            var rows = await SegmentEvaluation.MeetingAsync<T>(session, segment, type, cancellationToken);
            return await (await session.ReaderAsync(cancellationToken)).ListAsync(rows.Where(r => r.Id > after).OrderBy(r => r.Id).Select(r => r.Id).Take(SegmentEvaluation.Chunk), cancellationToken);
        }
    }
}
