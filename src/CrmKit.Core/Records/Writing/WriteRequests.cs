using CrmKit.Sessions;

namespace CrmKit.Records;

/// <summary>A caller's change set as requests of the write path.</summary>
internal static class WriteRequests
{
    public static IReadOnlyList<WriteRequest> Of(ChangeSet changes, CrmSession session, bool isTrusted = false)
    {
        var requests = new WriteRequest[changes.Changes.Count];
        for (var i = 0; i < requests.Length; i++) requests[i] = Of(changes.Changes[i], session, isTrusted);
        return requests;
    }

    private static WriteRequest Of(Change change, CrmSession session, bool isTrusted) => change switch
    {
        CreateChange create => Create(create, session, isTrusted),
        UpdateChange update => new WriteRequest
        {
            Operation = RecordOperation.Update,
            Ref = session.Catalog.TypeOf(update.Record).Ref(update.Record.Id),
            Record = update.Record,
            ExpectedVersion = update.Record.Version,
            IsTrusted = isTrusted,
        },
        PatchChange patch => new WriteRequest
        {
            Operation = RecordOperation.Update,
            Ref = patch.Record,
            Values = patch.Values,
            ExpectedVersion = patch.ExpectedVersion,
            IsTrusted = isTrusted,
        },
        DeleteChange delete => new WriteRequest { Operation = RecordOperation.Delete, Ref = delete.Record, ExpectedVersion = delete.ExpectedVersion, IsTrusted = isTrusted },
        RestoreChange restore => new WriteRequest { Operation = RecordOperation.Restore, Ref = restore.Record, ExpectedVersion = restore.ExpectedVersion, IsTrusted = isTrusted },
        _ => throw new ArgumentException($"Change {change.GetType().Name} is unknown."),
    };

    private static WriteRequest Create(CreateChange create, CrmSession session, bool isTrusted)
    {
        var (record, state) = (create.Record, create.State);
        if (record.Version != 0) throw new ArgumentException($"Record {record.Id} is stored already (version {record.Version}); update it instead of creating it.");
        return new WriteRequest
        {
            Operation = RecordOperation.Create,
            Ref = session.Catalog.TypeOf(record).Ref(record.Id),
            Record = record,
            Owner = state.OwnerId is null && state.TeamId is null ? null : new Ownership(state.OwnerId ?? session.Actor.UserId, state.TeamId),
            Stage = ReferenceEquals(state, InitialState.Default) ? null : new StageEntry
            {
                Pipeline = state.Pipeline,
                Stage = state.Stage,
                At = state.StageEnteredAt,
                ClosedOn = state.ClosedOn,
                LossReason = state.LossReason,
            },
            IsTrusted = isTrusted,
        };
    }
}
