using System.Globalization;
using CrmKit.Accounts;
using CrmKit.Opportunities;
using CrmKit.Pipelines;
using CrmKit.Planning;
using CrmKit.Products;
using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Reports;

/// <summary>The definitions of the reports against 8,800 real-looking opportunities whose figures are known. Rows go straight to the store; the import has its own test.</summary>
public sealed class MavenReportTests(MavenFixture maven) : IClassFixture<MavenFixture>
{
    [Fact]
    public async Task The_funnel_counts_and_sums_each_stage()
    {
        var rows = (await maven.RunAsync("funnel", new ReportParameters())).Rows.ToDictionary(r => (string)r[0]!);
        Assert.Equal([4238L, 2473L, 1589L, 500L], new[] { "won", "lost", "engaging", "prospecting" }.Select(s => (long)rows[s][3]!));
        Assert.Equal(10_005_534m, rows["won"][4]);
        Assert.Equal(4238L, rows["won"][6]);
    }

    [Fact]
    public async Task Win_rate_and_won_value_in_total()
    {
        var row = Assert.Single((await maven.RunAsync("winrate", new ReportParameters())).Rows);
        Assert.Equal(["total", 4238L, 2473L, 2089L, 63.15m, 10_005_534m, 0m, 2360.91m, "USD"], row);
    }

    [Fact]
    public async Task Win_rate_by_quarter()
    {
        var rows = (await maven.RunAsync("winrate", new ReportParameters { By = "quarter" })).Rows;
        Assert.Equal(
            [("2017-Q1", 531L, 116L, 1_134_672m), ("2017-Q2", 1254L, 778L, 3_086_111m), ("2017-Q3", 1257L, 790L, 2_982_255m), ("2017-Q4", 1196L, 789L, 2_802_496m)],
            rows.Select(r => ((string)r[0]!, (long)r[1]!, (long)r[2]!, (decimal)r[5]!)));
    }

    [Fact]
    public async Task Win_rate_by_owner_and_by_region()
    {
        var owners = (await maven.RunAsync("winrate", new ReportParameters { By = "owner" })).Rows;
        Assert.Equal(30, owners.Count);
        Assert.Equal(("Darcel Schlecht", 349L, 204L, 1_153_214m), ((string)owners[0][0]!, (long)owners[0][2]!, (long)owners[0][3]!, (decimal)owners[0][6]!));
        var regions = (await maven.RunAsync("winrate", new ReportParameters { By = "region" })).Rows;
        Assert.Equal([("West", 3_568_647m), ("Central", 3_346_293m), ("East", 3_090_594m)], regions.Select(r => ((string)r[0]!, (decimal)r[5]!)));
    }

    [Fact]
    public async Task Other_dimensions_add_up_to_the_total()
    {
        foreach (var by in new[] { "team", "product", "source" })
        {
            var (won, value) = by == "source" ? (1, 5) : (2, 6);
            var rows = (await maven.RunAsync("winrate", new ReportParameters { By = by })).Rows;
            Assert.Equal((4238L, 10_005_534m), (rows.Sum(r => (long)r[won]!), rows.Sum(r => (decimal)r[value]!)));
        }
    }

    [Fact]
    public async Task Cycle_over_closed_records()
    {
        Assert.Equal(["total", 6711L, 47.99m, 45m], Assert.Single((await maven.RunAsync("cycle", new ReportParameters())).Rows));
        Assert.Equal(["total", 4238L, 51.78m, 57m], Assert.Single((await maven.RunAsync("cycle", new ReportParameters { Filter = "stage eq 'won'" })).Rows));
        Assert.Equal(6711L, (await maven.RunAsync("cycle", new ReportParameters { By = "quarter" })).Rows.Sum(r => (long)r[1]!));
    }

    [Fact]
    public async Task Ageing_as_of_a_past_day()
    {
        var table = await maven.RunAsync("ageing", new ReportParameters { AsOf = new DateOnly(2017, 12, 31), Days = 90 });
        var engaging = table.Rows.Single(r => (string)r[0]! == "engaging");
        Assert.Equal((1589L, 1479L), ((long)engaging[2]!, (long)engaging[3]!));
        Assert.Empty(table.Remarks);
        var own = (await maven.RunAsync("ageing", new ReportParameters { AsOf = new DateOnly(2017, 12, 31) })).Rows.Single(r => (string)r[0]! == "engaging");
        Assert.Equal((1479L, 90L), ((long)own[3]!, (long)own[4]!));
    }

    [Fact]
    public async Task Ageing_on_a_day_when_records_closed_later_were_open()
    {
        var day = new DateOnly(2017, 6, 30);
        var expected = maven.Opportunities.Count(o => o.OpenedOn <= day && (o.ClosedOn is null || o.ClosedOn > day));
        var table = await maven.RunAsync("ageing", new ReportParameters { AsOf = day, Days = 30 });
        var total = table.Rows.Single(r => (string)r[0]! == "total");
        Assert.Equal(expected, (long)total[2]!);
        Assert.Equal(maven.Opportunities.Count(o => o.OpenedOn < day.AddDays(-30) && (o.ClosedOn is null || o.ClosedOn > day)), (long)total[3]!);
    }

