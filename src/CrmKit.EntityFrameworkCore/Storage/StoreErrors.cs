namespace CrmKit.EntityFrameworkCore;

internal static class StoreErrors
{
    public static CrmError Newer(string migration) => new("store.newer",
        $"The database was brought to '{migration}' by a newer version of CrmKit, which this one does not know. Start the newer version, or restore the backup made before the upgrade.");
}
