using CrmKit.Diagnostics;
using CrmKit.Events;
using CrmKit.Plugins;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Connectors;

/// <summary>
/// Asks a connector for one batch, outside any transaction, and keeps it: records, links, cursor, the mark that the message was delivered and the message for the next batch are one transaction.
/// A kill before it loses only the answer, which is asked for again; one after it repeats nothing.
/// </summary>
internal static class ConnectorDelivery
{
    private const string Door = "connector";
    private const int MostChanges = 1_000;

    /// <summary>Returns why it failed; empty when the batch is kept, or nobody needs it any more.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(Crm crm, ExtensionSnapshot extensions, OutboxMessage message, string key, TimeProvider clock)
    {
        // With its plugin disabled it stops at once; the next due time goes on from the cursor.
        if (extensions.Catalog.Connectors.FirstOrDefault(c => c.Key == key) is not { } connector) return [];
        var before = await BeforeAsync(crm, message, key);
        if (before is null) return [];
        CrmError failure;
        try
        {
            if (message.Payload != ConnectorTimes.More) await PushAsync(crm, message, key);
            using var limit = new CancellationTokenSource(Dispatcher.TimeLimit, clock);
            if (await FetchAsync(extensions, connector, message.TenantId, before.Cursor, limit.Token) is not { } batch) return [];
            Failpoint.Hit("connector.fetched");
            var isKept = await KeepAsync(crm, message, key, before, batch, limit.Token);
            Telemetry.Delivered(isKept ? "delivered" : "repeated");
            return [];
        }
        catch (CrmException refusal)
        {
            failure = refusal.Error;
        }
        catch (OperationCanceledException)
        {
            failure = ConnectorErrors.PullFailed(key, $"fetching and writing did not end within {Dispatcher.TimeLimit.TotalSeconds:0} seconds.");
        }
        await TellAsync(crm, message, connector, (state, session) =>
            (state.AskedAt, state.RunAt, state.ErrorCode, state.Error) = (message.At, session.Now, failure.Code, ConnectorErrors.Short(failure.Message)));
        Telemetry.Delivered("failed");
        return [$"connector {key}: {failure}"];
    }

    /// <summary>In whose name connectors write.</summary>
    public static CrmSession Open(Crm crm, OutboxMessage message, string key) => crm.Open(Actor.System($"connector:{key}"), Door, message.TenantId, message.Id);

    // Null when the message was delivered before, or a newer run has taken its place.
    private static async Task<ConnectorState?> BeforeAsync(Crm crm, OutboxMessage message, string key)
    {
        await using var session = Open(crm, message, key);
        var reader = await session.ReaderAsync(CancellationToken.None);
        if (await IsDeliveredAsync(reader, message, CancellationToken.None)) return null;
        var state = await ConnectorStates.FindAsync(reader, key, CancellationToken.None) ?? new ConnectorState();
        return state.AskedAt > message.At ? null : state;
    }

    private static async Task<bool> IsDeliveredAsync(IStoreReader reader, OutboxMessage message, CancellationToken cancellationToken) =>
        await reader.CountAsync(reader.Query<InboxEntry>().Where(i => i.MessageId == message.Id && i.Subscriber == message.Name), cancellationToken) > 0;

    private static async Task<PulledBatch?> FetchAsync(ExtensionSnapshot extensions, ConnectorDefinition connector, string tenantId, string? cursor, CancellationToken cancellationToken)
    {
        await using var scopes = new ExtensionScopes();
        if (extensions.For(typeof(IConnector), connector.Key) is not [var (source, point), ..] || scopes.Resolve<IConnector>(source, point) is not { } handler) return null; // its plugin is leaving
        var (batch, fault) = await handler.AskAsync(CallKind.Background, (Context: new ConnectorContext(connector.Key, tenantId), cursor),
            static (c, asked, token) => c.PullAsync(asked.Context, asked.cursor, token), cancellationToken);
        if (fault is not null) throw new CrmRuleException(ConnectorErrors.PullFailed(connector.Key, fault.Detail));
        if (Problem(connector, batch, cursor) is { } problem) throw new CrmRuleException(ConnectorErrors.BatchInvalid(connector.Key, problem));
        return batch! with { Changes = batch.Changes.ToArray() };
    }

