using CrmKit.Benchmarks.Databases;
using CrmKit.EntityFrameworkCore;
using CrmKit.Opportunities;
using CrmKit.PostgreSql;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CrmKit.Benchmarks.Imports;

/// <summary>P4: an import with all its rules, audit and events, against EF Core's AddRange and SaveChanges of the finished records, a thousand at a time.</summary>
internal static class EntityFrameworkRatio
{
    private const int PerSave = 1000;

    public static async Task<int> RunAsync(int rows, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("crmkit-benchmark-").FullName;
        try
        {
            var file = Path.Combine(folder, "deals.csv");
            Deals.Write(file, rows);
            foreach (var database in await BenchDatabase.AllAsync(folder))
            {
                var records = await RecordsAsync(database, file);
                await (await SaveChangesAsync(database, records))();
                await Sides.CompareAsync($"import of {rows:N0} rows against SaveChanges, P4, {database.Name}", rounds, database.Cpu,
                    () => ImportRatio.ImportAsync(database, file), () => SaveChangesAsync(database, records), "must be at least 4");
            }
            return 0;
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IReadOnlyList<Opportunity>> RecordsAsync(BenchDatabase database, string file)
    {
        await using var services = Deals.NewCrm(database, await database.NewAsync());
        var crm = services.GetRequiredService<ICrm>();
        await Deals.SeedAsync(crm);
        await Deals.ImportAsync(crm, file);
        await using var session = crm.OpenSession(Actor.System("benchmark"));
        var (records, cursor) = (new List<Opportunity>(), (string?)null);
        do
        {
            var page = await session.Records.PageAsync(new Specification<Opportunity>().Page(1000, cursor));
            records.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        return records;
    }

    private static async Task<Func<Task>> SaveChangesAsync(BenchDatabase database, IReadOnlyList<Opportunity> records)
    {
        var name = await database.NewAsync();
        await using (var services = Deals.NewCrm(database, name)) await Deals.SeedAsync(services.GetRequiredService<ICrm>());
        return async () =>
        {
            await using var connection = await database.OpenAsync(name);
            IStoreDatabase own = connection is NpgsqlConnection ? new PostgreSqlDatabase(new PostgreSqlServer(name)) : new SqliteDatabase(name, new SqliteOptions());
            await using var context = EfStore.NewContext(own, connection);
            foreach (var chunk in records.Chunk(PerSave))
            {
                context.AddRange(chunk);
                await context.SaveChangesAsync();
                context.ChangeTracker.Clear();
            }
        };
    }
}
