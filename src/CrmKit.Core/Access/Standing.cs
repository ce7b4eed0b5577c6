using System.Linq.Expressions;
using CrmKit.Planning;
using CrmKit.Sessions;

namespace CrmKit.Access;

/// <summary>One user as he stands now: his roles, and, once asked for, his territories and what is shared with him. Answers for records that stand on their own, as a condition and one by one.</summary>
/// <param name="session">Whose it is.</param>
/// <param name="loader">Reads the accounts that territories go by.</param>
/// <param name="grants">What his roles permit.</param>
/// <param name="mayHaveShares">Whether shares are worth asking for.</param>
internal sealed class Standing(CrmSession session, RecordLoader loader, Grants grants, bool mayHaveShares)
{
    private IReadOnlyList<Territory>? _territories;
    private Shares? _shares = mayHaveShares ? null : new Shares(session, grants.Recipients, []);

    public Grants Grants { get; } = grants;

    /// <summary>When it was read.</summary>
    public DateTimeOffset At { get; } = session.Now;

    /// <summary>The widest scope for an operation. Of what may be unfinished, all is only for those who may change all: others have what they may change, and beyond it what is published.</summary>
    public AccessScope Scope(RecordTypeDefinition type, Operations operation)
    {
        var scope = Grants.Scope(type.Key, operation);
        return scope == AccessScope.All && IsForReaders(type, operation) ? Grants.Scope(type.Key, Operations.Update).With(AccessScope.Own) : scope;
    }

    /// <summary>The records on which a scope that is neither all nor none permits one operation.</summary>
    public async ValueTask<Expression<Func<T, bool>>> WithinAsync<T>(RecordTypeDefinition type, AccessScope scope, Operations operation, CancellationToken cancellationToken) where T : Record
    {
        if (!type.IsRoot) return static _ => false;
        var record = Expression.Parameter(typeof(T), "r");
        var reader = await session.ReaderAsync(cancellationToken);
        Expression within = Expression.Equal(Expression.Property(record, nameof(RootRecord.OwnerId)), Predicates.Parameter(Grants.UserId, typeof(Guid?)));
        if (TeamsIn(scope) is { Count: > 0 } teams) within = Expression.OrElse(within, Predicates.Among(Expression.Property(record, nameof(RootRecord.TeamId)), teams));
        if ((scope & AccessScope.Territory) != 0 && RecordPlaces.Of(type, session.Catalog) is { } places && await TerritoriesAsync(cancellationToken) is { Count: > 0 } territories)
            within = Expression.OrElse(within, places.Lies(record, territories, reader));
        if (IsShared(operation) && (await SharesAsync(cancellationToken)).Shared(type, record, operation == Operations.Update, reader) is { } shared)
            within = Expression.OrElse(within, shared);
        if (ReadsPublished(type, operation)) within = Expression.OrElse(within, type.Publication!.Condition.Over(record));
        return Expression.Lambda<Func<T, bool>>(within, record);
    }

    /// <summary>How the user reaches records in a scope for one operation; one answer per record, in order.</summary>
    public async ValueTask<IReadOnlyList<Reach>> ReachAsync(
        RecordTypeDefinition type, AccessScope scope, Operations operation, IReadOnlyList<Record> records, bool withShares, CancellationToken cancellationToken)
    {
        var reached = new Reach[records.Count];
        var open = new List<int>();
        var readsPublished = ReadsPublished(type, operation);
        for (var i = 0; i < reached.Length; i++)
        {
            if (readsPublished && type.Publication!.Holds(records[i]))
            {
                reached[i] = new Reach(AccessWay.All);
                continue;
            }
            var (owner, team) = records[i] is RootRecord root ? (root.OwnerId, root.TeamId) : (null, null);
            reached[i] = new Reach(Grants.WayTo(scope, owner, team));
            if (reached[i].Way == AccessWay.None && records[i] is RootRecord) open.Add(i);
        }
        if (scope == AccessScope.None || open.Count == 0) return reached;
        if ((scope & AccessScope.Territory) != 0 && RecordPlaces.Of(type, session.Catalog) is { } places && await TerritoriesAsync(cancellationToken) is { Count: > 0 } territories)
            open = await InTerritoriesAsync(places, territories, records, reached, open, cancellationToken);
        if (!withShares || !IsShared(operation) || open.Count == 0) return reached;
        var shares = await (await SharesAsync(cancellationToken)).OfAsync(type, [.. open.Select(i => records[i].Id)], operation == Operations.Update, cancellationToken);
        foreach (var i in open)
            if (shares.TryGetValue(records[i].Id, out var share)) reached[i] = new Reach(AccessWay.Share) { Share = share };
        return reached;
    }

