using CrmKit.Access;
using CrmKit.Events;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Records;

/// <summary>Undoes merges: writes back what each one changed, where nobody changed it since. What later merges took over from it is taken out of their steps, so that undoing them, in whichever order, ends at the first state.</summary>
internal sealed class RecordUnmerger(CrmSession session, AccessDoor access, RecordLoader loader, RecordWriter writer, MergeLinks links) : ISessionService
{
    private const int Chunk = 500;

    public async Task<IReadOnlyList<UnmergeOutcome>> UnmergeAsync(IReadOnlyList<Guid> merges, MergeOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(merges);
        if (merges.Count == 0) return [];
        using var door = session.Through(RecordMerger.Door);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var known = (await FindAsync(merges, cancellationToken)).Values;
        await work.Transaction.LockAsync([.. known.SelectMany(m => new[] { Winner(m), Loser(m) }).Select(RecordMerger.LockOf).Distinct()], cancellationToken);
        var outcomes = new UnmergeOutcome[merges.Count];
        for (var i = 0; i < merges.Count; i++)
        {
            var (id, at) = (merges[i], i);
            if (options.AllOrNothing) outcomes[i] = await OneAsync(id, options.Reason, cancellationToken);
            else if (await work.TryAsync(async () => outcomes[at] = await OneAsync(id, options.Reason, cancellationToken), cancellationToken) is { } refusal)
                outcomes[i] = new UnmergeOutcome(id, default, default, [], [.. refusal.Errors.Select(e => e with { Index = at })]);
        }
        Failpoint.Hit("unmerge.before-commit");
        await work.CommitAsync(cancellationToken);
        Failpoint.Hit("unmerge.after-commit");
        return outcomes;
    }

    private async Task<UnmergeOutcome> OneAsync(Guid id, string? reason, CancellationToken cancellationToken)
    {
        if (!(await FindAsync([id], cancellationToken)).TryGetValue(id, out var merge)) throw new CrmNotFoundException(MergeErrors.Unknown(id));
        if (!session.Catalog.TryType(merge.RecordType, out var type)) throw new CrmRuleException(MergeErrors.PluginMissing(merge.RecordType));
        await DemandAsync(type, merge, cancellationToken);
        reason ??= $"undoing the merge of {Loser(merge)} into {Winner(merge)}";

        var transaction = session.Transaction!;
        var steps = await transaction.ListAsync(transaction.Query<MergeStep>().Where(s => s.MergeId == id), cancellationToken);
        var undo = new MergeUndo(merge, await LaterAsync(steps, merge, cancellationToken));
        foreach (var group in steps.Where(s => s.RecordType is not (MergeStep.ConnectorLink or MergeStep.ConversionLink or MergeStep.Attachment or MergeStep.Share)).GroupBy(s => s.RecordType))
        {
            if (!session.Catalog.TryType(group.Key, out var stepType)) throw new CrmRuleException(MergeErrors.PluginMissing(group.Key));
            var records = (await loader.LoadAsync(stepType, [.. group.Select(s => s.RecordId)], withDeleted: true, cancellationToken)).ToDictionary(r => r.Id);
            if (stepType != type && !session.IsUnconfined && (await access.MayAsync(stepType, Operations.Update, [.. records.Values], cancellationToken)).Contains(false))
                throw new CrmForbiddenException(MergeErrors.ChildrenForbidden(Loser(merge)));
            foreach (var step in group)
                if (records.TryGetValue(step.RecordId, out var record)) undo.Add(stepType, record, step);
        }
        using (session.Correlated(Guid.CreateVersion7()))
            await writer.ExecuteAsync(undo.Requests, allOrNothing: true, reason, cancellationToken);
        Failpoint.Hit("unmerge.restored");
        await links.RestoreAsync(merge, steps, cancellationToken);
        await CloseAsync(merge, undo, cancellationToken);
        return new UnmergeOutcome(id, Winner(merge), Loser(merge), undo.Kept, []);
    }

