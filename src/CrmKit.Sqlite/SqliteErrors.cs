namespace CrmKit.Sqlite;

internal static class SqliteErrors
{
    public static CrmError Locked(string path) => new("store.locked",
        $"The database '{path}' is in use by another process. Stop that process, or give this one another file; one SQLite file serves one process at a time.");

    public static CrmError TablesPerTenant(string pluginId) => new("tables.file-per-tenant",
        $"The plugin '{pluginId}' brings tables of its own, which need one database for all tenants. Keep all tenants in one file, or use PostgreSQL.");

    public static CrmError Busy(string path, TimeSpan waited) => new("store.busy",
        $"No turn to write to '{path}' came within {waited.TotalSeconds:0} seconds. Shorten the transactions under way, or raise SqliteOptions.WriteTimeout.");
}
