using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CrmKit.Benchmarks.Databases;

/// <summary>A kind of database to measure on: makes empty ones, and opens bare connections to them.</summary>
internal abstract class BenchDatabase(string name)
{
    private static int _made;

    public string Name => name;

    /// <summary>What processor time has gone by, of this process and of the database's own, in seconds.</summary>
    public abstract double Cpu();

    /// <summary>Names a database that does not exist yet.</summary>
    public abstract Task<string> NewAsync();

    /// <summary>Another database with the same content; nobody may be connected.</summary>
    public abstract Task<string> CopyAsync(string database);

    public abstract void Use(CrmKitBuilder crm, string database);

    /// <summary>Whether it is a server of its own, which may go away while we stay.</summary>
    public virtual bool IsServer => false;

    /// <summary>Ends the server as a crash would, and starts it again.</summary>
    public virtual Task RestartAsync() => throw new NotSupportedException($"{name} is not a server.");

    /// <summary>A connection as the writer has them, foreign keys aside: the rows of one database go into another.</summary>
    public abstract Task<System.Data.Common.DbConnection> OpenAsync(string database);

    /// <summary>SQLite, and PostgreSQL where <c>CRMKIT_POSTGRES</c> names a server or one can be started; or the one that <c>CRMKIT_BENCHMARK</c> names.</summary>
    public static async Task<IReadOnlyList<BenchDatabase>> AllAsync(string folder)
    {
        var only = Environment.GetEnvironmentVariable("CRMKIT_BENCHMARK");
        var all = new List<BenchDatabase>();
        if (only is not "PostgreSQL") all.Add(new Sqlite(folder));
        if (only is not "SQLite" && await BenchServer.StartAsync(folder) is { } server) all.Add(new PostgreSql(server));
        return all;
    }

    private static string NextName() => string.Create(CultureInfo.InvariantCulture, $"bench_{Environment.ProcessId}_{Interlocked.Increment(ref _made)}");

    private sealed class Sqlite(string folder) : BenchDatabase("SQLite")
    {
        public override double Cpu() => ProcessTime.Own();

        public override Task<string> NewAsync() => Task.FromResult(Path.Combine(folder, NextName() + ".db"));

        public override async Task<string> CopyAsync(string database)
        {
            var copy = await NewAsync();
            await using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
            await connection.OpenAsync();
            using var command = connection.CreateCommand();
            command.CommandText = $"VACUUM INTO '{copy}'";
            await command.ExecuteNonQueryAsync();
            return copy;
        }

        public override void Use(CrmKitBuilder crm, string database) => crm.UseSqlite(database);

        public override async Task<System.Data.Common.DbConnection> OpenAsync(string database)
        {
            var connection = new SqliteConnection($"Data Source={database};Mode=ReadWrite;Foreign Keys=False;Pooling=False");
            await connection.OpenAsync();
            using var pragma = connection.CreateCommand();
            // As SqliteOptions has them by default for the writer, but for twice the memory.
            pragma.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4000;";
            await pragma.ExecuteNonQueryAsync();
            return connection;
        }
    }

    private sealed class PostgreSql(BenchServer server) : BenchDatabase("PostgreSQL")
    {
        public override bool IsServer => true;

        public override Task RestartAsync() => server.RestartAsync();

        public override double Cpu() => ProcessTime.Own() + (server.ProcessId is { } id ? ProcessTime.Family(id) : 0);

        public override Task<string> NewAsync() => CreateAsync("");

        public override Task<string> CopyAsync(string database)
        {
            NpgsqlConnection.ClearAllPools();
            return CreateAsync($" TEMPLATE {new NpgsqlConnectionStringBuilder(database).Database}");
        }

        private async Task<string> CreateAsync(string from)
        {
            var name = NextName();
            await using var connection = new NpgsqlConnection(server.ConnectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand($"CREATE DATABASE {name}{from}", connection) { CommandTimeout = 600 };
            await command.ExecuteNonQueryAsync();
            server.Made.Add(name);
            return new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = name }.ConnectionString;
        }

        public override void Use(CrmKitBuilder crm, string database) => crm.UsePostgreSql(database);

        public override async Task<System.Data.Common.DbConnection> OpenAsync(string database)
        {
            var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false, MaxAutoPrepare = 20, AutoPrepareMinUsages = 2 }.ConnectionString);
            await connection.OpenAsync();
            return connection;
        }
    }
}
