using CrmKit.PostgreSql;

namespace CrmKit;

/// <summary>The database of one test of the doors: these are the tests of CrmKit.Core.Tests, compiled once more.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    public static bool NullsFirst => false;

    // Tests make it where nothing can be awaited; their threads have no context that the work could wait for.
    private readonly PostgreSqlTestDatabase _database = Task.Run(PostgreSqlTestDatabase.NewAsync).GetAwaiter().GetResult();

    public void Use(CrmKitBuilder crm) => _database.Use(crm);

    public IReadOnlyList<string> Indexes() =>
        Task.Run(() => PostgreSqlCluster.QueryAsync(_database.ConnectionString, "SELECT indexname::text FROM pg_indexes WHERE schemaname = 'public'")).GetAwaiter().GetResult();

    /// <summary>What somebody does who can reach the database itself.</summary>
    public Task ExecuteAsync(string sql) => PostgreSqlCluster.QueryAsync(_database.ConnectionString, sql);

    /// <summary>The files of the database; skips the test where the server's are out of reach. Its write-ahead log is the server's own.</summary>
    public IReadOnlyList<string> Files()
    {
        var folder = Task.Run(() => PostgreSqlCluster.QueryAsync(_database.ConnectionString, "SELECT current_setting('data_directory') || '/base/' || oid FROM pg_database WHERE datname = current_database()")).GetAwaiter().GetResult()[0];
        if (!Directory.Exists(folder)) Assert.Skip("The server's files are on another machine, or may not be read.");
        return Directory.GetFiles(folder);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
