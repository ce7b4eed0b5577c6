using System.Text.Json;
using System.Text.RegularExpressions;

namespace CrmKit;

/// <summary>A whole CRM moved by the commands and maps of docs/guides/moving.md, as they stand there; every figure was computed independently.</summary>
public sealed partial class MovingTests(MovingTests.Moved moved) : IClassFixture<MovingTests.Moved>
{
    [Fact]
    public async Task Every_file_comes_in_and_what_cannot_link_is_refused_row_by_row()
    {
        var came = await moved.RunsAsync();
        Assert.Equal((11, 11, 0, 0, 0), came["users"]);
        Assert.Equal((2000, 2000, 0, 0, 0), came["products"]);
        Assert.Equal((110, 110, 0, 0, 0), came["campaigns"]);
        Assert.Equal((2229, 2226, 0, 0, 3), came["accounts"]);
        Assert.Equal((1265, 1264, 0, 0, 1), came["contacts"]);
        Assert.Equal((3900, 3900, 0, 0, 0), came["leads"]);
        Assert.Equal((3900, 0, 1720, 0, 2180), came["campaign-leads"]);
        Assert.Equal((3632, 3632, 0, 0, 0), came["potentials"]);
        Assert.Equal((3000, 3000, 0, 0, 0), came["quote-map"]);
        Assert.Equal((3000, 3000, 0, 0, 0), came["quote-sums"]);
        Assert.Equal((2061, 2061, 0, 0, 0), came["orders"]);
        Assert.Equal((2061, 0, 1802, 0, 259), came["order-quotes"]);
        Assert.Equal((6138, 0, 0, 0, 6138), came["order-lines"]);
        Assert.Equal((2978, 2975, 0, 0, 3), came["events"]);
        Assert.Equal((2978, 911, 0, 2067, 0), came["tasks"]);
    }

    [Fact]
    public async Task Twenty_calls_name_an_account_that_no_file_has_and_come_in_without_it()
    {
        var came = await moved.RunsAsync();
        Assert.Equal((4100, 4070, 0, 0, 30), came["calls"]);
        Assert.Equal(20, (await moved.Bench.LinesAsync("calls.errors.csv")).Count(l => l.Split(',') is [_, "regarding", _, "import.reference-missing", ..]));
        Assert.Equal((30, 20, 0, 0, 10), came["calls-alone"]); // the others name the contact who was refused
    }

    [Fact]
    public async Task Every_converted_lead_became_exactly_one_sale_and_the_chain_shows_it()
    {
        var converted = await moved.ExportAsync("lead", "convertedAt ne null", "id,externalId");
        var sales = await moved.ExportAsync("opportunity", "externalId ne null", "id,externalId");
        Assert.Equal((3632, 3632), (converted.Count, converted.Select(l => l.GetProperty("externalId").GetString()).Intersect(sales.Select(s => s.GetProperty("externalId").GetString())).Count()));
        Assert.Equal(93.13m, Math.Round(100m * converted.Count / (await moved.ExportAsync("lead", "externalId ne null", "id")).Count, 2));
        Assert.Equal(3632, (await moved.ReportAsync("funnel", "--pipeline", "lead.standard")).Single(r => r.GetProperty("stage").GetString() == "converted").GetProperty("count").GetInt64());
        Assert.Empty(await moved.ExportAsync("opportunity", "campaignId eq null", "id"));
    }

    [Fact]
    public async Task Won_lost_and_open_sales_and_their_amounts_are_right()
    {
        var row = Assert.Single(await moved.ReportAsync("winrate"));
        Assert.Equal((1425, 485, 1722), (row.GetProperty("won").GetInt64(), row.GetProperty("lost").GetInt64(), row.GetProperty("open").GetInt64()));
        Assert.Equal((74.61m, 89_066_200m, 32_059_400m), (row.GetProperty("winRate").GetDecimal(), row.GetProperty("wonValue").GetDecimal(), row.GetProperty("lostValue").GetDecimal()));
        Assert.Equal(110_255_300m, (await moved.ReportAsync("funnel")).Where(r => r.GetProperty("category").GetString() == "open").Sum(r => r.GetProperty("amount").GetDecimal()));
    }

