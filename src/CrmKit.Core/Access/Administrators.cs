using CrmKit.Planning;

namespace CrmKit.Access;

/// <summary>Who can let others in: active users with a role that administers all users.</summary>
internal static class Administrators
{
    public static bool Is(User user, Func<string, RoleDefinition?> roleOf) => user is { IsActive: true, DeletedAt: null }
        && UserRoles.Of(user).Any(key => roleOf(key) is { } role && Grants.ScopeOf(role, "user", Operations.Administer) == AccessScope.All);

    public static RoleDefinition? RoleOf(CatalogSnapshot catalog, string key) => catalog.TryRole(key, out var role) ? role : null;
}
