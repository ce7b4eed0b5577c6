using CrmKit.EntityFrameworkCore;
using CrmKit.Specification;
using CrmKit.Storage;
using Microsoft.EntityFrameworkCore;

namespace CrmKit.Sqlite;

/// <summary>A file in a folder of its own.</summary>
internal sealed class SqliteTestDatabase : ITestDatabase
{
    private readonly TempFolder _folder = new();

    public ICrmStore NewStore() => _folder.Store();

    public void Use(CrmKitBuilder crm) => crm.UseSqlite(_folder.File(), sqlite => sqlite.Durability = SqliteDurability.Normal);

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
