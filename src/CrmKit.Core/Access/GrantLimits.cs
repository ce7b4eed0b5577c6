using CrmKit.Sessions;

namespace CrmKit.Access;

/// <summary>Nobody grants more than he holds: neither by a role he defines, nor by one he gives away, nor by taking over somebody who holds more.</summary>
internal sealed class GrantLimits(CrmSession session, UserAccess user, Standings standings) : ISessionService
{
    private static readonly Operations[] Single = [.. Enum.GetValues<Operations>().Where(o => int.IsPow2((int)o))];

    /// <summary>What of a role the actor does not hold himself, in words; <see langword="null"/> when he holds all of it.</summary>
    public async ValueTask<string?> BeyondAsync(RoleDefinition role, CancellationToken cancellationToken)
    {
        if (session.Actor.UserId is not { } me) return null;
        if (await standings.ReadAsync(me, cancellationToken) is not { } standing) return "anything";
        var mine = standing.Grants;
        foreach (var permission in role.Permissions)
            foreach (var operation in Single.Where(o => permission.Operations.HasFlag(o)))
                if (!Holds(mine, permission.RecordType, operation).Includes(permission.Scope))
                    return $"to {AccessErrors.Verb(operation)} {permission.Scope.Text()} records of type '{permission.RecordType}'";
        foreach (var type in session.Catalog.Types)
            foreach (var isWrite in new[] { false, true })
                foreach (var field in user.Restricted(mine, type, isWrite))
                    if (Opens(role, type, field, isWrite)) return $"to {(isWrite ? "write" : "read")} field '{field}' of '{type.Key}'";
        return null;
    }

    // A permission for all types is held by those alone who have it for all: new types come under it.
    private static AccessScope Holds(Grants mine, string type, Operations operation) => type != "*"
        ? mine.Scope(type, operation)
        : mine.Roles.SelectMany(r => r.Permissions).Where(p => p.RecordType == "*" && p.Operations.HasFlag(operation)).Aggregate(AccessScope.None, (all, p) => all.With(p.Scope));

    private bool Opens(RoleDefinition role, RecordTypeDefinition type, string field, bool isWrite)
    {
        var given = new Grants(Guid.Empty, null, [], [role]);
        Operations[] operations = isWrite ? [Operations.Create, Operations.Update] : [Operations.Read];
        return operations.Any(o => user.RootOf(type, o) is var (root, asked) && given.Scope(root.Key, asked) != AccessScope.None) && !user.Restricted(given, type, isWrite).Contains(field);
    }
}
