using CrmKit.Benchmarks.Databases;
using CrmKit.Imports;
using CrmKit.Sessions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CrmKit.Benchmarks.Imports;

/// <summary>
/// P1 and P31: an import through the whole write path, against the fastest plain way of the very same rows into the same table with the same indexes and the same durability: a loop of one prepared insert on SQLite,
/// a transaction per chunk; text COPY on PostgreSQL.
/// </summary>
internal static class ImportRatio
{
    private static readonly int Chunk = new ImportRequest("opportunity", "", Deals.Map).ChunkSize;

    public static async Task<int> RunAsync(int rows, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("crmkit-benchmark-").FullName;
        try
        {
            var (file, warmUp) = (Path.Combine(folder, "deals.csv"), Path.Combine(folder, "warm-up.csv"));
            Deals.Write(file, rows);
            Deals.Write(warmUp, 25_000); // enough for the runtime to have compiled both sides for good
            foreach (var database in await BenchDatabase.AllAsync(folder))
            {
                await (await ImportAsync(database, warmUp))();
                var copy = await ReadBackAsync(database, file);
                await Sides.CompareAsync($"import of {rows:N0} rows, {(database.Name == "SQLite" ? "P31" : "P1")}, {database.Name}", rounds, database.Cpu,
                    () => ImportAsync(database, file), () => BareAsync(database, copy), "must be at least 0.70");
            }
            return 0;
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A fresh database with what the file refers to; the import is what counts.</summary>
    public static async Task<Func<Task>> ImportAsync(BenchDatabase database, string file)
    {
        var services = Deals.NewCrm(database, await database.NewAsync());
        var crm = services.GetRequiredService<ICrm>();
        await Deals.SeedAsync(crm);
        return async () =>
        {
            await Deals.ImportAsync(crm, file);
            await services.DisposeAsync();
        };
    }

    private static async Task<Func<Task>> BareAsync(BenchDatabase database, Rows rows)
    {
        var name = await database.NewAsync();
        await using (var services = Deals.NewCrm(database, name)) await Deals.SeedAsync(services.GetRequiredService<ICrm>());
        return async () =>
        {
            await using var connection = await database.OpenAsync(name);
            if (connection is NpgsqlConnection server) await CopyAsync(server, rows.Text);
            else Insert((SqliteConnection)connection, rows);
        };
    }

    private static async Task<Rows> ReadBackAsync(BenchDatabase database, string file)
    {
        var name = await database.NewAsync();
        await using (var services = Deals.NewCrm(database, name))
        {
            await Deals.SeedAsync(services.GetRequiredService<ICrm>());
            await Deals.ImportAsync(services.GetRequiredService<ICrm>(), file);
        }
        await using var connection = await database.OpenAsync(name);
        if (connection is NpgsqlConnection server)
        {
            using var export = await server.BeginTextExportAsync("COPY crm_opportunity TO STDOUT");
            return new Rows([], [], await export.ReadToEndAsync());
        }
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT * FROM crm_opportunity";
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<object[]>();
        while (await reader.ReadAsync())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            values.Add(row);
        }
        return new Rows([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)], values, "");
    }

    private static async Task CopyAsync(NpgsqlConnection connection, string text)
    {
        await using var import = await connection.BeginTextImportAsync("COPY crm_opportunity FROM STDIN");
        for (var at = 0; at < text.Length; at += 65_536) await import.WriteAsync(text.AsMemory(at, Math.Min(65_536, text.Length - at)));
    }

    private static void Insert(SqliteConnection connection, Rows rows)
    {
        using var insert = connection.CreateCommand();
        insert.CommandText = $"INSERT INTO crm_opportunity ({string.Join(", ", rows.Columns)}) VALUES ({string.Join(", ", rows.Columns.Select((_, i) => $"@p{i}"))})";
        var parameters = rows.Columns.Select((_, i) => insert.Parameters.Add(new SqliteParameter { ParameterName = $"@p{i}" })).ToArray();
        for (var start = 0; start < rows.Values.Count; start += Chunk)
        {
            using var transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            for (var i = start; i < Math.Min(start + Chunk, rows.Values.Count); i++)
            {
                for (var p = 0; p < parameters.Length; p++) parameters[p].Value = rows.Values[i][p];
                insert.ExecuteNonQuery();
            }
            transaction.Commit();
        }
    }

    /// <summary>Rows as the plain way takes them: values for SQLite, text for PostgreSQL.</summary>
    private sealed record Rows(IReadOnlyList<string> Columns, List<object[]> Values, string Text);
}
