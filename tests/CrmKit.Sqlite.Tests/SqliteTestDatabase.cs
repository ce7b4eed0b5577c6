using CrmKit.EntityFrameworkCore;
using CrmKit.Specification;
using CrmKit.Storage;
using Microsoft.EntityFrameworkCore;

namespace CrmKit.Sqlite;

/// <summary>A file in a folder of its own, or one for each tenant.</summary>
internal sealed class SqliteTestDatabase(bool filePerTenant = false) : ITestDatabase
{
    private readonly TempFolder _folder = new();

    public ICrmStore NewStore() => filePerTenant
        ? new TenantFileStore(_folder.File(), new SqliteOptions { Durability = SqliteDurability.Normal, OpenTenantFiles = 1 }, StoreSpecification.Tenant)
        : _folder.Store();

    public void Use(CrmKitBuilder crm) => crm.UseSqlite(_folder.File(), sqlite => (sqlite.Durability, sqlite.FilePerTenant) = (SqliteDurability.Normal, filePerTenant));

    public async Task<string> ExplainAsync<T>(IStoreReader reader, IQueryable<T> query)
    {
        using var command = ((StoreReader)reader).Translatable(query).CreateDbCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
        using var plan = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await plan.ReadAsync()) lines.Add(plan.GetString(3));
        return string.Join('\n', lines);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return default;
    }
}
