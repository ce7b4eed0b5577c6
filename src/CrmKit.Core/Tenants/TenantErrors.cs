namespace CrmKit.Tenants;

internal static class TenantErrors
{
    public static CrmError Key(string? key) => new("tenant.key", $"'{key}' cannot be the key of a tenant. Use 1 to 40 lower-case letters, digits and hyphens.");

    public static CrmError Exists(string key) => new("tenant.exists", $"There is a tenant '{key}' already. Choose another key.");

    public static CrmError Begun(string key) => new("tenant.begun", $"Somebody began to create the tenant '{key}' for another administrator. Create it with that administrator's address, or choose another key.");

    public static CrmError Unknown(string key) => new("tenant.unknown", $"There is no tenant '{key}' beside the host's own. List them.");
}
