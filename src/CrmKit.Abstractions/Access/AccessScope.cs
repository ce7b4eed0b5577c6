namespace CrmKit.Access;

/// <summary>To which records a permission applies. <see cref="TeamTree"/> includes <see cref="Team"/>, both and <see cref="Territory"/> include <see cref="Own"/>, <see cref="All"/> includes everything.</summary>
/// <remarks>Records without an owner (products, users, teams) are covered by <see cref="All"/> alone; parts (lines, milestones) by what covers the record they are part of.</remarks>
[Flags]
public enum AccessScope
{
    /// <summary>To none.</summary>
    None = 0,
    /// <summary>To records that the user owns.</summary>
    Own = 1,
    /// <summary>To records of the user's team as well.</summary>
    Team = 2,
    /// <summary>To records of the user's team and of all teams below it as well.</summary>
    TeamTree = 4,
    /// <summary>To own records, and to those that lie in territories of the user or of the user's team, or in territories inside these.</summary>
    Territory = 8,
    /// <summary>To all records of the tenant.</summary>
    All = 16,
}

/// <summary>Scopes as sets: what one includes, what two have in common.</summary>
internal static class AccessScopes
{
    private static readonly AccessScope[] Single = [AccessScope.Own, AccessScope.Team, AccessScope.TeamTree, AccessScope.Territory, AccessScope.All];

    /// <summary>Whether all that <paramref name="narrow"/> covers is covered by <paramref name="wide"/>.</summary>
    public static bool Includes(this AccessScope wide, AccessScope narrow) => (Spread(narrow) & ~Spread(wide)) == 0;

    /// <summary>What either covers, in the fewest words.</summary>
    public static AccessScope With(this AccessScope one, AccessScope other)
    {
        var scope = one | other;
        if ((scope & AccessScope.All) != 0) return AccessScope.All;
        if ((scope & AccessScope.TeamTree) != 0) scope &= ~AccessScope.Team;
        return (scope & ~AccessScope.Own) != 0 ? scope & ~AccessScope.Own : scope;
    }

    /// <summary>What each of both is sure to cover.</summary>
    public static AccessScope Common(this AccessScope one, AccessScope other) => AccessScope.None.With(Spread(one) & Spread(other));

    /// <summary>As clients read it: codes parted by commas.</summary>
    public static string Text(this AccessScope scope) =>
        scope == AccessScope.None ? EnumCode.Of(scope) : string.Join(", ", Single.Where(s => (scope & s) != 0).Select(s => EnumCode.Of(s)));

    private static AccessScope Spread(AccessScope scope)
    {
        if ((scope & AccessScope.All) != 0) return AccessScope.Own | AccessScope.Team | AccessScope.TeamTree | AccessScope.Territory | AccessScope.All;
        if ((scope & AccessScope.TeamTree) != 0) scope |= AccessScope.Team;
        return scope == AccessScope.None ? scope : scope | AccessScope.Own;
    }
}
