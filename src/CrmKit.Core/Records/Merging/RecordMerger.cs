using CrmKit.Access;
using CrmKit.Events;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Records;

/// <summary>Makes one record out of two: moves what refers to the loser, deletes it, gives the winner the values chosen, and keeps what it takes to undo all of it.</summary>
internal sealed class RecordMerger(
    CrmSession session, AccessDoor access, RecordLoader loader, RecordWriter writer, MergeFields fields, MergeChildren children, MergeLinks links, MergeJournal journal, FieldRights rights) : ISessionService
{
    /// <summary>What audit and handlers see as the session's door while records are merged.</summary>
    public const string Door = "merge";

    public async Task<IReadOnlyList<MergeOutcome>> MergeAsync(IReadOnlyList<MergeRequest> merges, MergeOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(merges);
        if (merges.Count == 0) return [];
        using var door = session.Through(Door);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        await work.Transaction.LockAsync([.. merges.SelectMany(m => new[] { LockOf(m.Winner), LockOf(m.Loser) }).Distinct()], cancellationToken);
        var outcomes = new MergeOutcome[merges.Count];
        for (var i = 0; i < merges.Count; i++)
        {
            var (merge, at) = (merges[i], i);
            if (options.AllOrNothing) outcomes[i] = await OneAsync(merge, options.Reason, cancellationToken);
            else if (await work.TryAsync(async () => outcomes[at] = await OneAsync(merge, options.Reason, cancellationToken), cancellationToken) is { } refusal)
                outcomes[i] = new MergeOutcome(null, merge.Winner, merge.Loser, null, new Dictionary<string, int>(), [.. refusal.Errors.Select(e => e with { Index = at })]);
        }
        Failpoint.Hit("merge.before-commit");
        await work.CommitAsync(cancellationToken);
        Failpoint.Hit("merge.after-commit");
        return outcomes;
    }

    /// <summary>Whoever merges a record, or undoes it, holds its name.</summary>
    public static StoreLock LockOf(RecordRef record) => new($"merge/{record.Id}");

    private async Task<MergeOutcome> OneAsync(MergeRequest request, string? reason, CancellationToken cancellationToken)
    {
        var type = fields.TypeOf(request.Winner, request.Loser);
        var merge = new RecordMerge
        {
            RecordType = type.Key,
            WinnerId = request.Winner.Id,
            LoserId = request.Loser.Id,
            ActiveLoserId = request.Loser.Id,
            At = session.Now,
            ActorId = session.Actor.UserId,
        };
        var (winner, loser) = await BothAsync(type, merge, cancellationToken);
        foreach (var record in new[] { winner, loser }.Cast<RootRecord>())
        {
            if (record.ConvertedAt is not null) throw new CrmRuleException(MergeErrors.Converted(type.Ref(record.Id)));
            if (record.ClosedAt is not null) throw new CrmRuleException(MergeErrors.Closed(type.Ref(record.Id)));
        }
        var values = await fields.ChooseAsync(type, winner, loser, request, cancellationToken);
        reason ??= $"merge of {type.Ref(loser.Id)} into {type.Ref(winner.Id)}";

        using var correlated = session.Correlated(merge.Id); // by which the audit tells what the merge wrote
        var touched = new HashSet<RecordRef>();
        using var noting = session.Noting(touched);
        var moved = await children.MoveAsync(type, winner.Id, loser.Id, reason, cancellationToken);
        Failpoint.Hit("merge.children-moved");
        var gone = await writer.ExecuteAsync([new WriteRequest { Operation = RecordOperation.Delete, Ref = type.Ref(loser.Id), ExpectedVersion = request.LoserVersion }], allOrNothing: true, reason, cancellationToken);
        Failpoint.Hit("merge.loser-gone");
        // Written even when nothing differs: whoever deletes the winner at the same moment, or merges it away, meets a conflict.
        var kept = await writer.ExecuteAsync(
            [new WriteRequest { Operation = RecordOperation.Update, Ref = type.Ref(winner.Id), Values = values, ExpectedVersion = request.WinnerVersion, Touches = true }], allOrNothing: true, reason, cancellationToken);
        var followed = await links.MoveAsync(merge, gone.Outcomes[0].Record!.Version, cancellationToken);
        await WriteAsync(merge, [.. await journal.StepsAsync(merge, touched, cancellationToken), .. followed], cancellationToken);
        return new MergeOutcome(merge.Id, type.Ref(winner.Id), type.Ref(loser.Id), (await rights.HideAsync(kept, cancellationToken)).Outcomes[0].Record, moved, []);
    }

    // As stored: what the rule fills in may be more than the actor sees, and goes no further than the record.
    private async Task<(Record Winner, Record Loser)> BothAsync(RecordTypeDefinition type, RecordMerge merge, CancellationToken cancellationToken)
    {
        var found = (await loader.LoadAsync(type, [merge.WinnerId, merge.LoserId], withDeleted: true, cancellationToken)).ToDictionary(r => r.Id);
        foreach (var id in new[] { merge.WinnerId, merge.LoserId })
        {
            if (!found.TryGetValue(id, out var record) || !await MayAsync(type, Operations.Read, record, cancellationToken)) throw new CrmNotFoundException(RecordErrors.NotFound(type.Ref(id)));
            foreach (var asked in (Operations[])[Operations.Merge, id == merge.WinnerId ? Operations.Update : Operations.Delete])
                if (!await MayAsync(type, asked, record, cancellationToken)) throw new CrmForbiddenException(AccessErrors.Forbidden(asked, type, type.Ref(id)));
            if (record.DeletedAt is not null) throw new CrmNotFoundException(await IsMergedAsync(type, id, cancellationToken) ? MergeErrors.Merged(type.Ref(id)) : RecordErrors.NotFound(type.Ref(id)));
        }
        return (found[merge.WinnerId], found[merge.LoserId]);
    }

    private async Task<bool> IsMergedAsync(RecordTypeDefinition type, Guid id, CancellationToken cancellationToken) =>
        (await session.Service<MergedRecords>().FollowAsync(type, [id], cancellationToken)).Count > 0;

    private async ValueTask<bool> MayAsync(RecordTypeDefinition type, Operations operation, Record record, CancellationToken cancellationToken) =>
        session.IsUnconfined || (await access.MayAsync(type, operation, [record], cancellationToken))[0];

    private async Task WriteAsync(RecordMerge merge, IReadOnlyList<MergeStep> steps, CancellationToken cancellationToken)
    {
        var rows = new StoreBatch { Inserts = { merge } };
        rows.Inserts.AddRange(steps);
        rows.Inserts.Add(EventWriter.Message(session, $"{merge.RecordType}.merged", [merge], static (json, m) =>
        {
            json.WriteString("id", m.LoserId);
            json.WriteString("into", m.WinnerId);
            json.WriteString("merge", m.Id);
        }));
        try
        {
            await session.Transaction!.WriteAsync(rows, cancellationToken);
        }
        catch (StoreDuplicateException duplicate)
        {
            throw new CrmConflictException([RecordErrors.Conflict(new RecordRef(merge.RecordType, merge.LoserId))], duplicate);
        }
        Failpoint.Hit("merge.written");
    }
}
