namespace CrmKit.Access;

/// <summary>What the roles of one user permit: pure, so that it can be held against an evaluator that is obviously right.</summary>
/// <param name="userId">The user.</param>
/// <param name="teamId">The user's team.</param>
/// <param name="teams">That team and, where a role reaches them, all below it.</param>
/// <param name="roles">The user's roles, as far as they exist now.</param>
internal sealed class Grants(Guid userId, Guid? teamId, IReadOnlyCollection<Guid> teams, IReadOnlyList<RoleDefinition> roles)
{
    public Guid UserId { get; } = userId;

    public Guid? TeamId { get; } = teamId;

    /// <summary>The user's team and, where a role reaches them, all below it.</summary>
    public IReadOnlyCollection<Guid> Teams { get; } = teams;

    public IReadOnlyList<RoleDefinition> Roles { get; } = roles;

    /// <summary>What shares reach: the user and his team.</summary>
    public List<Guid> Recipients => TeamId is { } team ? [UserId, team] : [UserId];

    /// <summary>The widest scope for an operation; for several operations at once, the scope in which all are permitted.</summary>
    public AccessScope Scope(string type, Operations operations)
    {
        if (operations == Operations.None) return AccessScope.None;
        var least = AccessScope.All;
        for (var bit = 1; bit <= (int)operations; bit <<= 1)
        {
            if (((int)operations & bit) == 0) continue;
            var widest = AccessScope.None;
            foreach (var role in Roles) widest = widest.With(ScopeOf(role, type, (Operations)bit));
            least = least.Common(widest);
        }
        return least;
    }

    /// <summary>How a record with this owner and team lies in a scope, leaving territories and shares aside.</summary>
    public AccessWay WayTo(AccessScope scope, Guid? ownerId, Guid? teamId)
    {
        if (scope == AccessScope.None) return AccessWay.None;
        if (scope == AccessScope.All) return AccessWay.All;
        if (ownerId == UserId) return AccessWay.Owner;
        if (teamId is not { } team) return AccessWay.None;
        if (team == TeamId && (scope & (AccessScope.Team | AccessScope.TeamTree)) != 0) return AccessWay.Team;
        return (scope & AccessScope.TeamTree) != 0 && Teams.Contains(team) ? AccessWay.TeamTree : AccessWay.None;
    }

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
            if ((permission.Operations & operation) != 0 && (permission.RecordType == "*" || permission.RecordType == type)) widest = widest.With(permission.Scope);
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
