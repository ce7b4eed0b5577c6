using System.Globalization;
using CrmKit.Benchmarks.Databases;
using CrmKit.Imports;
using CrmKit.Products;
using CrmKit.Accounts;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Benchmarks.Imports;

/// <summary>The file that is imported, the map for it, and the records that it refers to. Always the same: no seed but the row's number.</summary>
internal static class Deals
{
    private const int Accounts = 500;
    private const int Products = 10;
    private const int Users = 30;
    private static readonly string[] Stages = ["prospecting", "engaging", "won", "lost"];

    public static ImportMap Map { get; } = new()
    {
        Currency = "USD",
        Columns =
        [
            new ImportColumn { Column = "id", Field = "externalId" },
            new ImportColumn { Column = "name", Field = "name" },
            new ImportColumn { Column = "agent", Field = "owner", LookupField = "name" },
            new ImportColumn { Column = "account", Field = "accountId" },
            new ImportColumn { Column = "product", Field = "productId" },
            new ImportColumn { Column = "stage", Field = "stage" },
            new ImportColumn { Column = "opened", Field = "openedOn" },
            new ImportColumn { Column = "closed", Field = "closedOn" },
            new ImportColumn { Column = "amount", Field = "amount" },
            new ImportColumn { Column = "source", Field = "source" },
            new ImportColumn { Column = "reason", Field = "lossReason" },
        ],
    };

    /// <param name="path">The file.</param>
    /// <param name="rows">How many.</param>
    /// <param name="first">The number of the first row.</param>
    /// <param name="edition">What tells later values of the same rows from earlier ones.</param>
    public static void Write(string path, int rows, int first = 0, int edition = 0)
    {
        using var file = new StreamWriter(path);
        file.Write("id,name,agent,account,product,stage,opened,closed,amount,source,reason\n");
        var start = new DateOnly(2024, 1, 1);
        for (var i = first; i < first + rows; i++)
        {
            var stage = Stages[i % 4];
            var opened = start.AddDays(i % 500);
            var closed = i % 4 >= 2 ? opened.AddDays(10 + i % 90).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "";
            file.Write(string.Create(CultureInfo.InvariantCulture,
                $"D{i:D8},Deal number {i},Agent {i % Users},Account {i % Accounts},Product {i % Products},{stage},{opened:yyyy-MM-dd},{closed},{i % 9000 + 100 + edition}.50,web,{(stage == "lost" ? "price" : "")}\n"));
        }
    }

    public static ServiceProvider NewCrm(string database) => new ServiceCollection().AddCrmKit(crm => crm.UseSqlite(database)).BuildServiceProvider();

    public static ServiceProvider NewCrm(BenchDatabase database, string name, string? plugins = null) => new ServiceCollection().AddCrmKit(crm =>
    {
        database.Use(crm, name);
        if (plugins is not null) crm.AddPlugins(plugins);
    }).BuildServiceProvider();

    public static async Task SeedAsync(ICrm crm)
    {
        await using var session = crm.OpenSession(Actor.System("seed"));
        var records = new ChangeSet();
        for (var i = 0; i < Accounts; i++) records.Create(new Account { Name = $"Account {i}" });
        for (var i = 0; i < Products; i++) records.Create(new Product { Name = $"Product {i}", Code = $"P{i}" });
        for (var i = 0; i < Users; i++) records.Create(new User { Name = $"Agent {i}", Email = $"agent{i}@example.test" });
        await session.Records.SaveAsync(records);
    }

    public static async Task<ImportResult> ImportAsync(ICrm crm, string file, ImportMap? map = null)
    {
        await using var session = crm.OpenSession(Actor.System("benchmark"), "import");
        var result = await session.Imports.RunAsync(new ImportRequest("opportunity", file, map ?? Map));
        if (result.Refused > 0) throw new InvalidOperationException($"{result.Refused} rows were refused: {result.Errors[0].Error}");
        return result;
    }
}