    private static string? Problem(ConnectorDefinition connector, PulledBatch? batch, string? cursor)
    {
        if (batch?.Changes is null) return "it is nothing.";
        if (batch.Changes.Count > MostChanges) return $"{batch.Changes.Count} changes are more than {MostChanges}.";
        if (batch.Cursor is { Length: > 4_000 }) return "its cursor is longer than 4,000 characters.";
        if (batch.HasMore && batch.Cursor == cursor) return "there is more, but its cursor did not move.";
        foreach (var change in batch.Changes)
        {
            if (change is null) return "a change is nothing.";
            if (connector.Types.All(t => t.RecordType != change.RecordType)) return $"it does not declare the record type '{change.RecordType}'.";
            if (change.ExternalId is not { Length: > 0 and <= 100 } || change.Version is not { Length: > 0 and <= 100 }) return "a key or version is empty or longer than 100 characters.";
            if (change.Values is null) return $"'{change.ExternalId}' has no values.";
        }
        return null;
    }

    // False when another run was faster: what it fetched is here already.
    private static async Task<bool> KeepAsync(Crm crm, OutboxMessage message, string key, ConnectorState before, PulledBatch batch, CancellationToken cancellationToken)
    {
        await using var session = Open(crm, message, key);
        if (session.Catalog.Connectors.FirstOrDefault(c => c.Key == key) is not { } connector) return false;
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var found = await ConnectorStates.FindAsync(work.Transaction, key, cancellationToken);
        if ((found?.Batches ?? 0) != before.Batches || await IsDeliveredAsync(work.Transaction, message, cancellationToken)) return false;

        var counts = await session.Service<PullWriter>().WriteAsync(connector, batch.Changes, found?.Rule ?? default, work.Transaction, cancellationToken);
        var rows = new StoreBatch { Inserts = { new InboxEntry { TenantId = session.TenantId, MessageId = message.Id, Subscriber = message.Name, At = session.Now } } };
        var state = ConnectorStates.Put(rows, found, session, connector);
        (state.AskedAt, state.RunAt) = (message.At, session.Now);
        (state.Cursor, state.CursorAt, state.Batches, state.ErrorCode, state.Error) = (batch.Cursor, session.Now, before.Batches + 1, null, null);
        ConnectorStates.Add(state, counts);
        if (batch.HasMore) rows.Inserts.Add(ConnectorTimes.Message(session, key, isMore: true));
        await work.Transaction.WriteAsync(rows, cancellationToken);
        if (!batch.HasMore) await session.Service<PushPlanner>().SweepAsync(connector, work.Transaction, cancellationToken); // what our side won, and what waited for links
        Failpoint.Hit("connector.before-commit");
        await work.CommitAsync(cancellationToken);
        Failpoint.Hit("connector.after-commit");
        return true;
    }

    // What changed while the plugin was disabled told nobody: each run looks for it, and gives what was given up another chance.
    private static async Task PushAsync(Crm crm, OutboxMessage message, string key)
    {
        await using var session = Open(crm, message, key);
        if (session.Catalog.Connectors.FirstOrDefault(c => c.Key == key) is not { } connector || !PushPlanner.IsPushing(connector)) return;
        await PushPlanner.ReplayAsync(session, key, CancellationToken.None);
        await using var work = await session.BeginWorkAsync(CancellationToken.None);
        await session.Service<PushPlanner>().SweepAsync(connector, work.Transaction, CancellationToken.None);
        await work.CommitAsync();
    }

    /// <summary>Keeps what a run or a batch came to, where administrators see it.</summary>
    public static async Task TellAsync(Crm crm, OutboxMessage message, ConnectorDefinition connector, Action<ConnectorState, CrmSession> tell)
    {
        await using var session = Open(crm, message, connector.Key);
        await using var work = await session.BeginWorkAsync(CancellationToken.None);
        var rows = new StoreBatch();
        tell(ConnectorStates.Put(rows, await ConnectorStates.FindAsync(work.Transaction, connector.Key, CancellationToken.None), session, connector), session);
        await work.Transaction.WriteAsync(rows, CancellationToken.None);
        await work.CommitAsync();
    }
}
