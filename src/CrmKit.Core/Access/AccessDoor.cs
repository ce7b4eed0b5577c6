using System.Linq.Expressions;
using CrmKit.Plugins;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Access;

/// <summary>The rights of the actor, and while code of a plugin asks, of these only what that plugin may: also where the actor is the system.</summary>
internal sealed class AccessDoor(CrmSession session, UserAccess user, SharesDoor sharing, RightsOverview overview, IServiceProvider services) : IAccess
{
    public ValueTask<AccessScope> ScopeAsync(RecordTypeDefinition type, Operations operation, CancellationToken cancellationToken = default) =>
        session.Confinement is { } plugin && !Allows(plugin, type, operation) ? ValueTask.FromResult(AccessScope.None) : user.ScopeAsync(type, operation, cancellationToken);

    public ValueTask<Expression<Func<T, bool>>> PredicateAsync<T>(RecordTypeDefinition type, Operations operation, CancellationToken cancellationToken = default) where T : Record
    {
        Demand(type, operation);
        return user.PredicateAsync<T>(type, operation, cancellationToken);
    }

    public ValueTask<IReadOnlyList<bool>> MayAsync(RecordTypeDefinition type, Operations operation, IReadOnlyList<Record> records, CancellationToken cancellationToken = default) =>
        MayAsync(type, operation, records, static _ => null, cancellationToken);

    /// <summary>As the door's method; <paramref name="pending"/> finds parents that are not stored yet.</summary>
    public ValueTask<IReadOnlyList<bool>> MayAsync(
        RecordTypeDefinition type, Operations operation, IReadOnlyList<Record> records, Func<RecordRef, Record?> pending, CancellationToken cancellationToken)
    {
        Demand(type, operation);
        return user.MayAsync(type, operation, records, pending, cancellationToken);
    }

    public async ValueTask<IReadOnlySet<string>> HiddenFieldsAsync(RecordTypeDefinition type, CancellationToken cancellationToken = default) =>
        With(await user.HiddenFieldsAsync(type, cancellationToken), type, isWrite: false);

    public async ValueTask<IReadOnlySet<string>> ReadOnlyFieldsAsync(RecordTypeDefinition type, CancellationToken cancellationToken = default) =>
        With(await user.ReadOnlyFieldsAsync(type, cancellationToken), type, isWrite: true);

    public Task<AccessExplanation> ExplainAsync(
        Guid? userId, Operations operation, string type, Guid? recordId = null, string? field = null, CancellationToken cancellationToken = default) =>
        user.ExplainAsync(userId, operation, type, recordId, field, cancellationToken);

    public Task ShareAsync(IReadOnlyList<RecordRef> records, IReadOnlyList<RecordShare> shares, CancellationToken cancellationToken = default) => sharing.ShareAsync(records, shares, cancellationToken);

    public Task RevokeShareAsync(RecordRef record, Guid recipientId, CancellationToken cancellationToken = default) => sharing.RevokeAsync(record, recipientId, cancellationToken);

    public Task<IReadOnlyList<RecordShare>> SharesAsync(RecordRef record, CancellationToken cancellationToken = default) => sharing.ListAsync(record, cancellationToken);

    public Task<IReadOnlyList<ReceivedShare>> SharedWithMeAsync(int most = 50, CancellationToken cancellationToken = default) => sharing.ReceivedAsync(most, cancellationToken);

    // Made when it is asked for: it reads through the door of records, which asks this one.
    public Task<SeenAs> SeeAsAsync(Guid userId, RecordQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return services.GetRequiredService<SeenRecords>().AsAsync(userId, query, cancellationToken);
    }

    public Task<RightsMatrix> RightsOfUserAsync(Guid? userId = null, CancellationToken cancellationToken = default) => overview.OfUserAsync(userId, cancellationToken);

    public Task<RightsMatrix> RightsOfRolesAsync(IReadOnlyCollection<string> roles, CancellationToken cancellationToken = default) => overview.OfRolesAsync(roles, cancellationToken);

    // A plugin that forgot to ask in its manifest is told so, where a user without a right sees nothing.
    private void Demand(RecordTypeDefinition type, Operations operation)
    {
        if (session.Confinement is { } plugin && !Allows(plugin, type, operation)) throw new CrmForbiddenException(plugin.Missing(type, operation));
    }

    private bool Allows(DataPermissions plugin, RecordTypeDefinition type, Operations operation)
    {
        if (plugin.Allows(type, operation)) return true;
        var (root, asked) = user.RootOf(type, operation);
        return root != type && plugin.Allows(root, asked);
    }

    private IReadOnlySet<string> With(IReadOnlySet<string> denied, RecordTypeDefinition type, bool isWrite)
    {
        if (session.Confinement is not { } plugin) return denied;
        var beyond = plugin.Beyond(type, user.RootOf(type, isWrite ? Operations.Update : Operations.Read).Type, isWrite);
        return beyond.Count == 0 ? denied : denied.Count == 0 ? beyond : beyond.Union(denied).ToHashSet(StringComparer.Ordinal);
    }
}
