using CrmKit.Benchmarks.Databases;
using CrmKit.Imports;
using CrmKit.Sessions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Benchmarks.Imports;

/// <summary>P2: an import of which every second row exists already and is changed, against one <c>INSERT … ON CONFLICT</c> out of a loaded staging table.</summary>
internal static class UpsertRatio
{
    private static readonly ImportMap Upsert = Deals.Map with { Key = ["externalId"], OnExisting = ExistingRecordPolicy.Update };

    public static async Task<int> RunAsync(int rows, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("crmkit-benchmark-").FullName;
        try
        {
            var (half, all, warmUp) = (Path.Combine(folder, "half.csv"), Path.Combine(folder, "all.csv"), Path.Combine(folder, "warm-up.csv"));
            Deals.Write(half, rows / 2);
            Deals.Write(all, rows, edition: 1);
            Deals.Write(warmUp, 10_000, edition: 1);
            foreach (var database in await BenchDatabase.AllAsync(folder))
            {
                await (await OursAsync(database, half, warmUp))();
                await Sides.CompareAsync($"upsert of {rows:N0} rows, half of them stored, P2, {database.Name}", rounds, database.Cpu, () => OursAsync(database, half, all), () => BareAsync(database, half, all), "must be at least 0.70");
            }
            return 0;
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Func<Task>> OursAsync(BenchDatabase database, string half, string all)
    {
        var services = Deals.NewCrm(database, await database.NewAsync());
        var crm = services.GetRequiredService<ICrm>();
        await Deals.SeedAsync(crm);
        await Deals.ImportAsync(crm, half);
        return async () =>
        {
            await Deals.ImportAsync(crm, all, Upsert);
            await services.DisposeAsync();
        };
    }

    // The staging table holds the rows as an import leaves them; loading it does not count.
    private static async Task<Func<Task>> BareAsync(BenchDatabase database, string half, string all)
    {
        var name = await database.NewAsync();
        await using (var services = Deals.NewCrm(database, name))
        {
            var crm = services.GetRequiredService<ICrm>();
            await Deals.SeedAsync(crm);
            await Deals.ImportAsync(crm, all);
            await using (var staging = await database.OpenAsync(name))
            {
                await ExecuteAsync(staging, "CREATE TABLE staging AS SELECT * FROM crm_opportunity");
                await ExecuteAsync(staging, "DELETE FROM crm_opportunity");
            }
            await Deals.ImportAsync(crm, half);
        }
        return async () =>
        {
            await using var connection = await database.OpenAsync(name);
            await ExecuteAsync(connection, """
                INSERT INTO crm_opportunity SELECT * FROM staging WHERE true ON CONFLICT (tenant_id, external_id) WHERE external_id IS NOT NULL
                DO UPDATE SET amount = excluded.amount, weighted_amount = excluded.weighted_amount, version = crm_opportunity.version + 1, updated_at = excluded.updated_at
                """);
        };
    }

    private static async Task ExecuteAsync(System.Data.Common.DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        (command.CommandText, command.CommandTimeout) = (sql, 600);
        await command.ExecuteNonQueryAsync();
    }
}
