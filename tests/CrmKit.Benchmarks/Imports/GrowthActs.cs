using CrmKit.Accounts;
using CrmKit.Benchmarks.Databases;
using CrmKit.Conversions;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Benchmarks.Imports;

/// <summary>
/// P6: how processor time grows when there is twice as much, of acts: as many conversions, merges and sums of a board among twice as many records (0 is the same, 0.10 the most), and a search for duplicates among all of them
/// (1 is in proportion, 1.10 the most).
/// </summary>
internal static class GrowthActs
{
    private const int Acts = 100;
    private const int Batch = 2_000;
    private static readonly string[] Names = ["conversions", "merges", "boards", "duplicates"];
    private static readonly string[] Syllables = ["ber", "mon", "tel", "rag", "sto", "win", "kel", "dor", "han", "ves", "lin", "mar", "pol", "tur", "gan", "fel", "nor"];

    public static async Task<int> RunAsync(int smallest, int doublings)
    {
        var folder = Directory.CreateTempSubdirectory("crmkit-benchmark-").FullName;
        try
        {
            foreach (var database in await BenchDatabase.AllAsync(folder))
            {
                await OnceAsync(database, Acts * 4); // warm-up
                double[]? before = null;
                for (var rows = smallest; rows <= smallest << doublings; rows *= 2)
                {
                    var now = await OnceAsync(database, rows);
                    Console.WriteLine($"{rows:N0} contacts, leads and opportunities, P6, {database.Name}: " + string.Join(", ", Names.Select((name, i) =>
                        $"{name} {now[i] * 1e3:N0} ms of processor time" + (before is null ? "" : $" (exponent {Math.Log2(now[i] / before[i]):F2}, must be at most {(i == 3 ? "1.10" : "0.10")})"))));
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

    private static async Task<double[]> OnceAsync(BenchDatabase database, int rows)
    {
        await using var services = Deals.NewCrm(database, await database.NewAsync());
        var crm = services.GetRequiredService<ICrm>();
        await crm.InitializeAsync();
        var (leads, contacts) = await FillAsync(crm, rows);
        await using var session = crm.OpenSession(Actor.System("benchmark"));
        var duplicates = await TimeAsync(() => session.Duplicates.ScanAsync("contact"));
        var boards = await TimeAsync(async () =>
        {
            for (var i = 0; i < Acts; i++) await session.Reports.RunAsync("stages");
        });
        var merges = await TimeAsync(async () =>
        {
            for (var i = 0; i < Acts; i++) await session.Records.MergeAsync([new MergeRequest(new("contact", contacts[2 * i]), new("contact", contacts[2 * i + 1]))]);
        });
        var conversions = await TimeAsync(async () =>
        {
            for (var i = 0; i < Acts; i++) await session.Conversions.ConvertAsync(new RecordRef("lead", leads[i]), new ConversionOptions { To = "opportunity" });
        });
        return [conversions, merges, boards, duplicates];

        async Task<double> TimeAsync(Func<Task> work) => (await Sides.TimeAsync(database.Cpu, work)).Cpu;
    }

    // Every fiftieth person twice.
    private static async Task<(List<Guid> Leads, List<Guid> Contacts)> FillAsync(ICrm crm, int rows)
    {
        var (leads, contacts) = (new List<Guid>(rows), new List<Guid>(rows));
        await using var session = crm.OpenSession(Actor.System("benchmark"));
        for (var first = 0; first < rows; first += Batch)
        {
            var changes = new ChangeSet();
            for (var i = first; i < Math.Min(first + Batch, rows); i++)
            {
                var person = i % 50 == 49 ? i - 1 : i;
                var lead = new Lead { Name = Name(i), CompanyName = $"{Name(i + 7)} {i}", Email = $"lead{i}@firm{i}.test" };
                var contact = new Contact { FirstName = Name(person * 3), LastName = Name(person), Email = $"person{person}@mail{person % 997}.test", Phone = $"+49305{person:D7}" };
                changes.Create(lead).Create(contact).Create(new Opportunity { Name = $"Deal {i}", Amount = i % 9_000 });
                leads.Add(lead.Id);
                contacts.Add(contact.Id);
            }
            await session.Records.SaveAsync(changes);
        }
        return (leads, contacts);
    }

    // Always the same: no seed but the number.
    private static string Name(int number)
    {
        var mixed = (uint)number * 2654435761u;
        var name = string.Concat(Enumerable.Range(0, 3).Select(at => Syllables[(mixed >> (at * 9)) % (uint)Syllables.Length]));
        return char.ToUpperInvariant(name[0]) + name[1..];
    }
}
