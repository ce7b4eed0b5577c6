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

    public static void CheckReferences(RoleDefinition role, Dictionary<string, RecordTypeDefinition> types, CatalogProblems problems)
    {
        foreach (var permission in role.Permissions.Where(p => p.RecordType != "*" && !types.ContainsKey(p.RecordType)))
            problems.Invalid("Role", role.Key, $"record type '{permission.RecordType}' is defined by nobody.");
        foreach (var restriction in role.Restrictions)
            if (!types.TryGetValue(restriction.RecordType, out var type) || !type.TryField(restriction.Field, out _))
                problems.Invalid("Role", role.Key, $"there is no field '{restriction.Field}' of '{restriction.RecordType}' to keep back.");
    }
}
