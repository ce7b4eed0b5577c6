using System.Text.Json;

namespace CrmKit;

/// <summary>A real pipeline of 8,800 sales, imported by the documented commands; every figure was computed independently.</summary>
public sealed class MavenTests(MavenTests.Imported plain, MavenTests.ImportedDayFirst dayFirst) : IClassFixture<MavenTests.Imported>, IClassFixture<MavenTests.ImportedDayFirst>
{
    private const string AsOf = "2017-12-31";

    public static TheoryData<bool> Variants => [false, true];

    [Theory, MemberData(nameof(Variants))]
    public async Task Every_row_is_imported(bool isDayFirst)
    {
        var maven = await OpenAsync(isDayFirst);
        Assert.Equal((8800, 8800, 0, 0, 0), maven.Pipeline.Counts);
        Assert.Equal([3, 6, 35, 7, 85], maven.Created);
        Assert.Equal(15, (await maven.Bench.ListAsync("account", "--filter", "parentId ne null")).Count);
    }

    [Theory, MemberData(nameof(Variants))]
    public async Task Funnel_counts_the_stages(bool isDayFirst)
    {
        var rows = await ReportAsync(isDayFirst, "funnel");
        long Count(string stage) => Row(rows, "stage", stage).GetProperty("count").GetInt64();
        Assert.Equal((4238, 2473, 1589, 500), (Count("won"), Count("lost"), Count("engaging"), Count("prospecting")));
    }

    [Theory, MemberData(nameof(Variants))]
    public async Task Win_rate_and_won_value_are_right(bool isDayFirst)
    {
        var row = Assert.Single(await ReportAsync(isDayFirst, "winrate"));
        Assert.Equal((4238, 2473), (row.GetProperty("won").GetInt64(), row.GetProperty("lost").GetInt64()));
        Assert.Equal(10_005_534m, row.GetProperty("wonValue").GetDecimal());
        Assert.Equal(63.15m, Math.Round(row.GetProperty("winRate").GetDecimal(), 2));
    }

    [Theory, MemberData(nameof(Variants))]
    public async Task Cycle_has_the_known_mean_and_median(bool isDayFirst)
    {
        var row = Assert.Single(await ReportAsync(isDayFirst, "cycle"));
        Assert.Equal((47.99m, 45m), (Math.Round(row.GetProperty("meanDays").GetDecimal(), 2), row.GetProperty("medianDays").GetDecimal()));
        Assert.Equal(6711, row.GetProperty("closed").GetInt64());
    }

    [Theory, MemberData(nameof(Variants))]
    public async Task Quarters_have_their_sales(bool isDayFirst)
    {
        var rows = await ReportAsync(isDayFirst, "winrate", "--by", "quarter");
        Assert.Equal(
            [("2017-Q1", 531, 116, 1_134_672m), ("2017-Q2", 1254, 778, 3_086_111m), ("2017-Q3", 1257, 790, 2_982_255m), ("2017-Q4", 1196, 789, 2_802_496m)],
            rows.Select(r => (r.GetProperty("quarter").GetString()!, (int)r.GetProperty("won").GetInt64(), (int)r.GetProperty("lost").GetInt64(), r.GetProperty("wonValue").GetDecimal())));
    }

    [Theory, MemberData(nameof(Variants))]
    public async Task Top_agent_and_regions_are_right(bool isDayFirst)
    {
        var top = (await ReportAsync(isDayFirst, "winrate", "--by", "owner"))[0];
        Assert.Equal(("Darcel Schlecht", 349, 204, 1_153_214m),
            (top.GetProperty("owner").GetString()!, (int)top.GetProperty("won").GetInt64(), (int)top.GetProperty("lost").GetInt64(), top.GetProperty("wonValue").GetDecimal()));

        var regions = (await ReportAsync(isDayFirst, "winrate", "--by", "region")).ToDictionary(r => r.GetProperty("region").GetString()!, r => r.GetProperty("wonValue").GetDecimal());
        Assert.Equal(new Dictionary<string, decimal> { ["West"] = 3_568_647m, ["Central"] = 3_346_293m, ["East"] = 3_090_594m }, regions);
    }