    [Fact]
    public async Task Quotes_and_orders_keep_their_amounts()
    {
        var quotes = await moved.ExportAsync("quote", "externalId ne null", "total,subtotal,discountTotal,adjustment,stage");
        Assert.Equal(46_249_854m, quotes.Sum(q => q.GetProperty("total").GetDecimal()));
        Assert.All(quotes, q => Assert.Equal(q.GetProperty("subtotal").GetDecimal() - q.GetProperty("discountTotal").GetDecimal() + q.GetProperty("adjustment").GetDecimal(), q.GetProperty("total").GetDecimal()));
        Assert.Equal([("accepted", 866), ("draft", 409), ("rejected", 444), ("sent", 1281)], quotes.GroupBy(q => q.GetProperty("stage").GetString()).Select(g => (g.Key!, g.Count())).OrderBy(g => g.Item1, StringComparer.Ordinal));
        var stages = (await moved.ReportAsync("funnel", "--pipeline", "order.standard")).ToDictionary(r => r.GetProperty("stage").GetString()!);
        Assert.Equal((547, 532, 491, 491), (Count("approved"), Count("delivered"), Count("created"), Count("cancelled")));
        Assert.Equal(31_712_120m, stages.Values.Sum(r => r.GetProperty("amount").GetDecimal()));
        var orders = await moved.ExportAsync("order", "externalId ne null", "total,subtotal,discountTotal,taxTotal,adjustment");
        Assert.All(orders, o => Assert.Equal(o.GetProperty("subtotal").GetDecimal() - o.GetProperty("discountTotal").GetDecimal() + o.GetProperty("adjustment").GetDecimal(), o.GetProperty("total").GetDecimal()));
        Assert.Equal(35_214_084.76m, orders.Sum(o => o.GetProperty("subtotal").GetDecimal()));

        long Count(string stage) => stages[stage].GetProperty("count").GetInt64();
    }

    [Fact]
    public async Task Names_of_accounts_come_again_and_activities_are_about_leads_and_accounts()
    {
        var accounts = await moved.ExportAsync("account", "kind ne 'supplier'", "name");
        Assert.Equal(1318, accounts.Count + 3 - (accounts.Select(a => a.GetProperty("name").GetString()).Distinct().Count() + 1)); // three without a name share theirs
        var about = await moved.ExportAsync("appointment", "regardingId ne null", "regardingType");
        Assert.Equal((1115, 525), (about.Count(a => a.GetProperty("regardingType").GetString() == "lead"), about.Count(a => a.GetProperty("regardingType").GetString() == "account")));
    }

    /// <summary>The guide, carried out once.</summary>
    public sealed partial class Moved : IDisposable
    {
        private Dictionary<string, (long, long, long, long, long)>? _runs;

        public Workbench Bench { get; } = new();

        /// <summary>What each import came to, by its map.</summary>
        public async Task<IReadOnlyDictionary<string, (long Rows, long Created, long Updated, long Skipped, long Refused)>> RunsAsync()
        {
            if (_runs is not null) return _runs;
            var folder = Path.GetDirectoryName(RealData.File("zoho_crm", "Leads.csv"))!;
            var guide = await File.ReadAllTextAsync(RealData.InRepository("docs/guides/moving.md"), TestContext.Current.CancellationToken);
            foreach (Match map in Maps().Matches(guide)) Bench.Write(map.Groups[1].Value, map.Groups[2].Value);
            var runs = new Dictionary<string, (long, long, long, long, long)>();
            foreach (var command in Commands().Matches(guide).SelectMany(m => m.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)))
            {
                var words = command.Split(' ')[1..];
                var answer = await Bench.RunAsync([.. words.Select(Located), "--json"]);
                Assert.True(answer.Code is 0 or 1, $"{command}: {answer.Error}");
                if (words is ["import", _, _, "--map", var map, ..]) runs[Path.GetFileNameWithoutExtension(map)] = answer.Counts;
            }
            return _runs = runs;

            string Located(string word) => !word.EndsWith(".csv", StringComparison.Ordinal) && !word.EndsWith(".json", StringComparison.Ordinal) ? word : File.Exists(Path.Combine(folder, word)) ? Path.Combine(folder, word) : Bench.At(word);
        }

        public async Task<IReadOnlyList<JsonElement>> ReportAsync(params string[] report)
        {
            await RunsAsync();
            var answer = await Bench.RunAsync(["report", .. report, "--json"]);
            Assert.True(answer.Code == 0, answer.Error);
            return [.. answer.Json.GetProperty("rows").EnumerateArray()];
        }

        public async Task<IReadOnlyList<JsonElement>> ExportAsync(string type, string filter, string fields)
        {
            await RunsAsync();
            var answer = await Bench.RunAsync("export", type, Bench.At("out.jsonl"), "--format", "jsonl", "--fields", fields, "--filter", filter, "--force");
            Assert.True(answer.Code == 0, answer.Error);
            return [.. (await Bench.LinesAsync("out.jsonl")).Select(l => JsonDocument.Parse(l).RootElement)];
        }

        public void Dispose() => Bench.Dispose();

        [GeneratedRegex(@"^```json\n// (\S+)\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
        private static partial Regex Maps();

        [GeneratedRegex(@"^```bash\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
        private static partial Regex Commands();
    }
}
