using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Connectors;

/// <summary>The link rows of one connector.</summary>
internal sealed class ConnectorLinks(CrmSession session, IStoreTransaction transaction, string connector)
{
    private const int Chunk = 500;

    private static readonly string[] Changing =
    [
        nameof(ConnectorLink.RecordId), nameof(ConnectorLink.Status), nameof(ConnectorLink.ExternalVersion), nameof(ConnectorLink.RecordVersion), nameof(ConnectorLink.Synced), nameof(ConnectorLink.SyncedAt),
        nameof(ConnectorLink.TheirVersion), nameof(ConnectorLink.IsDeletedThere), nameof(ConnectorLink.Pending), nameof(ConnectorLink.ErrorCode), nameof(ConnectorLink.Error), nameof(ConnectorLink.At),
    ];

    private readonly HashSet<ConnectorLink> _new = [];

    /// <summary>The links of records of one type, by their keys there.</summary>
    public async Task<Dictionary<string, ConnectorLink>> FindAsync(string recordType, IEnumerable<string> externalIds, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, ConnectorLink>(StringComparer.Ordinal);
        foreach (var some in externalIds.Distinct().Chunk(Chunk))
        {
            var rows = transaction.Query<ConnectorLink>().Where(l => l.Connector == connector && l.RecordType == recordType && some.Contains(l.ExternalId));
            foreach (var link in await transaction.ListAsync(rows, cancellationToken)) found[link.ExternalId] = link;
        }
        return found;
    }

    /// <summary>What was refused only because what it refers to had not come, oldest first.</summary>
    public Task<IReadOnlyList<ConnectorLink>> WaitingForOthersAsync(int limit, CancellationToken cancellationToken) =>
        transaction.ListAsync(transaction.Query<ConnectorLink>()
            .Where(l => l.Connector == connector && l.Status == ConnectorLinkStatus.Refused && l.ErrorCode == ConnectorErrors.ReferenceMissingCode).OrderBy(l => l.At).Take(limit), cancellationToken);

    public ConnectorLink New(PulledChange change)
    {
        var link = new ConnectorLink { TenantId = session.TenantId, Connector = connector, RecordType = change.RecordType, ExternalId = change.ExternalId };
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
