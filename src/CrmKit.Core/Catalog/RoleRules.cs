using CrmKit.Access;

namespace CrmKit.Catalog;

/// <summary>Checks what roles permit and keep back.</summary>
internal static class RoleRules
{
    public static void Check(RoleDefinition role, Dictionary<string, RecordTypeDefinition> types, CatalogProblems problems)
    {
        problems.CheckKey("role", role.Key, role.Source);
        // What an administrator's role says about a plugin's types waits for the plugin.
        if (role.Source != AdminSource.Id) CheckReferences(role, types, problems);
    }

    /// <param name="role">The role.</param>
    /// <param name="types">The types that there are.</param>
    /// <param name="problems">Takes what is wrong.</param>
    /// <param name="before">What the role was: what it said of a type or field that is not there now waits for the plugin, as before.</param>
    public static void CheckReferences(RoleDefinition role, Dictionary<string, RecordTypeDefinition> types, CatalogProblems problems, RoleDefinition? before = null)
    {
        foreach (var permission in role.Permissions.Where(p => p.RecordType != "*" && !types.ContainsKey(p.RecordType) && before?.Permissions.Any(b => b.RecordType == p.RecordType) != true))
            problems.Invalid("Role", role.Key, $"record type '{permission.RecordType}' is defined by nobody.");
        foreach (var restriction in role.Restrictions.Where(r => before?.Restrictions.Any(b => (b.RecordType, b.Field) == (r.RecordType, r.Field)) != true))
            if (!types.TryGetValue(restriction.RecordType, out var type) || !type.TryField(restriction.Field, out _))
                problems.Invalid("Role", role.Key, $"there is no field '{restriction.Field}' of '{restriction.RecordType}' to keep back.");
    }
}
