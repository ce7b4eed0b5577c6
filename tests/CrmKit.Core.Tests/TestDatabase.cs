using Microsoft.Data.Sqlite;

namespace CrmKit;

/// <summary>The database of one test: a file in a folder of its own. The tests of PostgreSQL compile the tests of this project with another one.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crmkit-test-").FullName;

    public static bool NullsFirst => true;

    private string File => Path.Combine(_folder, "crm.db");

    public void Use(CrmKitBuilder crm) => crm.UseSqlite(File, sqlite => sqlite.Durability = SqliteDurability.Normal);

    public IReadOnlyList<string> Indexes()
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM sqlite_master WHERE type = 'index'";
        using var reader = command.ExecuteReader();
        var names = new List<string>();
        while (reader.Read()) names.Add(reader.GetString(0));
        return names;
    }

    /// <summary>What somebody does who can reach the database itself.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The files of the database.</summary>
    public IReadOnlyList<string> Files() => Directory.GetFiles(_folder);

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return default;
    }
}