    [Theory, MemberData(nameof(Variants))]
    public async Task Old_deals_are_found_on_the_last_day_of_the_year(bool isDayFirst)
    {
        var row = Row(await ReportAsync(isDayFirst, "ageing", "--as-of", AsOf, "--days", "90"), "stage", "engaging");
        Assert.Equal((1589, 1479), (row.GetProperty("open").GetInt64(), row.GetProperty("ageing").GetInt64()));
    }

    [Theory, MemberData(nameof(Variants))]
    public async Task Counters_agree_with_the_rows(bool isDayFirst)
    {
        var maven = await OpenAsync(isDayFirst);
        var answer = await maven.Bench.RunAsync("verify", "counters");
        Assert.True(answer.Code == 0, answer.Output + answer.Error);
    }

    [Fact]
    public async Task Importing_the_same_file_again_is_refused_and_forcing_it_refuses_every_row()
    {
        var maven = await OpenAsync(false);
        string[] again = ["import", "opportunity", RealData.File("maven_crm", "sales_pipeline.csv"), "--map", Map("pipeline.json"), "--errors", maven.Bench.At("again.csv"), "--json"];
        Assert.Equal(["import.repeated"], (await maven.Bench.RunAsync(again)).Codes);
        var forced = await maven.Bench.RunAsync([.. again, "--force"]);
        Assert.Equal(((8800, 0, 0, 0, 8800), 1), (forced.Counts, forced.Code));
        Assert.Equal(8801, File.ReadLines(maven.Bench.At("again.csv")).Count());
    }

    private async Task<IReadOnlyList<JsonElement>> ReportAsync(bool isDayFirst, params string[] arguments)
    {
        var maven = await OpenAsync(isDayFirst);
        var answer = await maven.Bench.RunAsync(["report", .. arguments, "--json"]);
        Assert.True(answer.Code == 0, answer.Error);
        return [.. answer.Json.GetProperty("rows").EnumerateArray()];
    }

    private static JsonElement Row(IEnumerable<JsonElement> rows, string column, string value) => rows.Single(r => r.GetProperty(column).GetString() == value);

    private static string Map(string name) => Path.Combine(AppContext.BaseDirectory, "Maps", name);

    private async Task<Imported> OpenAsync(bool isDayFirst)
    {
        var maven = isDayFirst ? dayFirst : plain;
        await maven.ImportAsync();
        return maven;
    }

    public class Imported : IDisposable
    {
        private readonly SemaphoreSlim _turn = new(1);

        protected virtual (string File, string Map) Sales => ("sales_pipeline.csv", "pipeline.json");

        public Workbench Bench { get; } = new();

        public Answer Pipeline { get; private set; } = null!;

        public List<long> Created { get; } = [];

        /// <summary>Once for all tests of the class; skips them where the files are absent.</summary>
        public async Task ImportAsync()
        {
            await _turn.WaitAsync(TestContext.Current.CancellationToken);
            try
            {
                if (Pipeline is not null) return;
                foreach (var (type, file, map) in new[]
                {
                    ("team", "sales_teams.csv", "teams.json"), ("user", "sales_teams.csv", "managers.json"), ("user", "sales_teams.csv", "agents.json"),
                    ("product", "products.csv", "products.json"), ("account", "accounts.csv", "accounts.json"),
                }) Created.Add((await ImportAsync(type, file, map)).Counts.Created);
                Pipeline = await ImportAsync("opportunity", Sales.File, Sales.Map);
            }
            finally
            {
                _turn.Release();
            }
        }

        public void Dispose()
        {
            Bench.Dispose();
            _turn.Dispose();
            GC.SuppressFinalize(this);
        }

        private async Task<Answer> ImportAsync(string type, string file, string map)
        {
            var answer = await Bench.RunAsync("import", type, RealData.File("maven_crm", file), "--map", Map(map), "--errors", Bench.At($"{type}.errors.csv"), "--json");
            Assert.True(answer.Code == 0, answer.Error + answer.Output);
            return answer;
        }
    }

    public sealed class ImportedDayFirst : Imported
    {
        protected override (string File, string Map) Sales => ("sales_pipeline_ddmmyy.csv", "pipeline-ddmmyy.json");
    }
}
