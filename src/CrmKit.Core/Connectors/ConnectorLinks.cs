using CrmKit.Events;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Connectors;

/// <summary>The link rows of one connector.</summary>
internal sealed class ConnectorLinks(CrmSession session, IStoreTransaction transaction, string connector)
{
    private const int Chunk = 500;
    private const int Tries = 3;

    private static readonly string[] Changing =
    [
        nameof(ConnectorLink.RecordId), nameof(ConnectorLink.Status), nameof(ConnectorLink.ExternalVersion), nameof(ConnectorLink.RecordVersion), nameof(ConnectorLink.Synced), nameof(ConnectorLink.SyncedAt),
        nameof(ConnectorLink.TheirVersion), nameof(ConnectorLink.IsDeletedThere), nameof(ConnectorLink.Pending), nameof(ConnectorLink.ErrorCode), nameof(ConnectorLink.Error), nameof(ConnectorLink.At),
        nameof(ConnectorLink.ExternalId), nameof(ConnectorLink.SeenVersion), nameof(ConnectorLink.PushId), nameof(ConnectorLink.Sent), nameof(ConnectorLink.SentBase), nameof(ConnectorLink.IsSentDeleted),
    ];

    private readonly HashSet<ConnectorLink> _new = [];

    /// <summary>The links of records of one type, by their keys there.</summary>
    public async Task<Dictionary<string, ConnectorLink>> FindAsync(string recordType, IEnumerable<string> externalIds, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, ConnectorLink>(StringComparer.Ordinal);
        foreach (var some in externalIds.Distinct().Chunk(Chunk))
        {
            var rows = transaction.Query<ConnectorLink>().Where(l => l.Connector == connector && l.RecordType == recordType && l.ExternalId != null && some.Contains(l.ExternalId));
            foreach (var link in await transaction.ListAsync(rows, cancellationToken)) found[link.ExternalId!] = link;
        }
        return found;
    }

    /// <summary>What was refused only because what it refers to had not come, oldest first.</summary>
    public Task<IReadOnlyList<ConnectorLink>> WaitingForOthersAsync(int limit, CancellationToken cancellationToken) =>
        transaction.ListAsync(transaction.Query<ConnectorLink>()
            .Where(l => l.Connector == connector && l.Status == ConnectorLinkStatus.Refused && l.ErrorCode == ConnectorErrors.ReferenceMissingCode).OrderBy(l => l.At).Take(limit), cancellationToken);

    /// <summary>The links of records of one type, by the records' ids.</summary>
    public async Task<Dictionary<Guid, ConnectorLink>> OfAsync(string recordType, IEnumerable<Guid> records, CancellationToken cancellationToken)
    {
        var found = new Dictionary<Guid, ConnectorLink>();
        foreach (var some in records.Distinct().Select(id => (Guid?)id).Chunk(Chunk))
        {
            var rows = transaction.Query<ConnectorLink>().Where(l => l.Connector == connector && l.RecordType == recordType && some.Contains(l.RecordId));
            foreach (var link in await transaction.ListAsync(rows, cancellationToken)) found[link.RecordId!.Value] = link;
        }
        return found;
    }

    /// <summary>What a batch takes to the other system.</summary>
    public Task<IReadOnlyList<ConnectorLink>> InBatchAsync(Guid batch, CancellationToken cancellationToken) => InBatchAsync(transaction, connector, batch, cancellationToken);

    public static Task<IReadOnlyList<ConnectorLink>> InBatchAsync(IStoreReader reader, string connector, Guid batch, CancellationToken cancellationToken) =>
        reader.ListAsync(reader.Query<ConnectorLink>().Where(l => l.Connector == connector && l.PushId == batch).OrderBy(l => l.Id), cancellationToken);

    /// <summary>Records of a type that are on their way to become new ones there.</summary>
    public Task<IReadOnlyList<ConnectorLink>> BecomingNewThereAsync(string recordType, CancellationToken cancellationToken) =>
        transaction.ListAsync(transaction.Query<ConnectorLink>().Where(l => l.Connector == connector && l.RecordType == recordType && l.PushId != null && l.ExternalId == null), cancellationToken);

    /// <summary>Whether one of the batches has been tried so little that its answer is to be waited for.</summary>
    public async Task<bool> IsAnswerDueAsync(IEnumerable<Guid> batches, CancellationToken cancellationToken)
    {
        var (kind, keys) = (ConnectorTimes.Effect(connector), batches.Select(b => b.ToString()).Distinct().ToList());
        return await transaction.CountAsync(transaction.Query<OutboxMessage>()
            .Where(m => m.Class == OutboxClass.Effect && m.Name == kind && m.Status == "pending" && m.Attempts < Tries && keys.Contains(m.Key!)), cancellationToken) > 0;
    }

    /// <summary>What cannot go there only because what it refers to is not there, oldest first.</summary>
    public Task<IReadOnlyList<ConnectorLink>> WaitingForLinksAsync(int limit, CancellationToken cancellationToken) =>
        transaction.ListAsync(transaction.Query<ConnectorLink>()
            .Where(l => l.Connector == connector && l.Status == ConnectorLinkStatus.PushRefused && l.ErrorCode == ConnectorErrors.ReferenceUnlinkedCode).OrderBy(l => l.At).Take(limit), cancellationToken);

    public ConnectorLink New(PulledChange change) => New(change.RecordType, change.ExternalId, null);

    public ConnectorLink New(Record record, string recordType) => New(recordType, null, record.Id);

    private ConnectorLink New(string recordType, string? externalId, Guid? record)
    {
        var link = new ConnectorLink { TenantId = session.TenantId, Connector = connector, RecordType = recordType, ExternalId = externalId, RecordId = record };
        _new.Add(link);
        return link;
    }

    public Task WriteAsync(IEnumerable<ConnectorLink> links, CancellationToken cancellationToken)
    {
        var batch = new StoreBatch();
        foreach (var link in links)
        {
            if (_new.Remove(link)) batch.Inserts.Add(link);
            else batch.RowUpdates.Add(new StoreRowUpdate(link, Changing));
        }
        return transaction.WriteAsync(batch, cancellationToken);
    }
}
