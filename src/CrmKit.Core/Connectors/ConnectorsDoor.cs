using CrmKit.Access;
using CrmKit.Plugins;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Connectors;

/// <summary>What administrators see of connectors, and decide.</summary>
internal sealed class ConnectorsDoor(CrmSession session, PullWriter writer, PushPlanner planner) : IConnectors
{
    private const int MostLinks = 1_000;

    public async Task<IReadOnlyList<ConnectorStatus>> ListAsync(CancellationToken cancellationToken = default)
    {
        await DemandAsync(cancellationToken);
        var reader = await session.ReaderAsync(cancellationToken);
        var states = (await reader.ListAsync(reader.Query<ConnectorState>(), cancellationToken)).ToDictionary(s => s.Connector);
        var list = new List<ConnectorStatus>();
        foreach (var connector in session.Catalog.Connectors.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            var state = states.GetValueOrDefault(connector.Key) ?? new ConnectorState();
            list.Add(new ConnectorStatus(connector)
            {
                LastRunAt = state.RunAt,
                CursorAt = state.CursorAt,
                Created = state.Created,
                Updated = state.Updated,
                Deleted = state.Deleted,
                Pushed = state.Pushed,
                UnderWay = await reader.CountAsync(reader.Query<ConnectorLink>().Where(l => l.Connector == connector.Key && l.PushId != null), cancellationToken),
                PushRefused = await CountAsync(reader, connector.Key, ConnectorLinkStatus.PushRefused, cancellationToken),
                Rule = state.Rule,
                Conflicts = await CountAsync(reader, connector.Key, ConnectorLinkStatus.Conflict, cancellationToken),
                Refused = await CountAsync(reader, connector.Key, ConnectorLinkStatus.Refused, cancellationToken),
                ErrorCode = state.ErrorCode,
                Error = state.Error,
                PushErrorCode = state.PushErrorCode,
                PushError = state.PushError,
            });
        }
        return list;
    }

    public async Task<IReadOnlyList<RecordOrigin>> OriginsAsync(RecordRef record, CancellationToken cancellationToken = default)
    {
        var type = session.Catalog.Type(record.Type).Key;
        var id = (await session.Records.GetAsync(record with { Type = type }, cancellationToken)).Id; // of what one may not read one learns nothing
        var reader = await session.ReaderAsync(cancellationToken);
        var links = await reader.ListAsync(reader.Query<ConnectorLink>().Where(l => l.RecordType == type && l.RecordId == id).OrderBy(l => l.Connector).ThenBy(l => l.Id), cancellationToken);
        if (links.Count == 0) return [];
        var keys = links.Select(l => l.Connector).Distinct().ToList();
        var states = (await reader.ListAsync(reader.Query<ConnectorState>().Where(s => keys.Contains(s.Connector)), cancellationToken)).ToDictionary(s => s.Connector);
        return [.. links.Select(l =>
        {
            var (connector, state) = (session.Catalog.Connectors.FirstOrDefault(c => c.Key == l.Connector), states.GetValueOrDefault(l.Connector));
            return new RecordOrigin(l.Connector, connector?.Label ?? new LocalizedText(l.Connector)) { ExternalId = l.ExternalId, Status = l.Status, SyncedAt = l.SyncedAt, CurrentAt = state?.CursorAt, IsFailing = connector is null || state?.Error is not null };
        })];
    }

    public async Task<ConnectorCheck> TestAsync(string key, CancellationToken cancellationToken = default)
    {
        await DemandAsync(cancellationToken);
        var connector = Connector(key);
        if (session.Handlers<IConnector>(connector.Key) is not [var handler, ..]) throw new CrmNotFoundException(ConnectorErrors.Unknown(key));
        try
        {
            var (check, fault) = await handler.AskAsync(CallKind.Background, new ConnectorContext(connector.Key, session.TenantId), static (c, context, token) => c.TestAsync(context, token), cancellationToken);
            return fault is not null ? ConnectorCheck.Fails(fault.Detail) : check ?? ConnectorCheck.Fails("It gave no answer.");
        }
        catch (CrmException refusal)
        {
            return ConnectorCheck.Fails(refusal.Message);
        }
    }

