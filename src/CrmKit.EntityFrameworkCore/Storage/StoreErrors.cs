namespace CrmKit.EntityFrameworkCore;

internal static class StoreErrors
{
    public static CrmError Full() => new("store.full",
        "The database has no room left on its disk: nothing of this change was saved, and what is stored can still be read. Free some room, then repeat the change.");

    public static CrmError Newer(string migration) => new("store.newer",
        $"The database was brought to '{migration}' by a newer version of CrmKit, which this one does not know. Start the newer version, or restore the backup made before the upgrade.");

    public static CrmError TableMissing(string table) => new("backup.table-missing", $"The backup has rows of table '{table}', which this database does not have. Load the plugin that brings it, and restore again. Nothing was changed.");
}
