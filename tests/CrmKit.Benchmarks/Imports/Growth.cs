using CrmKit.Benchmarks.Databases;
using CrmKit.Opportunities;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Benchmarks.Imports;

/// <summary>P6: how processor time grows when there is twice as much: 1 is in proportion, 0 the same. Of an import into an empty database, and of reading a page in the middle.</summary>
internal static class Growth
{
    public static async Task<int> RunAsync(int smallest, int doublings)
    {
        var folder = Directory.CreateTempSubdirectory("crmkit-benchmark-").FullName;
        try
        {
            var warmUp = Path.Combine(folder, "warm-up.csv");
            Deals.Write(warmUp, 60_000);
            foreach (var database in await BenchDatabase.AllAsync(folder))
            {
                await (await ImportRatio.ImportAsync(database, warmUp))();
                (double Import, double Page)? before = null;
                for (var rows = smallest; rows <= smallest << doublings; rows *= 2)
                {
                    var now = await OnceAsync(database, folder, rows);
                    Console.WriteLine($"{rows:N0} rows, P6, {database.Name}: import {now.Import * 1e6 / rows:N1} µs of processor time a row, a page {now.Page * 5:N2} ms"
                        + (before is { } half ? $"; exponents {Math.Log2(now.Import / half.Import):F2} and {Math.Log2(now.Page / half.Page):F2}, must be at most 1.10" : ""));
                    before = now;
                }
            }
            return 0;
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(double Import, double Page)> OnceAsync(BenchDatabase database, string folder, int rows)
    {
        var file = Path.Combine(folder, $"deals-{rows}.csv");
        Deals.Write(file, rows);
        await using var services = Deals.NewCrm(database, await database.NewAsync());
        var crm = services.GetRequiredService<ICrm>();
        await Deals.SeedAsync(crm);
        var import = await Sides.TimeAsync(database.Cpu, () => Deals.ImportAsync(crm, file));
        await using var session = crm.OpenSession(Actor.System("benchmark"));
        var middle = $"D{rows / 2:D8}";
        var pages = await Sides.TimeAsync(database.Cpu, async () =>
        {
            for (var i = 0; i < 200; i++)
                await session.Records.PageAsync(new Specification<Opportunity>(o => o.ExternalId!.CompareTo(middle) > 0).OrderBy(o => o.ExternalId).Page(50));
        });
        return (import.Cpu, pages.Cpu);
    }
}
