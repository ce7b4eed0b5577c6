using System.Linq.Expressions;
using CrmKit.Sessions;

namespace CrmKit.Access;

/// <summary>Answers out of the actor's standing; parts answer with their parent's rights.</summary>
/// <remarks>Records without an owner (users, products) are covered by scope All alone.</remarks>
internal sealed class UserAccess(CrmSession session, Standings standings, RecordLoader loader) : ISessionService
{
    private static readonly HashSet<string> Nothing = [];

    public async ValueTask<AccessScope> ScopeAsync(RecordTypeDefinition type, Operations operation, CancellationToken cancellationToken)
    {
        if (session.Actor.IsSystem) return AccessScope.All;
        var (root, asked) = RootOf(type, operation);
        if (session.Actor.Scopes is { } scopes && !scopes.Allow(root.Key, asked)) return AccessScope.None;
        return (await StandingAsync(cancellationToken)).Scope(root, asked);
    }

    public async ValueTask<Expression<Func<T, bool>>> PredicateAsync<T>(RecordTypeDefinition type, Operations operation, CancellationToken cancellationToken) where T : Record
    {
        if (session.Actor.IsSystem) return static _ => true;
        Expression<Func<T, bool>>? all = null;
        foreach (var one in Single(operation))
        {
            var may = await OneAsync<T>(type, one, cancellationToken);
            if (may.Body is ConstantExpression { Value: false }) return may;
            if (may.Body is not ConstantExpression) all = all is null ? may : all.And(may);
        }
        return all ?? (operation == Operations.None ? static _ => false : static _ => true);
    }

    /// <summary>As the door's method; <paramref name="pending"/> finds parents that are not stored yet.</summary>
    public async ValueTask<IReadOnlyList<bool>> MayAsync(
        RecordTypeDefinition type, Operations operation, IReadOnlyList<Record> records, Func<RecordRef, Record?> pending, CancellationToken cancellationToken)
    {
        var answers = new bool[records.Count];
        Array.Fill(answers, session.Actor.IsSystem || operation != Operations.None);
        if (session.Actor.IsSystem) return answers;
        foreach (var one in Single(operation))
        {
            var may = await OneAsync(type, one, records, pending, withShares: true, cancellationToken);
            for (var i = 0; i < answers.Length; i++) answers[i] &= may[i];
        }
        return answers;
    }

    /// <summary>Whether the actor's roles alone permit it, whatever was shared with him.</summary>
    public async ValueTask<IReadOnlyList<bool>> MayByRoleAsync(RecordTypeDefinition type, Operations operation, IReadOnlyList<Record> records, CancellationToken cancellationToken) =>
        await OneAsync(type, operation, records, static _ => null, withShares: false, cancellationToken);

    public async ValueTask<IReadOnlySet<string>> HiddenFieldsAsync(RecordTypeDefinition type, CancellationToken cancellationToken) =>
        session.Actor.IsSystem ? Nothing : Restricted((await StandingAsync(cancellationToken)).Grants, type, isWrite: false);

    public async ValueTask<IReadOnlySet<string>> ReadOnlyFieldsAsync(RecordTypeDefinition type, CancellationToken cancellationToken) =>
        session.Actor.IsSystem ? Nothing : Restricted((await StandingAsync(cancellationToken)).Grants, type, isWrite: true);

    /// <summary>The keys of the actor's roles, in the order in which they are named with him; none for the system.</summary>
    public async ValueTask<IReadOnlyList<string>> RolesAsync(CancellationToken cancellationToken) =>
        session.Actor.IsSystem ? [] : [.. (await StandingAsync(cancellationToken)).Grants.Roles.Select(r => r.Key)];

    /// <summary>The fields of a type that somebody's roles keep from him.</summary>
    public IReadOnlySet<string> Restricted(Grants grants, RecordTypeDefinition type, bool isWrite) =>
        grants.Restricted(type.Key, RootOf(type, isWrite ? Operations.Update : Operations.Read).Type.Key, isWrite);

    public async Task<AccessExplanation> ExplainAsync(
        Guid? userId, Operations operation, string type, Guid? recordId, string? field, CancellationToken cancellationToken)
    {
        var definition = session.Catalog.Type(type);
        if (userId is null && session.Actor.IsSystem) return Explanation.OfSystem(recordId is not null);
        var user = userId ?? session.Actor.UserId!.Value;
        await DemandAskingAsync(user, cancellationToken);
        if (await standings.ReadAsync(user, cancellationToken) is not { } theirs)
            return Explanation.OfInactive(user);

        var (root, asked) = RootOf(definition, operation);
        Record? record = null;
        if (recordId is { } id)
        {
            record = await RootRecordAsync(definition, id, cancellationToken);
            // Who cannot see the record cannot tell it from one that is absent.
            if (record is null || (!session.Actor.IsSystem && !(await MayAsync(root, Operations.Read, [record], static _ => null, cancellationToken))[0]))
                throw new CrmNotFoundException(RecordErrors.NotFound(definition.Ref(id)));
        }
        if (user == session.Actor.UserId && session.Actor.Scopes is { } scopes && !scopes.Allow(root.Key, asked))
            return Explanation.OfKey(scopes.ToString());
        var reach = record is null ? default : (await theirs.ReachAsync(root, theirs.Scope(root, asked), asked, [record], withShares: true, cancellationToken))[0];
        return Explanation.Of(theirs.Grants, definition, root, asked, record, reach, field);
    }

