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
        nameof(ConnectorState.Pushed), nameof(ConnectorState.Rule), nameof(ConnectorState.PushErrorCode), nameof(ConnectorState.PushError),
    ];

    public static async Task<ConnectorState?> FindAsync(IStoreReader reader, string connector, CancellationToken cancellationToken) =>
        await reader.ListAsync(reader.Query<ConnectorState>().Where(s => s.Connector == connector), cancellationToken) is [var state] ? state : null;

    /// <summary>Counts what a batch did.</summary>
    public static void Add(ConnectorState state, PullCounts counts) =>
        (state.Created, state.Updated, state.Deleted) = (state.Created + counts.Created, state.Updated + counts.Updated, state.Deleted + counts.Deleted);

    /// <summary>Adds the row to a batch of rows, whatever changes in it; <paramref name="found"/> is it before, <see langword="null"/> before the first.</summary>
    public static ConnectorState Put(StoreBatch rows, ConnectorState? found, CrmSession session, ConnectorDefinition connector)
    {
        var state = found ?? new ConnectorState { TenantId = session.TenantId, Connector = connector.Key, Source = connector.Source };
        if (found is null) rows.Inserts.Add(state);
        else rows.RowUpdates.Add(new StoreRowUpdate(state, Changing));
        return state;
    }
}
