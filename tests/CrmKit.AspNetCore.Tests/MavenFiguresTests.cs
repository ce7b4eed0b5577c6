using System.Net;
using System.Text.Json.Nodes;
using CrmKit.Imports;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.AspNetCore;

/// <summary>A real pipeline of 8,800 sales, imported with the maps of the command line's tests and asked by HTTP; every figure was computed independently.</summary>
public sealed class MavenFiguresTests(MavenFiguresTests.Imported maven) : IClassFixture<MavenFiguresTests.Imported>
{
    private const string LastDay = "2017-12-31";

    [Theory]
    [InlineData("stage eq 'won'", 4238)]
    [InlineData("stage eq 'lost'", 2473)]
    [InlineData("stage eq 'engaging'", 1589)]
    [InlineData("stage eq 'prospecting'", 500)]
    [InlineData("accountId eq null", 1425)]
    [InlineData("product.name eq 'GTX Pro'", 1480)]
    [InlineData("stage eq 'won' and owner.name eq 'Darcel Schlecht'", 349)]
    [InlineData("stage eq 'won' and closedOn ge 2017-01-01 and closedOn le 2017-03-31", 531)]
    public async Task Lists_count_the_sales(string filter, int expected)
    {
        await maven.ImportAsync();
        var page = await maven.Admin.GetAsync($"/api/opportunities?size=1&total=true&filter={Uri.EscapeDataString(filter)}", HttpStatusCode.OK);
        Assert.Equal(expected, (int)page["total"]!);
    }

    [Fact]
    public async Task Paging_meets_every_sale_once()
    {
        await maven.ImportAsync();
        var (ids, next) = (new HashSet<string>(), (string?)null);
        do
        {
            var page = await maven.Admin.GetAsync("/api/opportunities?size=1000&orderBy=-amount" + (next is null ? "" : $"&cursor={Uri.EscapeDataString(next)}"), HttpStatusCode.OK);
            Assert.All(page["items"]!.AsArray(), item => Assert.True(ids.Add((string)item!["id"]!)));
            next = (string?)page["next"];
        }
        while (next is not null);
        Assert.Equal(8800, ids.Count);
    }

    [Fact]
    public async Task Win_rate_is_right_in_total()
    {
        var row = Assert.Single(await RowsAsync("winrate"));
        Assert.Equal((4238, 2473, 10_005_534m, 63.15m), (Whole(row, "won"), Whole(row, "lost"), Amount(row, "wonValue"), Math.Round(Amount(row, "winRate"), 2)));
    }

    [Fact]
    public async Task Win_rate_is_right_by_owner()
    {
        var top = (await RowsAsync("winrate?by=owner"))[0];
        Assert.Equal(("Darcel Schlecht", 349, 204, 1_153_214m), ((string)top["owner"]!, Whole(top, "won"), Whole(top, "lost"), Amount(top, "wonValue")));
    }

    [Fact]
    public async Task Win_rate_is_right_by_quarter() => Assert.Equal(
        [("2017-Q1", 531, 116, 1_134_672m), ("2017-Q2", 1254, 778, 3_086_111m), ("2017-Q3", 1257, 790, 2_982_255m), ("2017-Q4", 1196, 789, 2_802_496m)],
        (await RowsAsync("winrate?by=quarter")).Select(r => ((string)r["quarter"]!, Whole(r, "won"), Whole(r, "lost"), Amount(r, "wonValue"))));

    [Fact]
    public async Task Won_value_is_right_by_region() => Assert.Equal(
        [("Central", 3_346_293m), ("East", 3_090_594m), ("West", 3_568_647m)],
        (await RowsAsync("winrate?by=region")).Select(r => ((string)r["region"]!, Amount(r, "wonValue"))).Order());

    [Fact]
    public async Task Cycle_has_the_known_mean_and_median()
    {
        var row = Assert.Single(await RowsAsync("cycle"));
        Assert.Equal((6711, 47.99m, 45m), (Whole(row, "closed"), Math.Round(Amount(row, "meanDays"), 2), Amount(row, "medianDays")));
    }

    [Fact]
    public async Task Old_deals_are_found_on_the_last_day_of_the_year()
    {
        var engaging = (await RowsAsync($"ageing?asOf={LastDay}&days=90")).Single(r => (string)r["stage"]! == "engaging");
        Assert.Equal((1589, 1479), (Whole(engaging, "open"), Whole(engaging, "ageing")));
    }

    [Fact]
    public async Task Funnel_counts_the_stages()
    {
        var counts = (await RowsAsync("funnel")).ToDictionary(r => (string)r["stage"]!, r => Whole(r, "count"));
        Assert.Equal((4238, 2473, 1589, 500), (counts["won"], counts["lost"], counts["engaging"], counts["prospecting"]));
    }

    private async Task<IReadOnlyList<JsonNode>> RowsAsync(string report)
    {
        await maven.ImportAsync();
        return [.. (await maven.Admin.GetAsync($"/api/reports/{report}", HttpStatusCode.OK))["rows"]!.AsArray().Select(r => r!)];
    }

    private static int Whole(JsonNode row, string column) => (int)row[column]!;

    private static decimal Amount(JsonNode row, string column) => (decimal)row[column]!;

    public sealed class Imported : ApiHost
    {
        private readonly SemaphoreSlim _turn = new(1);
        private bool _isImported;

        /// <summary>Once for all tests of the class; skips them where the files are absent.</summary>
        public async Task ImportAsync()
        {
            await _turn.WaitAsync(TestContext.Current.CancellationToken);
            try
            {
                if (_isImported) return;
                await ImportAsync("team", "sales_teams.csv", "teams.json");
                await ImportAsync("user", "sales_teams.csv", "managers.json");
                await ImportAsync("user", "sales_teams.csv", "agents.json");
                await ImportAsync("product", "products.csv", "products.json");
                await ImportAsync("account", "accounts.csv", "accounts.json");
                await ImportAsync("opportunity", "sales_pipeline.csv", "pipeline.json");
                _isImported = true;
            }
            finally
            {
                _turn.Release();
            }
        }

        private async Task ImportAsync(string type, string file, string map)
        {
            var path = RealData.File("maven_crm", file);
            var errors = Path.GetTempFileName(); // nothing is ever written beside the real data
            try
            {
                await using var session = Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test"), "import");
                var text = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Maps", map));
                var result = await session.Imports.RunAsync(new ImportRequest(type, path, ImportMap.FromJson(text)) { ErrorPath = errors });
                Assert.True(result.Refused == 0, string.Join(Environment.NewLine, result.Errors.Select(e => $"{file}:{e.Line}: {e.Error.Message}")));
            }
            finally
            {
                File.Delete(errors);
            }
        }
    }
}
