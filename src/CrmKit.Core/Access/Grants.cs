namespace CrmKit.Access;

/// <summary>What the roles of one user permit: pure, so that it can be held against an evaluator that is obviously right.</summary>
internal sealed class Grants(Guid userId, IReadOnlyCollection<Guid> teams, IReadOnlyList<RoleDefinition> roles)
{
    public Guid UserId { get; } = userId;

    /// <summary>The user's team and all below it.</summary>
    public IReadOnlyCollection<Guid> Teams { get; } = teams;

    public IReadOnlyList<RoleDefinition> Roles { get; } = roles;

    /// <summary>The widest scope for an operation; for several operations at once, the scope in which all are permitted.</summary>
    public AccessScope Scope(string type, Operations operations)
    {
        var least = AccessScope.All;
        for (var bit = 1; bit <= (int)operations; bit <<= 1)
        {
            if (((int)operations & bit) == 0) continue;
            var widest = AccessScope.None;
            foreach (var role in Roles)
                if (ScopeOf(role, type, (Operations)bit) is var scope && scope > widest) widest = scope;
            if (widest < least) least = widest;
        }
        return operations == Operations.None ? AccessScope.None : least;
    }

    /// <summary>Whether a record with this owner and team lies in a scope.</summary>
    public bool Covers(AccessScope scope, Guid? ownerId, Guid? teamId) => scope switch
    {
        AccessScope.All => true,
        AccessScope.Team => ownerId == UserId || (teamId is { } team && Teams.Contains(team)),
        AccessScope.Own => ownerId == UserId,
        _ => false,
    };

    /// <summary>Fields restricted by a role and opened by no other role that gives the operation at all.</summary>
    public IReadOnlySet<string> Restricted(string type, string rightsType, bool isWrite)
    {
        HashSet<string>? restricted = null;
        foreach (var role in Roles)
            foreach (var restriction in role.Restrictions)
                if (restriction.RecordType == type && !(isWrite ? restriction.CanWrite && restriction.CanRead : restriction.CanRead)
                    && !IsOpenedByAnother(type, rightsType, restriction.Field, isWrite))
                    (restricted ??= []).Add(restriction.Field);
        return restricted ?? Nothing;
    }

    public static AccessScope ScopeOf(RoleDefinition role, string type, Operations operation)
    {
        var widest = AccessScope.None;
        foreach (var permission in role.Permissions)
            if ((permission.Operations & operation) != 0 && (permission.RecordType == "*" || permission.RecordType == type) && permission.Scope > widest)
                widest = permission.Scope;
        return widest;
    }

    private static readonly HashSet<string> Nothing = [];

    private bool IsOpenedByAnother(string type, string rightsType, string field, bool isWrite)
    {
        foreach (var role in Roles)
        {
            var gives = isWrite
                ? ScopeOf(role, rightsType, Operations.Create) != AccessScope.None || ScopeOf(role, rightsType, Operations.Update) != AccessScope.None
                : ScopeOf(role, rightsType, Operations.Read) != AccessScope.None;
            if (gives && role.Restrictions.All(r => r.RecordType != type || r.Field != field || (r.CanRead && (r.CanWrite || !isWrite)))) return true;
        }
        return false;
    }
}
