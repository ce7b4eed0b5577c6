using System.Globalization;

namespace CrmKit.Access;

/// <summary>Puts an answer of the grants into a sentence.</summary>
internal static class Explanation
{
    public static AccessExplanation Of(Grants grants, RecordTypeDefinition type, RecordTypeDefinition root, Operations operation, Record? record, Reach reach, string? field)
    {
        var verb = AccessErrors.Verb(operation);
        var what = root == type ? $"'{type.Key}'" : $"'{type.Key}', whose rights are those of '{root.Key}',";
        var scope = grants.Scope(root.Key, operation);
        if (scope == AccessScope.None)
        {
            var held = grants.Roles.Count == 0 ? "The user holds no role" : $"None of the roles {List(grants.Roles.Select(r => r.Key))} permits";
            return new AccessExplanation(false, scope, grants.Roles.Count == 0 ? $"{held}, so nothing is permitted." : $"{held} to {verb} records of type {what.TrimEnd(',')}.", []);
        }

        var deciding = grants.Roles.Where(r => Grants.ScopeOf(r, root.Key, operation) is var given && given != AccessScope.None && (Decides(given, scope, reach) || given == scope)).Select(r => r.Key).ToList();
        var permits = $"{(deciding.Count == 1 ? "Role" : "Roles")} {List(deciding)} {(deciding.Count == 1 ? "permits" : "permit")} to {verb} {ScopeText(scope)} records of type {what.TrimEnd(',')}";
        if (record is not null && reach.Way == AccessWay.None) return new AccessExplanation(false, scope, $"{permits}, but {Beyond(scope, record)}.", deciding);

        if (field is not null)
        {
            type.Field(field);
            var isWrite = (operation & (Operations.Create | Operations.Update)) != 0;
            if (grants.Restricted(type.Key, root.Key, isWrite).Contains(field))
            {
                var keepers = grants.Roles.Where(r => r.Restrictions.Any(x => x.RecordType == type.Key && x.Field == field)).Select(r => r.Key).ToList();
                return new AccessExplanation(false, scope,
                    $"{permits}, but {(keepers.Count == 1 ? "role" : "roles")} {List(keepers)} {(keepers.Count == 1 ? "keeps" : "keep")} field '{field}' from being {(isWrite ? "written" : "read")}, and no other role opens it.", keepers, reach.Way);
            }
        }
        return new AccessExplanation(true, scope, $"{permits}{Because(reach)}.", deciding, reach.Way);
    }

    // Without a record all that add to the scope decide; with one, those whose scope reaches it.
    private static bool Decides(AccessScope given, AccessScope scope, Reach reach) => reach.Way switch
    {
        AccessWay.None => (given & scope) != 0,
        AccessWay.Team => given.Includes(AccessScope.Team),
        AccessWay.TeamTree => given.Includes(AccessScope.TeamTree),
        AccessWay.Territory => given.Includes(AccessScope.Territory),
        AccessWay.All => given == AccessScope.All,
        _ => true,
    };

    private static string Beyond(AccessScope scope, Record record) =>
        $"this one has {((record as RootRecord)?.OwnerId is null ? "no owner" : "another owner")}"
        + (scope.Includes(AccessScope.Team) ? " and is not of the user's teams" : "")
        + (scope.Includes(AccessScope.Territory) ? " and lies in none of the user's territories" : "")
        + ", and it is not shared with the user for this";

    private static string Because(Reach reach) => reach.Way switch
    {
        AccessWay.Owner => ", and the user owns this one",
        AccessWay.Team => ", and this one is of the user's team",
        AccessWay.TeamTree => ", and this one is of a team below the user's",
        AccessWay.Territory => $", and this one lies in territory '{reach.Territory!.Name}'",
        AccessWay.Share => $", and this one is shared with the user{(reach.Share!.IsTeam ? "'s team" : "")}"
            + (reach.Share.Until is { } until ? $" until {until.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC" : ""),
        _ => "",
    };

    private static string ScopeText(AccessScope scope)
    {
        if (scope == AccessScope.All) return "all";
        var covered = new List<string> { "own" };
        if (scope.Includes(AccessScope.TeamTree)) covered.Add("the team's and those of teams below it");
        else if (scope.Includes(AccessScope.Team)) covered.Add("the team's");
        if (scope.Includes(AccessScope.Territory)) covered.Add("the territories'");
        return string.Join(" and ", covered);
    }

    private static string List(IEnumerable<string> keys) => string.Join(", ", keys.Select(k => $"'{k}'"));
}
