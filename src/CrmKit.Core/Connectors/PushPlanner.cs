using System.Text.Json;
using CrmKit.Effects;
using CrmKit.Events;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Connectors;

/// <summary>
/// Finds what has to go to the other system and puts it into batches: the values, as they are sent however often, stand in the links, and each batch is one effect.
/// A record is in one batch at a time, so that its changes arrive in their order; what changes meanwhile goes when the answer is here.
/// </summary>
internal sealed class PushPlanner(CrmSession session, RecordLoader loader) : ISessionService
{
    private const int BatchSize = 200;

    /// <summary>How many that waited for links are looked at again with each sweep.</summary>
    private const int MostRetried = 200;

    public static bool IsPushing(ConnectorDefinition connector) => connector.Types.Any(t => t.Push != ConnectorPush.None);

    /// <summary>Makes batches that were given up due again. Outside of any unit of work.</summary>
    public static async Task ReplayAsync(CrmSession session, string connector, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        var kind = ConnectorTimes.Effect(connector);
        var dead = await reader.ListAsync(reader.Query<OutboxMessage>().Where(m => m.Class == OutboxClass.Effect && m.Name == kind && m.Status == "dead").Select(m => m.Id), cancellationToken);
        if (dead.Count > 0) await session.Effects.ReplayAsync(dead, cancellationToken);
    }

    /// <summary>Looks through all records of the connector for what differs from what both sides were last; the next batch of them, in the unit of work under way.</summary>
    /// <returns>How many go on their way.</returns>
    public async Task<int> SweepAsync(ConnectorDefinition connector, IStoreTransaction transaction, CancellationToken cancellationToken)
    {
        var queued = 0;
        if (!IsPushing(connector)) return queued;
        var waiting = (await new ConnectorLinks(session, transaction, connector.Key).WaitingForLinksAsync(MostRetried, cancellationToken)).ToLookup(l => l.RecordType, l => l.RecordId!.Value);
        foreach (var mapping in connector.Types.Where(t => t.Push != ConnectorPush.None))
        {
            var rows = RecordRows.For(session.Catalog.Type(mapping.RecordType));
            var found = await rows.UnsyncedAsync(transaction, session.Catalog.Type(mapping.RecordType), connector.Key, mapping.Push == ConnectorPush.All, BatchSize, cancellationToken);
            var planned = await PlanAsync(connector, mapping, [.. found.Union(waiting[mapping.RecordType])], mapping.Push == ConnectorPush.All, isAgain: true, transaction, cancellationToken);
            queued += planned;
            if (planned == 0 || found.Count < BatchSize) continue;
            break; // the answer to this batch asks for the next
        }
        return queued;
    }

    /// <summary>Puts those of the records that have to go into batches, in the unit of work under way.</summary>
    /// <param name="connector">The connector.</param>
    /// <param name="mapping">The records' type.</param>
    /// <param name="ids">The records.</param>
    /// <param name="withNew">Whether those go too that are not linked.</param>
    /// <param name="isAgain">Whether those are looked at again that were refused as they are.</param>
    /// <param name="transaction">The unit of work's.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>How many go on their way.</returns>
    public async Task<int> PlanAsync(
        ConnectorDefinition connector, ConnectorType mapping, IReadOnlyCollection<Guid> ids, bool withNew, bool isAgain, IStoreTransaction transaction, CancellationToken cancellationToken)
    {
        if (ids.Count == 0) return 0;
        var links = new ConnectorLinks(session, transaction, connector.Key);
        var fields = new ConnectorMapping(mapping, session.Catalog.Type(mapping.RecordType));
        var known = await links.OfAsync(mapping.RecordType, ids, cancellationToken);
        var records = await loader.LoadAsync(fields.Type, ids, withDeleted: true, cancellationToken);
        var targets = await TargetsAsync(links, fields, records, cancellationToken);
        var (looked, going) = (new List<ConnectorLink>(), new List<ConnectorLink>());
        foreach (var record in records.OrderBy(r => r.Id))
        {
            var link = known.GetValueOrDefault(record.Id);
            if (link is null && withNew && record.DeletedAt is null) link = links.New(record, mapping.RecordType);
            if (link is null || !IsOpen(link, record, isAgain)) continue;
            looked.Add(link);
            if (Look(link, record, fields, targets)) going.Add(link);
        }
        foreach (var batch in going.Chunk(BatchSize))
        {
            var id = SequentialGuid.Next();
            foreach (var link in batch) link.PushId = id;
            await session.Effects.RequestAsync([new EffectRequest(ConnectorTimes.Effect(connector.Key), id.ToString(), JsonSerializer.SerializeToElement(batch.Length))], cancellationToken);
        }
        await links.WriteAsync(looked, cancellationToken);
        return going.Count;
    }

    // What waits for a decision or is on its way goes later.
    private static bool IsOpen(ConnectorLink link, Record record, bool isAgain) => link.PushId is null && link.Status is not (ConnectorLinkStatus.Conflict or ConnectorLinkStatus.Refused)
        && (link.SeenVersion != record.Version || (isAgain && link.ErrorCode == ConnectorErrors.ReferenceUnlinkedCode));

    // Whether it has to go.
    private bool Look(ConnectorLink link, Record record, ConnectorMapping fields, HashSet<RecordRef> targets)
    {
        var (text, isDeleted, wasDeleted) = (fields.Text(record), record.DeletedAt is not null, link.Status == ConnectorLinkStatus.Deleted);
        link.SeenVersion = record.Version;
        if (isDeleted && (link.ExternalId is null || wasDeleted)) return Rest(link, ConnectorLinkStatus.Deleted);
        if (link.SyncedAt is not null && !isDeleted && !wasDeleted && text == link.Synced) return Rest(link, ConnectorLinkStatus.Synced);
        if (!isDeleted)
            foreach (var (field, target) in fields.References(record))
                if (!targets.Contains(target)) return Refuse(link, ConnectorErrors.ReferenceUnlinked(field, target));
        (link.Sent, link.SentBase, link.IsSentDeleted) = (text, link.ExternalVersion, isDeleted);
        return true;
    }

    private bool Rest(ConnectorLink link, ConnectorLinkStatus status)
    {
        if (link.Status != status) PulledItem.Calm(link, session.Now);
        link.Status = status;
        return false;
    }

    private bool Refuse(ConnectorLink link, CrmError error)
    {
        (link.Status, link.ErrorCode, link.Error, link.At) = (ConnectorLinkStatus.PushRefused, error.Code, ConnectorErrors.Short(error.Message), session.Now);
        return false;
    }

    // Which of the records that these refer to are there.
    private static async Task<HashSet<RecordRef>> TargetsAsync(ConnectorLinks links, ConnectorMapping fields, IReadOnlyList<Record> records, CancellationToken cancellationToken)
    {
        var targets = new HashSet<RecordRef>();
        foreach (var type in records.SelectMany(fields.References).GroupBy(r => r.Record.Type, r => r.Record.Id))
            foreach (var (id, link) in await links.OfAsync(type.Key, type, cancellationToken))
                if (link.ExternalId is not null) targets.Add(new RecordRef(type.Key, id));
        return targets;
    }
}
