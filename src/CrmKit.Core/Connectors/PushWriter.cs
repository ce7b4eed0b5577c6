using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Connectors;

/// <summary>Keeps what the other system said to a batch: its keys and versions become the links, its reasons stay visible, and what changed there goes the way of a pull.</summary>
internal sealed class PushWriter(CrmSession session, PullWriter pulls, PushPlanner planner) : ISessionService
{
    /// <summary>Writes the answers in the unit of work under way, and puts what follows into batches.</summary>
    public async Task WriteAsync(ConnectorDefinition connector, Guid batch, Func<ConnectorLink, PushAnswer?> answerOf, IStoreTransaction transaction, CancellationToken cancellationToken)
    {
        var links = new ConnectorLinks(session, transaction, connector.Key);
        var sent = await links.InBatchAsync(batch, cancellationToken);
        if (sent.Count == 0) return; // another delivery was faster
        var taken = await TakenAsync(links, sent, answerOf, cancellationToken);
        var (done, theirs) = (0, new List<PulledChange>());
        foreach (var link in sent)
        {
            var answer = answerOf(link)!;
            link.PushId = null;
            if ((answer.ExternalId ?? answer.Theirs?.ExternalId) is { } key && link.ExternalId is null && !taken.Add((link.RecordType, key))) Refuse(link, ConnectorErrors.LinkTaken(link.RecordType, key));
            else if (answer.Reason is { } reason) Refuse(link, reason);
            else if (answer.Theirs is { } changed)
            {
                link.ExternalId = changed.ExternalId;
                theirs.Add(changed);
            }
            else
            {
                Settle(link, answer);
                done++;
            }
        }
        await links.WriteAsync(sent, cancellationToken);

        var rows = new StoreBatch();
        var state = ConnectorStates.Put(rows, await ConnectorStates.FindAsync(transaction, connector.Key, cancellationToken), session, connector);
        (state.Pushed, state.PushErrorCode, state.PushError) = (state.Pushed + done, null, null);
        if (theirs.Count > 0) ConnectorStates.Add(state, await pulls.WriteAsync(connector, theirs, state.Rule, transaction, cancellationToken));
        await transaction.WriteAsync(rows, cancellationToken);

        foreach (var type in connector.Types)
            await planner.PlanAsync(connector, type, [.. sent.Where(l => l.RecordType == type.RecordType).Select(l => l.RecordId!.Value)], withNew: false, isAgain: false, transaction, cancellationToken);
        await planner.SweepAsync(connector, transaction, cancellationToken);
    }

    private void Settle(ConnectorLink link, PushAnswer answer)
    {
        (link.Status, link.ExternalId, link.ExternalVersion) = (link.IsSentDeleted ? ConnectorLinkStatus.Deleted : ConnectorLinkStatus.Synced, answer.ExternalId, answer.Version);
        (link.Synced, link.RecordVersion, link.SyncedAt) = (link.Sent, link.SeenVersion, session.Now);
        PulledItem.Calm(link, session.Now);
    }

    private void Refuse(ConnectorLink link, CrmError reason) =>
        (link.Status, link.ErrorCode, link.Error, link.At) = (ConnectorLinkStatus.PushRefused, reason.Code, ConnectorErrors.Short(reason.Message), session.Now);

    // Keys there that belong to links already.
    private static async Task<HashSet<(string, string)>> TakenAsync(ConnectorLinks links, IReadOnlyList<ConnectorLink> sent, Func<ConnectorLink, PushAnswer?> answerOf, CancellationToken cancellationToken)
    {
        var taken = new HashSet<(string, string)>();
        foreach (var type in sent.Where(l => l.ExternalId is null).GroupBy(l => l.RecordType))
            foreach (var key in (await links.FindAsync(type.Key, type.Select(l => answerOf(l)!).Select(a => a.ExternalId ?? a.Theirs?.ExternalId).OfType<string>(), cancellationToken)).Keys) taken.Add((type.Key, key));
        return taken;
    }
}