    public async Task RunAsync(string key, CancellationToken cancellationToken = default)
    {
        await DemandAsync(cancellationToken);
        var connector = Connector(key);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        await work.Transaction.WriteAsync(new StoreBatch { Inserts = { ConnectorTimes.Message(session, connector.Key) } }, cancellationToken);
        await work.CommitAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<ConnectorLink>> LinksAsync(ConnectorLinkQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        await DemandAsync(cancellationToken);
        if (query.Limit is < 1 or > MostLinks) throw new CrmValidationException(ConnectorErrors.Limit(query.Limit, MostLinks));
        var reader = await session.ReaderAsync(cancellationToken);
        var links = reader.Query<ConnectorLink>();
        if (query.Connector is { } connector) links = links.Where(l => l.Connector == connector);
        if (query.Status is { } status) links = links.Where(l => l.Status == status);
        if (query.Record is { } record) links = links.Where(l => l.RecordType == record.Type && l.RecordId == record.Id);
        return await reader.ListAsync(links.OrderByDescending(l => l.At).ThenByDescending(l => l.Id).Take(query.Limit), cancellationToken);
    }

    public async Task<ConnectorLink> ResolveAsync(Guid link, string theirVersion, ConflictChoice choice, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(theirVersion);
        await DemandAsync(cancellationToken);
        using var door = session.Through("connector");
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var found = await FindAsync(work.Transaction, link, cancellationToken);
        var connector = Connector(found.Connector);
        if (found.Status is not (ConnectorLinkStatus.Conflict or ConnectorLinkStatus.Refused) || (found.Status == ConnectorLinkStatus.Refused && choice == ConflictChoice.KeepOurs))
            throw new CrmRuleException(ConnectorErrors.NotWaiting(found));
        if (found.TheirVersion != theirVersion) throw new CrmConflictException(ConnectorErrors.LinkChanged(found));

        if (choice == ConflictChoice.KeepOurs)
        {
            new PulledItem(PullWriter.ChangeOf(found), found).KeepOurs(session.Now);
            await new ConnectorLinks(session, work.Transaction, found.Connector).WriteAsync([found], cancellationToken);
        }
        else if (await writer.TakeAsync(connector, found, work.Transaction, cancellationToken) is { Count: > 0 } refusals) throw new CrmRuleException(refusals);
        await SendAsync(connector, found, work.Transaction, cancellationToken);
        var decided = await FindAsync(work.Transaction, link, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return decided;
    }

    public async Task<ConnectorLink> RetryAsync(Guid link, CancellationToken cancellationToken = default)
    {
        await DemandAsync(cancellationToken);
        using var door = session.Through("connector");
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var found = await FindAsync(work.Transaction, link, cancellationToken);
        var connector = Connector(found.Connector);
        if (found.Status == ConnectorLinkStatus.Refused)
        {
            if (await writer.TakeAsync(connector, found, work.Transaction, cancellationToken) is { Count: > 0 } refusals) throw new CrmRuleException(refusals);
        }
        else if (found.Status == ConnectorLinkStatus.PushRefused)
        {
            found.SeenVersion = null;
            await new ConnectorLinks(session, work.Transaction, connector.Key).WriteAsync([found], cancellationToken);
            await SendAsync(connector, found, work.Transaction, cancellationToken);
        }
        else throw new CrmRuleException(ConnectorErrors.NotWaiting(found));
        var tried = await FindAsync(work.Transaction, link, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return tried;
    }

    public async Task<int> PushAsync(string key, IReadOnlyList<RecordRef>? records = null, CancellationToken cancellationToken = default)
    {
        await DemandAsync(cancellationToken);
        var connector = Connector(key);
        if (session.Transaction is null) await PushPlanner.ReplayAsync(session, connector.Key, cancellationToken);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var queued = records is null ? await planner.SweepAsync(connector, work.Transaction, cancellationToken) : 0;
        foreach (var type in (records ?? []).GroupBy(r => r.Type, r => r.Id))
        {
            var mapping = connector.Types.FirstOrDefault(t => t.RecordType == type.Key && t.Push != ConnectorPush.None) ?? throw new CrmRuleException(ConnectorErrors.NotPushing(key, type.Key));
            queued += await planner.PlanAsync(connector, mapping, [.. type.Distinct()], withNew: true, isAgain: true, work.Transaction, cancellationToken);
        }
        await work.CommitAsync(cancellationToken);
        return queued;
    }

    public async Task SetRuleAsync(string key, ConflictRule rule, CancellationToken cancellationToken = default)
    {
        await DemandAsync(cancellationToken);
        var connector = Connector(key);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var rows = new StoreBatch();
        ConnectorStates.Put(rows, await ConnectorStates.FindAsync(work.Transaction, connector.Key, cancellationToken), session, connector).Rule = rule;
        await work.Transaction.WriteAsync(rows, cancellationToken);
        await work.CommitAsync(cancellationToken);
    }

    // What is decided or tried again goes at once, if the connector takes such records.
    private async Task SendAsync(ConnectorDefinition connector, ConnectorLink link, IStoreTransaction transaction, CancellationToken cancellationToken)
    {
        if (link.RecordId is { } id && connector.Types.FirstOrDefault(t => t.RecordType == link.RecordType && t.Push != ConnectorPush.None) is { } mapping)
            await planner.PlanAsync(connector, mapping, [id], withNew: false, isAgain: false, transaction, cancellationToken);
    }

    private static async Task<ConnectorLink> FindAsync(IStoreReader reader, Guid id, CancellationToken cancellationToken) =>
        await reader.ListAsync(reader.Query<ConnectorLink>().Where(l => l.Id == id), cancellationToken) is [var link] ? link : throw new CrmNotFoundException(ConnectorErrors.LinkUnknown(id));

    private static Task<long> CountAsync(IStoreReader reader, string connector, ConnectorLinkStatus status, CancellationToken cancellationToken) =>
        reader.CountAsync(reader.Query<ConnectorLink>().Where(l => l.Connector == connector && l.Status == status), cancellationToken);

    private ConnectorDefinition Connector(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return session.Catalog.Connectors.FirstOrDefault(c => c.Key == key) ?? throw new CrmNotFoundException(ConnectorErrors.Unknown(key));
    }

    private ValueTask DemandAsync(CancellationToken cancellationToken) => AdministratorRights.DemandAsync(session, ConnectorErrors.Forbidden, cancellationToken);
}