    /// <summary>Others' rights are told to those who administer users.</summary>
    public async ValueTask DemandAskingAsync(Guid? user, CancellationToken cancellationToken)
    {
        if ((user is null || user != session.Actor.UserId) && await ScopeAsync(session.Catalog.Type(typeof(Planning.User)), Operations.Administer, cancellationToken) != AccessScope.All)
            throw new CrmForbiddenException(AccessErrors.ExplainForbidden());
    }

    /// <summary>The type whose rights count for a type, and what they have to give.</summary>
    public (RecordTypeDefinition Type, Operations Asked) RootOf(RecordTypeDefinition type, Operations operation)
    {
        while (ParentOf(type, operation) is ({ } parent, var asked)) (type, operation) = (parent, asked);
        return (type, operation);
    }

    private static IEnumerable<Operations> Single(Operations operations)
    {
        for (var bit = 1; bit <= (int)operations; bit <<= 1)
            if (((int)operations & bit) != 0) yield return (Operations)bit;
    }

    private async ValueTask<Expression<Func<T, bool>>> OneAsync<T>(RecordTypeDefinition type, Operations operation, CancellationToken cancellationToken) where T : Record
    {
        var scope = await ScopeAsync(type, operation, cancellationToken);
        if (scope == AccessScope.All) return static _ => true;
        if (scope == AccessScope.None) return static _ => false;
        var (parent, asked) = ParentOf(type, operation);
        return parent is null
            ? await (await StandingAsync(cancellationToken)).WithinAsync<T>(type, scope, operation, cancellationToken)
            : await AccessPredicates.ThroughParentAsync<T>(this, await session.ReaderAsync(cancellationToken), type, parent, asked, cancellationToken);
    }

    private async ValueTask<IReadOnlyList<bool>> OneAsync(
        RecordTypeDefinition type, Operations operation, IReadOnlyList<Record> records, Func<RecordRef, Record?> pending, bool withShares, CancellationToken cancellationToken)
    {
        var answers = new bool[records.Count];
        var scope = await ScopeAsync(type, operation, cancellationToken);
        if (scope == AccessScope.All) Array.Fill(answers, true);
        if (scope is AccessScope.All or AccessScope.None) return answers;

        var (parentType, asked) = ParentOf(type, operation);
        if (parentType is null)
        {
            var reached = await (await StandingAsync(cancellationToken)).ReachAsync(type, scope, operation, records, withShares, cancellationToken);
            return [.. reached.Select(r => r.Way != AccessWay.None)];
        }

        var reference = type.Field(type.ParentField ?? type.RightsField!);
        var parents = new Dictionary<Guid, Record>();
        foreach (var record in records)
            if (reference.Get(record) is Guid id && pending(parentType.Ref(id)) is { } parent) parents[id] = parent;
        var stored = records.Select(r => reference.Get(r)).OfType<Guid>().Where(id => !parents.ContainsKey(id)).ToHashSet();
        foreach (var parent in await loader.LoadAsync(parentType, stored, withDeleted: true, cancellationToken)) parents[parent.Id] = parent;
        var list = parents.Values.ToList();
        var may = await OneAsync(parentType, asked, list, pending, withShares, cancellationToken);
        var allowed = list.Where((_, i) => may[i]).Select(p => p.Id).ToHashSet();
        for (var i = 0; i < answers.Length; i++) answers[i] = reference.Get(records[i]) is Guid id && allowed.Contains(id);
        return answers;
    }

    /// <summary>The parent's type and what it takes there; none for records that stand on their own.</summary>
    private (RecordTypeDefinition? Parent, Operations Asked) ParentOf(RecordTypeDefinition type, Operations operation)
    {
        if ((type.ParentField ?? (operation == Operations.Create ? null : type.RightsField)) is not { } key || !session.Catalog.TryType(type.Field(key).ReferenceType ?? "", out var parent)) return (null, operation);
        var writes = operation & (Operations.Create | Operations.Update | Operations.Delete);
        return (parent, writes == 0 ? operation : (operation & ~writes) | Operations.Update);
    }

    private async Task<Record?> RootRecordAsync(RecordTypeDefinition type, Guid id, CancellationToken cancellationToken)
    {
        var record = await loader.LoadAsync(type, [id], withDeleted: true, cancellationToken) is [var found] ? found : null;
        if (record is null || ParentOf(type, Operations.Read).Parent is not { } parent) return record;
        return type.Field(type.ParentField ?? type.RightsField!).Get(record) is Guid parentId ? await RootRecordAsync(parent, parentId, cancellationToken) : null;
    }

    private async ValueTask<Standing> StandingAsync(CancellationToken cancellationToken) =>
        await standings.ReadAsync(session.Actor.UserId!.Value, cancellationToken)
        ?? throw new CrmForbiddenException(AccessErrors.UserInactive(session.Actor.UserId.Value));
}