    private async Task DemandAsync(RecordTypeDefinition type, RecordMerge merge, CancellationToken cancellationToken)
    {
        var found = (await loader.LoadAsync(type, [merge.WinnerId, merge.LoserId], withDeleted: true, cancellationToken)).ToDictionary(r => r.Id);
        if (!found.TryGetValue(merge.WinnerId, out var winner) || !found.TryGetValue(merge.LoserId, out var loser) || !await MayAsync(type, Operations.Read, winner, loser, cancellationToken))
            throw new CrmNotFoundException(MergeErrors.Unknown(merge.Id));
        if (!await MayAsync(type, Operations.Merge, winner, loser, cancellationToken)) throw new CrmForbiddenException(AccessErrors.Forbidden(Operations.Merge, type, Winner(merge)));
        if (!await MayAsync(type, Operations.Update, winner, winner, cancellationToken)) throw new CrmForbiddenException(AccessErrors.Forbidden(Operations.Update, type, Winner(merge)));
        if (!await MayAsync(type, Operations.Delete, loser, loser, cancellationToken)) throw new CrmForbiddenException(AccessErrors.Forbidden(Operations.Delete, type, Loser(merge)));
        if (merge.UndoneAt is not null) throw new CrmRuleException(MergeErrors.Undone(merge));
        if (winner.DeletedAt is null) return;
        var transaction = session.Transaction!;
        var winnerId = (Guid?)merge.WinnerId;
        var later = await transaction.ListAsync(transaction.Query<RecordMerge>().Where(m => m.ActiveLoserId == winnerId), cancellationToken);
        throw new CrmRuleException(later is [var one] ? MergeErrors.Later(merge, one) : MergeErrors.WinnerDeleted(merge));
    }

    private async ValueTask<bool> MayAsync(RecordTypeDefinition type, Operations operation, Record one, Record other, CancellationToken cancellationToken) =>
        session.IsUnconfined || !(await access.MayAsync(type, operation, [one, other], cancellationToken)).Contains(false);

    private async Task<Dictionary<Guid, RecordMerge>> FindAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var transaction = session.Transaction!;
        var found = new Dictionary<Guid, RecordMerge>();
        foreach (var some in ids.Distinct().Chunk(Chunk))
            foreach (var merge in await transaction.ListAsync(transaction.Query<RecordMerge>().Where(m => some.Contains(m.Id)), cancellationToken)) found[merge.Id] = merge;
        return found;
    }

    // The steps of merges that stand and came later, over the same records, in their order.
    private async Task<IReadOnlyList<(RecordMerge Merge, MergeStep Step)>> LaterAsync(IReadOnlyList<MergeStep> steps, RecordMerge merge, CancellationToken cancellationToken)
    {
        var transaction = session.Transaction!;
        var others = new List<MergeStep>();
        foreach (var some in steps.Select(s => s.RecordId).Chunk(Chunk))
            others.AddRange(await transaction.ListAsync(transaction.Query<MergeStep>().Where(s => some.Contains(s.RecordId) && s.MergeId.CompareTo(merge.Id) > 0), cancellationToken));
        var merges = await FindAsync([.. others.Select(s => s.MergeId).Distinct()], cancellationToken);
        return [.. others.Select(s => (Merge: merges[s.MergeId], Step: s)).Where(l => l.Merge.UndoneAt is null).OrderBy(l => l.Merge.Id)];
    }

    private async Task CloseAsync(RecordMerge merge, MergeUndo undo, CancellationToken cancellationToken)
    {
        (merge.UndoneAt, merge.UndoneById, merge.ActiveLoserId) = (session.Now, session.Actor.UserId, null);
        var rows = new StoreBatch { RowUpdates = { new StoreRowUpdate(merge, [nameof(RecordMerge.UndoneAt), nameof(RecordMerge.UndoneById), nameof(RecordMerge.ActiveLoserId)]) } };
        rows.RowUpdates.AddRange(undo.Rewritten.Select(s => new StoreRowUpdate(s, [nameof(MergeStep.Changes)])));
        rows.Inserts.Add(EventWriter.Message(session, $"{merge.RecordType}.unmerged", [merge], static (json, m) =>
        {
            json.WriteString("id", m.LoserId);
            json.WriteString("from", m.WinnerId);
            json.WriteString("merge", m.Id);
        }));
        await session.Transaction!.WriteAsync(rows, cancellationToken);
        Failpoint.Hit("unmerge.written");
    }

    private static RecordRef Winner(RecordMerge merge) => new(merge.RecordType, merge.WinnerId);

    private static RecordRef Loser(RecordMerge merge) => new(merge.RecordType, merge.LoserId);
}
