using System.Text.Json;
using System.Text.RegularExpressions;

namespace CrmKit;

/// <summary>A year of a wholesaler's order lines, imported by the maps of docs/guides/import.md; every figure was computed independently.</summary>
public sealed partial class RetailTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Customers_who_bought_again_cohorts_and_revenue_are_right()
    {
        var guide = await File.ReadAllTextAsync(RealData.InRepository("docs/guides/import.md"), TestContext.Current.CancellationToken);
        foreach (Match map in Maps().Matches(guide)) _bench.Write(map.Groups[1].Value, map.Groups[2].Value);
        var file = await SoldToCustomersAsync(RealData.File("online_retail", "online_retail.csv"));

        var orders = await ImportAsync("order", file, "retail-orders.json");
        Assert.Equal((0, orders.Counts.Rows), (orders.Counts.Refused, orders.Counts.Created + orders.Counts.Skipped));
        var lines = await ImportAsync("order-line", file, "retail-lines.json");
        Assert.Equal(lines.Counts.Rows, lines.Counts.Created + lines.Counts.Refused);
        Assert.All(lines.RefusedCodes, code => Assert.Equal("field.range", code)); // cancellations, one by one

        var total = Assert.Single(await ReportAsync("--by", "total"));
        Assert.Equal((2180, 1427, 8964, 4_057_689.72m),
            (total.GetProperty("customers").GetInt64(), total.GetProperty("repeatCustomers").GetInt64(), total.GetProperty("orders").GetInt64(), total.GetProperty("revenue").GetDecimal()));
        var december = (await ReportAsync()).Where(r => r.GetProperty("cohort").GetString() == "2010-12").ToList();
        Assert.Equal([452, 168, 148, 173, 164, 186, 164, 161, 162, 169, 173, 229, 126], december.ConvertAll(r => r.GetProperty("customers").GetInt64()));
        Assert.Equal(Enumerable.Range(0, 13).Select(m => (long)m), december.Select(r => r.GetProperty("monthsAfter").GetInt64()));
    }

    // Lines that name no customer count in none of the figures: two fifths of the file, of which a few are kept.
    private async Task<string> SoldToCustomersAsync(string file)
    {
        var anonymous = 0;
        await using var kept = new StreamWriter(_bench.At("online_retail.csv"));
        await foreach (var line in File.ReadLinesAsync(file, TestContext.Current.CancellationToken))
            if (!Anonymous().IsMatch(line) || anonymous++ < 1000) await kept.WriteLineAsync(line);
        return _bench.At("online_retail.csv");
    }

    private async Task<Answer> ImportAsync(string type, string file, string map)
    {
        var answer = await _bench.RunAsync("import", type, file, "--map", _bench.At(map), "--errors", _bench.At(type + ".errors.csv"), "--json");
        Assert.True(answer.Code is 0 or 1, answer.Error);
        return answer;
    }

    private async Task<IReadOnlyList<JsonElement>> ReportAsync(params string[] more)
    {
        var answer = await _bench.RunAsync(["report", "cohorts", "--filter", "total gt 0", .. more, "--json"]);
        Assert.True(answer.Code == 0, answer.Error);
        return [.. answer.Json.GetProperty("rows").EnumerateArray()];
    }

    [GeneratedRegex(@"^```json\n// (\S+)\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Maps();

    [GeneratedRegex(@",,[^,]*$")]
    private static partial Regex Anonymous();
}
