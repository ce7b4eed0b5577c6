namespace CrmKit.FaultHost;

/// <summary>SQLite by the path of a file, PostgreSQL by a connection string.</summary>
internal static class FaultDatabase
{
    public static CrmKitBuilder Use(CrmKitBuilder crm, string database) => database.StartsWith("Host=", StringComparison.Ordinal) ? crm.UsePostgreSql(database) : crm.UseSqlite(database);
}
