namespace CrmKit.Tables;

internal static class TableErrors
{
    public static CrmError NameInvalid(string pluginId, string table) => new("tables.name-invalid",
        $"Plugin '{pluginId}' has the table '{table}'. A table's name begins with '{TablePrefix.Of(pluginId)}', has lower-case letters, digits and underscores alone, and at most {TablePrefix.LongestName} of them.");

    public static CrmError Foreign(string prefix, string what) => new("tables.foreign",
        $"A statement over tables of '{prefix}' was refused: it {what}. A plugin's statements reach its own tables alone; records are read and written through the doors.");

    public static CrmError MigrationInvalid(string pluginId, string migration, string why) => new("tables.migration-invalid",
        $"Plugin '{pluginId}': the migration {migration} of its tables {why}.");

    public static CrmError MigrationChanged(string pluginId, string migration) => new("tables.migration-changed",
        $"Plugin '{pluginId}': the migration {migration} of its tables is another than the one that was applied. Put it back as it was, and make the change in a migration of its own.");

    public static CrmError MigrationGone(string pluginId, string migration, string version) => new("tables.migration-gone",
        $"Plugin '{pluginId}' {version} does not have the migration {migration}, which was applied to its tables. Bring it along: what was applied stays part of every later version.");

    public static CrmError Newer(string pluginId, string version, IEnumerable<string> migrations) => new("tables.newer",
        $"Plugin '{pluginId}' {version} is older than its tables: it does not know {string.Join(", ", migrations)}. Run the newer version, or install the older one by force (--force), which undoes these.");

    public static CrmError NoWayBack(string pluginId, string migration, string version, string why) => new("tables.no-way-back",
        $"Plugin '{pluginId}' cannot go back to {version}: the migration {migration} of its tables cannot be undone, {why}. Stay with the newer version, or erase the plugin and install the older one.");

    public static CrmError MigrationFailed(string pluginId, string migration, string why) => new("tables.migration-failed",
        $"Plugin '{pluginId}': the migration {migration} of its tables failed: {why} Nothing was changed, and the version before stays.");

    public static CrmError ModelDiffers(string pluginId, IEnumerable<string> misfits) => new("tables.model-differs",
        $"Plugin '{pluginId}': its tables are not what its model says: {string.Join("; ", misfits)}. Add a migration that makes them so.");

    public static CrmError PrefixTaken(string pluginId, string other) => new("tables.prefix-taken",
        $"The tables of plugin '{pluginId}' would begin with '{TablePrefix.Of(pluginId)}', as those of '{other}' do. Give the plugin another id.");

    public static CrmError ReadOnly() => new("tables.read-only",
        "The context was opened outside a unit of work, so it only reads. Begin one (session.BeginAsync), open the context inside, save, and commit the unit of work.");

    public static CrmError Closed() => new("tables.closed",
        "The context is used after its session, or the unit of work that it was opened in, has ended. Open one anew.");

    public static CrmError NotLoaded() => new("tables.not-loaded",
        "Tables of a plugin's own need a plugin that was loaded with AddPlugins, because the loader applies its migrations; this one is compiled into the host.");

    public static CrmError FilterIgnored() => new("tables.filter-ignored",
        "A query ignores the filters of its tables, and with them the one that keeps tenants apart. Leave IgnoreQueryFilters out, or name the filters to ignore.");

    public static CrmError TransactionForeign() => new("tables.transaction-foreign",
        "The transaction belongs to the session's unit of work. Commit or leave that one; a context neither commits nor rolls back.");
}
