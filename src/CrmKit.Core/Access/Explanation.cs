namespace CrmKit.Access;

/// <summary>Puts an answer of the grants into a sentence.</summary>
internal static class Explanation
{
    public static AccessExplanation Of(Grants grants, RecordTypeDefinition type, RecordTypeDefinition root, Operations operation, Record? record, string? field)
    {
        var verb = AccessErrors.Verb(operation);
        var what = root == type ? $"'{type.Key}'" : $"'{type.Key}', whose rights are those of '{root.Key}',";
        var scope = grants.Scope(root.Key, operation);
        if (scope == AccessScope.None)
        {
            var held = grants.Roles.Count == 0 ? "The user holds no role" : $"None of the roles {List(grants.Roles.Select(r => r.Key))} permits";
            return new AccessExplanation(false, scope, grants.Roles.Count == 0 ? $"{held}, so nothing is permitted." : $"{held} to {verb} records of type {what.TrimEnd(',')}.", []);
        }

        var deciding = grants.Roles.Where(r => Grants.ScopeOf(r, root.Key, operation) == scope).Select(r => r.Key).ToList();
        var permits = $"{(deciding.Count == 1 ? "Role" : "Roles")} {List(deciding)} {(deciding.Count == 1 ? "permits" : "permit")} to {verb} {ScopeText(scope)} records of type {what.TrimEnd(',')}";
        var (owner, team) = record is RootRecord owned ? (owned.OwnerId, owned.TeamId) : (null, null);
        if (record is not null && !grants.Covers(scope, owner, team))
            return new AccessExplanation(false, scope, $"{permits}, but this one has {(owner is null ? "no owner" : "another owner")}{(scope == AccessScope.Team ? " and is not of the user's teams" : "")}.", deciding);

        if (field is not null)
        {
            type.Field(field);
            var isWrite = (operation & (Operations.Create | Operations.Update)) != 0;
            if (grants.Restricted(type.Key, root.Key, isWrite).Contains(field))
            {
                var keepers = grants.Roles.Where(r => r.Restrictions.Any(x => x.RecordType == type.Key && x.Field == field)).Select(r => r.Key).ToList();
                return new AccessExplanation(false, scope,
                    $"{permits}, but {(keepers.Count == 1 ? "role" : "roles")} {List(keepers)} {(keepers.Count == 1 ? "keeps" : "keep")} field '{field}' from being {(isWrite ? "written" : "read")}, and no other role opens it.", keepers);
            }
        }
        return new AccessExplanation(true, scope, permits + ".", deciding);
    }

    private static string ScopeText(AccessScope scope) => scope switch
    {
        AccessScope.Own => "own",
        AccessScope.Team => "own and the team's",
        _ => "all",
    };

    private static string List(IEnumerable<string> keys) => string.Join(", ", keys.Select(k => $"'{k}'"));
}