    /// <summary>Reads shares again when they are asked for next.</summary>
    public void ForgetShares() => _shares = null;

    private static bool IsForReaders(RecordTypeDefinition type, Operations operation) => operation is Operations.Read or Operations.Export && type.Publication is not null;

    private bool ReadsPublished(RecordTypeDefinition type, Operations operation) => IsForReaders(type, operation) && Grants.Scope(type.Key, operation) == AccessScope.All;

    // A share lets see and change; everything else takes a role.
    private static bool IsShared(Operations operation) => operation is Operations.Read or Operations.Update;

    private List<Guid?> TeamsIn(AccessScope scope) =>
        (scope & AccessScope.TeamTree) != 0 ? [.. Grants.Teams.Select(t => (Guid?)t)]
        : (scope & AccessScope.Team) != 0 && Grants.TeamId is { } team ? [team]
        : [];

    private async ValueTask<List<int>> InTerritoriesAsync(
        RecordPlaces places, IReadOnlyList<Territory> territories, IReadOnlyList<Record> records, Reach[] reached, List<int> open, CancellationToken cancellationToken)
    {
        var accounts = new Dictionary<Guid, Record>();
        if (places.Account is { } reference)
        {
            var ids = open.Select(i => reference.Get(records[i])).OfType<Guid>().ToHashSet();
            foreach (var account in await loader.LoadAsync(session.Catalog.Type(reference.ReferenceType!), ids, withDeleted: true, cancellationToken)) accounts[account.Id] = account;
        }
        var left = new List<int>();
        foreach (var i in open)
        {
            var placed = places.Account is null ? records[i] : places.Account.Get(records[i]) is Guid id ? accounts.GetValueOrDefault(id) : null;
            if (placed is not null && places.TerritoryOf(placed, territories) is { } territory) reached[i] = new Reach(AccessWay.Territory) { Territory = territory };
            else left.Add(i);
        }
        return left;
    }

    private async ValueTask<Shares> SharesAsync(CancellationToken cancellationToken) => _shares ??= await Shares.ReadAsync(session, Grants.Recipients, cancellationToken);

    /// <summary>Those that the user or his team is responsible for, and all inside them; only what names a country or a region covers anything.</summary>
    private async ValueTask<IReadOnlyList<Territory>> TerritoriesAsync(CancellationToken cancellationToken)
    {
        if (_territories is not null) return _territories;
        var reader = await session.ReaderAsync(cancellationToken);
        var all = await reader.ListAsync(reader.Query<Territory>().Where(t => t.DeletedAt == null), cancellationToken);
        var inside = all.ToLookup(t => t.ParentId);
        var mine = new Dictionary<Guid, Territory>();
        var open = new Queue<Territory>(all.Where(t => t.ManagerId == Grants.UserId || (t.TeamId is { } team && team == Grants.TeamId)));
        while (open.TryDequeue(out var territory))
        {
            if (!mine.TryAdd(territory.Id, territory)) continue;
            foreach (var one in inside[territory.Id]) open.Enqueue(one);
        }
        return _territories = [.. mine.Values.Where(t => t.Country is not null || t.Region is not null)];
    }
}

/// <summary>How a record was reached.</summary>
internal readonly record struct Reach(AccessWay Way)
{
    /// <summary>The territory it lies in, where that is the way.</summary>
    public Territory? Territory { get; init; }

    /// <summary>The share, where that is the way.</summary>
    public ShareEntry? Share { get; init; }
}