    [Fact]
    public async Task Periods_bound_the_closing_day()
    {
        var row = Assert.Single((await maven.RunAsync("winrate", new ReportParameters { From = new DateOnly(2017, 4, 1), Until = new DateOnly(2017, 6, 30) })).Rows);
        Assert.Equal((1254L, 778L, 3_086_111m), ((long)row[1]!, (long)row[2]!, (decimal)row[5]!));
    }

    [Fact]
    public async Task Counters_can_be_rebuilt_from_the_rows()
    {
        maven.SkipWhenAbsent();
        Assert.Equal(8800, maven.MissingCounters.Sum(d => d.CountedRows));
        Assert.Equal(10_005_534m, maven.MissingCounters.Sum(d => d.CountedAmount));
        await using var later = maven.Crm.OpenSession();
        Assert.Empty(await later.Reports.VerifyCountersAsync());
    }
}

/// <summary>The pipeline of maven_crm in a database; read-only for the tests.</summary>
public sealed class MavenFixture : IAsyncLifetime
{
    private readonly string? _folder = new[] { Environment.GetEnvironmentVariable("CRMKIT_DATA"), Path.Combine(Root(), "..", "shared", "data") }
        .Where(f => f is not null).Select(f => Path.Combine(f!, "maven_crm")).FirstOrDefault(Directory.Exists);

    internal TestCrm Crm { get; } = new();

    public List<Opportunity> Opportunities { get; } = [];

    /// <summary>The counters that the rows alone did not have.</summary>
    public IReadOnlyList<CounterDifference> MissingCounters { get; private set; } = [];

    public async Task<ReportTable> RunAsync(string report, ReportParameters parameters)
    {
        SkipWhenAbsent();
        await using var session = Crm.OpenSession();
        return await session.Reports.RunAsync(report, parameters);
    }

    public void SkipWhenAbsent() => Assert.SkipWhen(_folder is null, "The data set maven_crm is absent: set CRMKIT_DATA to the folder that has it.");

    public async ValueTask InitializeAsync()
    {
        if (_folder is null) return;
        await Crm.Crm.InitializeAsync();
        var (rows, at) = (new StoreBatch(), new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var teams = new Dictionary<string, Team>();
        var users = new Dictionary<string, User>();
        foreach (var line in Read("sales_teams.csv"))
        {
            if (!teams.TryGetValue(line[1], out var team)) rows.Inserts.Add(teams[line[1]] = team = new Team { Name = line[1], Region = line[2], Version = 1 });
            rows.Inserts.Add(users[line[0]] = new User { Name = line[0], TeamId = team.Id, Version = 1 });
        }
        var products = Read("products.csv").ToDictionary(p => p[0].Replace(" ", "", StringComparison.Ordinal), p => new Product { Name = p[0], Version = 1 });
        var accounts = Read("accounts.csv").ToDictionary(a => a[0], a => new Account { Name = a[0], Version = 1 });
        rows.Inserts.AddRange(products.Values);
        rows.Inserts.AddRange(accounts.Values);
        foreach (var line in Read("sales_pipeline.csv"))
        {
            var stage = line[4].ToLowerInvariant();
            var opportunity = new Opportunity
            {
                Name = line[0], Version = 1, CreatedAt = at, OwnerId = users[line[1]].Id, TeamId = users[line[1]].TeamId, ProductId = products[line[2].Replace(" ", "", StringComparison.Ordinal)].Id,
                AccountId = line[3].Length == 0 ? null : accounts[line[3]].Id, PipelineKey = "opportunity.standard", StageKey = stage, PassedStageKeys = stage, OpenedOn = Day(line[5]), ClosedOn = Day(line[6]),
                StageCategory = stage switch { "won" => StageCategory.Won, "lost" => StageCategory.Lost, _ => StageCategory.Open }, Amount = line[7].Length == 0 ? null : decimal.Parse(line[7], CultureInfo.InvariantCulture),
                Currency = "USD", StageEnteredAt = at,
            };
            Opportunities.Add(opportunity);
            rows.Inserts.Add(opportunity);
            rows.Inserts.Add(new StageHistoryEntry { RecordType = "opportunity", RecordId = opportunity.Id, PipelineKey = "opportunity.standard", StageKey = stage, Category = opportunity.StageCategory.Value, EnteredAt = at });
        }
        await using (var transaction = await Crm.Services.GetRequiredService<ICrmStore>().BeginAsync("default", default))
        {
            await transaction.WriteAsync(rows, default);
            await transaction.CommitAsync(default);
        }
        await using var session = Crm.OpenSession();
        MissingCounters = await session.Reports.VerifyCountersAsync(repair: true);
    }

    public ValueTask DisposeAsync() => Crm.DisposeAsync();

    private IEnumerable<string[]> Read(string file) => File.ReadLines(Path.Combine(_folder!, file)).Skip(1).Select(l => l.Split(','));

    private static DateOnly? Day(string text) => text.Length == 0 ? null : DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "CrmKit.sln"))) return folder.FullName;
        return AppContext.BaseDirectory;
    }
}
