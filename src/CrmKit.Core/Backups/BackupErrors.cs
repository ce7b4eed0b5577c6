namespace CrmKit.Backups;

internal static class BackupErrors
{
    public static CrmError Forbidden() => new("backup.forbidden", "Backups of a tenant are made and restored by its administrators, of all tenants by the host's operator alone. Ask one of them.");

    public static CrmError Damaged(string what) => new("backup.damaged", $"This cannot be restored: {what} Use another backup; nothing was changed.");

    public static CrmError Tenant(string tenant, IEnumerable<string> held) => new("backup.tenant", $"The backup does not hold tenant '{tenant}'. It holds {string.Join(", ", held)}. Nothing was changed.");

    public static CrmError NotEmpty(string tenant) => new("backup.not-empty", $"Tenant '{tenant}' has records already. Restore into an empty database, or say that what is there may be replaced.");

    public static CrmError Schema() => new("backup.schema", "The backup was written by another version of CrmKit, with other tables. Restore it with that version, and upgrade the database afterwards.");
}
