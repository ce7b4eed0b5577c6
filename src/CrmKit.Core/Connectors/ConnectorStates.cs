using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Connectors;

/// <summary>The rows that say how far connectors are.</summary>
internal static class ConnectorStates
{
    private static readonly string[] Changing =
    [
        nameof(ConnectorState.Cursor), nameof(ConnectorState.CursorAt), nameof(ConnectorState.Batches), nameof(ConnectorState.AskedAt), nameof(ConnectorState.RunAt), nameof(ConnectorState.Created),
        nameof(ConnectorState.Updated), nameof(ConnectorState.Deleted), nameof(ConnectorState.ErrorCode), nameof(ConnectorState.Error),
    ];

    public static async Task<ConnectorState?> FindAsync(IStoreReader reader, string connector, CancellationToken cancellationToken) =>
        await reader.ListAsync(reader.Query<ConnectorState>().Where(s => s.Connector == connector), cancellationToken) is [var state] ? state : null;

    /// <summary>Adds the row after a run to a batch of rows; <paramref name="found"/> is it before, <see langword="null"/> before the first.</summary>
    public static ConnectorState Put(StoreBatch rows, ConnectorState? found, CrmSession session, ConnectorDefinition connector, OutboxMessage message)
    {
        var state = found ?? new ConnectorState { TenantId = session.TenantId, Connector = connector.Key, Source = connector.Source };
        (state.AskedAt, state.RunAt) = (message.At, session.Now);
        if (found is null) rows.Inserts.Add(state);
        else rows.RowUpdates.Add(new StoreRowUpdate(state, Changing));
        return state;
    }
}
