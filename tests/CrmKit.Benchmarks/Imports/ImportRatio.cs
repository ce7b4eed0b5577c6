using System.Diagnostics;
using CrmKit.Imports;
using CrmKit.Sessions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Benchmarks.Imports;

/// <summary>
/// Rows per second of an import through the whole write path, against a loop of one prepared insert over the very same rows into the same table with the same indexes,
/// same journal, durability, cache and checkpoints, a transaction per chunk. Both in turn, in one process.
/// </summary>
internal static class ImportRatio
{
    private static readonly int Chunk = new ImportRequest("opportunity", "", Deals.Map).ChunkSize;

    public static async Task<int> RunAsync(int rows, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("crmkit-benchmark-").FullName;
        try
        {
            var file = Path.Combine(folder, "deals.csv");
            Deals.Write(file, rows);
            var warmUp = Path.Combine(folder, "warm-up.csv");
            Deals.Write(warmUp, 25_000); // enough for the runtime to have compiled both sides for good
            await OnceAsync(folder, warmUp, "warm-up");

            var ratios = new List<double>();
            Console.WriteLine($"{rows:N0} rows, {rounds} rounds, {Environment.ProcessorCount} processors");
            for (var round = 1; round <= rounds; round++)
            {
                var (import, loop) = await OnceAsync(folder, file, $"round-{round}");
                ratios.Add(loop / import);
                Console.WriteLine($"round {round}: import {rows / import:N0} rows/s, prepared inserts {rows / loop:N0} rows/s, ratio {loop / import:F2}");
            }
            ratios.Sort();
            Console.WriteLine($"ratio: median {ratios[ratios.Count / 2]:F2} (from {ratios[0]:F2} to {ratios[^1]:F2}); must be at least 0.50");
            return 0;
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(double Import, double Loop)> OnceAsync(string folder, string file, string name)
    {
        var (database, bare) = (Path.Combine(folder, name + ".db"), Path.Combine(folder, name + "-bare.db"));
        double import;
        await using (var services = Deals.NewCrm(database))
        {
            var crm = services.GetRequiredService<ICrm>();
            await Deals.SeedAsync(crm);
            Settle();
            var watch = Stopwatch.StartNew();
            await Deals.ImportAsync(crm, file);
            import = watch.Elapsed.TotalSeconds;
        }
        await using (var services = Deals.NewCrm(bare))
        {
            await services.GetRequiredService<ICrm>().InitializeAsync();
            await Deals.SeedAsync(services.GetRequiredService<ICrm>());
        }
        var (columns, values) = ReadBack(database);
        Settle();
        var bareWatch = Stopwatch.StartNew();
        Insert(bare, columns, values);
        return (import, bareWatch.Elapsed.TotalSeconds);
    }

    private static (IReadOnlyList<string> Columns, List<object[]> Values) ReadBack(string database)
    {
        using var connection = new SqliteConnection($"Data Source={database};Mode=ReadWrite");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT * FROM crm_opportunity";
        using var reader = command.ExecuteReader();
        var columns = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToList();
        var values = new List<object[]>();
        while (reader.Read())
        {
            var row = new object[columns.Count];
            reader.GetValues(row);
            values.Add(row);
        }
        return (columns, values);
    }

    private static void Insert(string database, IReadOnlyList<string> columns, List<object[]> values)
    {
        // Foreign keys stay off, which favours this side: the rows point at accounts of the other database.
        using var connection = new SqliteConnection($"Data Source={database};Mode=ReadWrite;Foreign Keys=False");
        connection.Open();
        using (var pragma = connection.CreateCommand())
        {
            // As SqliteOptions has them by default for the writer.
            pragma.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4000;";
            pragma.ExecuteNonQuery();
        }
        using var insert = connection.CreateCommand();
        insert.CommandText = $"INSERT INTO crm_opportunity ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select((_, i) => $"@p{i}"))})";
        var parameters = columns.Select((_, i) => insert.Parameters.Add(new SqliteParameter { ParameterName = $"@p{i}" })).ToArray();
        for (var start = 0; start < values.Count; start += Chunk)
        {
            using var transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            for (var i = start; i < Math.Min(start + Chunk, values.Count); i++)
            {
                for (var p = 0; p < parameters.Length; p++) parameters[p].Value = values[i][p];
                insert.ExecuteNonQuery();
            }
            transaction.Commit();
        }
    }

    private static void Settle()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
