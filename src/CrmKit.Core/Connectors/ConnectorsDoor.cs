using CrmKit.Access;
using CrmKit.Plugins;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Connectors;

/// <summary>What administrators see of connectors, and decide.</summary>
internal sealed class ConnectorsDoor(CrmSession session, PullWriter writer) : IConnectors
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
                Conflicts = await CountAsync(reader, connector.Key, ConnectorLinkStatus.Conflict, cancellationToken),
                Refused = await CountAsync(reader, connector.Key, ConnectorLinkStatus.Refused, cancellationToken),
                ErrorCode = state.ErrorCode,
                Error = state.Error,
            });
        }
        return list;
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
            // What both were last stays as it is: ours counts as changed, and theirs does not go over it unasked.
            new PulledItem(PullWriter.ChangeOf(found) with { IsDeleted = false }, found).Settle(null, session.Now);
            await new ConnectorLinks(session, work.Transaction, found.Connector).WriteAsync([found], cancellationToken);
        }
        else if (await writer.TakeAsync(connector, found, work.Transaction, cancellationToken) is { Count: > 0 } refusals) throw new CrmRuleException(refusals);
        var decided = await FindAsync(work.Transaction, link, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return decided;
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
