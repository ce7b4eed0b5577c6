using System.Text;

namespace CrmKit.Imports;

/// <summary>Formats are found by content, read row by row, and told apart by key.</summary>
public sealed class FormatTests : IDisposable
{
    private const string Map = """{ "key": ["externalId"], "onExisting": "update", "columns": { "id": "externalId", "name": "name", "revenue": "annualRevenue", "parent": "parent" } }""";
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Json_lines_named_csv_are_read_as_what_they_are()
    {
        var answer = await _bench.ImportAsync("account", """
            {"id":"1","name":"Acme, \"the\" one","revenue":1.5e6}

            {"id":"2","name":"中国银行","parent":"Acme, \"the\" one"}
            """, Map);
        Assert.Equal((0, "jsonl", (2, 2, 0, 0, 0)), (answer.Code, answer.Json.GetProperty("format").GetString(), answer.Counts));
        var accounts = await _bench.ListAsync("account", "--order", "externalId");
        Assert.Equal(["Acme, \"the\" one", "中国银行"], accounts.Select(a => a.GetProperty("name").GetString()));
        Assert.Equal(1_500_000m, accounts[0].GetProperty("annualRevenue").GetDecimal());
        Assert.Equal(accounts[0].GetProperty("id").GetString(), accounts[1].GetProperty("parentId").GetString());
    }

    [Fact]
    public async Task A_line_that_is_no_object_costs_itself_and_comes_back_corrected_as_csv()
    {
        var answer = await _bench.ImportAsync("account", $$"""
            {"id":"1","name":"One","revenue":null,"parent":null}
            {"id":"2","name":"Two"
            [1]
            {"id":"3","id":"4"}
            {"id":"5","name":["Five"]}
            {"id":"6","name":"\ud800"}
            {"id":"7","name":"a\u0000b"}
            {"id":"8","name":"{{new string('x', 5_000_000)}}"}
            {"id":"9","name":"Nine","revenue":"much"}
            {"id":"10","name":"Ten"}
            """, Map);
        Assert.Equal((1, (10, 2, 0, 0, 8)), (answer.Code, answer.Counts));
        Assert.Equal(["import.json-line", "import.json-line", "import.json-line", "import.json-list", "import.json-line", "import.nul", "import.cell-too-long", "import.value"], answer.RefusedCodes);
        Assert.Equal([2, 3, 4, 5, 6, 7, 8, 9], answer.Json.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("line").GetInt32()));

        var errors = await File.ReadAllTextAsync(answer.Json.GetProperty("errorPath").GetString()!, TestContext.Current.CancellationToken);
        var nine = errors.Split("\r\n").Single(l => l.StartsWith("9,", StringComparison.Ordinal));
        var corrected = await _bench.ImportAsync("account", errors.Split("\r\n")[0] + "\r\n" + nine.Replace(",much,", ",12,", StringComparison.Ordinal).Replace("much", "12", StringComparison.Ordinal), Map);
        Assert.Equal((0, "csv", (1, 1, 0, 0, 0)), (corrected.Code, corrected.Json.GetProperty("format").GetString(), corrected.Counts));
    }

    [Fact]
    public async Task Every_property_of_every_line_is_mapped_or_ignored_and_objects_are_columns_with_a_dot()
    {
        const string Lines = """
            {"id":"1","name":"One","revenue":1,"parent":null}
            {"id":"2","name":"Two","address":{"city":"Wien","geo":{"lat":1}}}
            """;
        var refused = await _bench.ImportAsync("account", Lines, Map);
        Assert.Equal(2, refused.Code);
        Assert.Equal(["import.column-unknown", "import.column-unknown"], refused.Codes);
        Assert.Contains("'address.city'", refused.Error, StringComparison.Ordinal);
        var answer = await _bench.ImportAsync("account", Lines, Map.Replace("\"id\":", "\"address.city\": \"city\", \"id\":", StringComparison.Ordinal).Replace("\"key\"", "\"ignore\": [\"address.geo.lat\"], \"key\"", StringComparison.Ordinal));
        Assert.Equal((0, (2, 2, 0, 0, 0)), (answer.Code, answer.Counts));
        Assert.Contains(await _bench.ListAsync("account"), a => a.GetProperty("city").GetString() == "Wien");
    }

    [Theory]
    [InlineData("{\"id\":\"1\",\"name\":\"One\",\"revenue\":1,\"parent\":\"\"}\n", null, "jsonl")]
    [InlineData("{\"id\":\"1\",\"name\":\"One\",\"revenue\":1,\"parent\":\"\"}", null, "jsonl")]
    [InlineData("id,name,revenue,parent\n{1},One,,\n", null, "csv")]
    [InlineData("{id},name,revenue,parent\n1,One,,\n", null, "csv")]
    [InlineData("id;name;revenue;parent\n1;One;;\n", "csv", "csv")]
    public async Task The_format_is_found_by_content(string text, string? named, string expected)
    {
        var answer = await _bench.ImportAsync("account", text, Map.Replace("\"id\"", text.StartsWith("{id}", StringComparison.Ordinal) ? "\"{id}\"" : "\"id\"", StringComparison.Ordinal), named is null ? [] : ["--format", named]);
        Assert.True(answer.Code == 0, answer.Error);
        Assert.Equal(expected, answer.Json.GetProperty("format").GetString());
    }

    [Theory]
    [InlineData("ods", "import.format-unknown")]
    [InlineData("xlsx", "import.workbook-invalid")]
    [InlineData("csv", "import.not-text")]
    [InlineData("jsonl", "import.not-text")]
    public async Task A_format_that_is_unknown_or_cannot_be_is_refused_with_those_that_are(string format, string code)
    {
        var answer = await _bench.ImportAsync("account", "%PDF-1.7", Map, "--format", format);
        Assert.Equal((2, code), (answer.Code, answer.Codes[0]));
        if (code == "import.format-unknown") Assert.Contains("Known: csv, jsonl, vcard, xlsx.", answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-32")]
    public async Task Json_lines_may_come_with_a_byte_order_mark(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        var path = _bench.Write("x.txt", [.. encoding.Preamble, .. encoding.GetBytes("{\"id\":\"1\",\"name\":\"银行\",\"revenue\":1,\"parent\":null}\n")]);
        var answer = await _bench.RunAsync("import", "account", path, "--map", _bench.Write("map.json", Map), "--json");
        Assert.True(answer.Code == 0, answer.Error);
        Assert.Equal("银行", Assert.Single(await _bench.ListAsync("account")).GetProperty("name").GetString());
    }

    [Fact]
    public async Task A038_what_is_exported_runs_nowhere_as_a_formula_and_comes_back_as_it_was()
    {
        string[] names = ["=1+1", "+cmd|'/c calc'!A1", "@SUM(A1)", "-2+3", "'=quoted", "\tTab", "plain, \"quoted\"", "two\nlines", "-12.5"];
        var lines = string.Join('\n', names.Select((n, i) => System.Text.Json.JsonSerializer.Serialize(new { id = $"x{i}", name = n, revenue = -1.5 - i, parent = (string?)null })));
        Assert.Equal(0, (await _bench.ImportAsync("account", lines, Map)).Code);
        var stored = (await _bench.ListAsync("account", "--order", "externalId")).Select(a => a.GetProperty("name").GetString()).ToList();

        foreach (var format in (string[])["csv", "jsonl", "xlsx"])
        {
            var answer = await _bench.RunAsync("export", "account", _bench.At("out." + format), "--format", format, "--fields", "externalId,name,annualRevenue", "--order", "externalId", "--force");
            Assert.True(answer.Code == 0, answer.Error);
        }
        var csv = await File.ReadAllTextAsync(_bench.At("out.csv"), TestContext.Current.CancellationToken);
        Assert.Equal("externalId,name,annualRevenue", csv.Split("\r\n")[0].TrimStart('\uFEFF'));
        Assert.Contains("x0,'=1+1,-1.5", csv, StringComparison.Ordinal); // numbers stay numbers
        Assert.DoesNotContain("\",=", csv, StringComparison.Ordinal);

        foreach (var (format, guarded) in new (string, string)[] { ("csv", "true"), ("jsonl", "false"), ("xlsx", "false") })
        {
            using var other = new Workbench();
            var back = await other.RunAsync("import", "account", _bench.At("out." + format), "--json", "--map",
                other.Write("map.json", $$"""{ "guarded": {{guarded}}, "columns": { "externalId": "externalId", "name": "name", "annualRevenue": "annualRevenue" } }"""));
            Assert.True(back.Code == 0, back.Error + back.Output);
            Assert.Equal(stored, (await other.ListAsync("account", "--order", "externalId")).Select(a => a.GetProperty("name").GetString()));
        }
    }

    [Fact]
    public async Task An_export_of_many_pages_is_whole_and_what_is_wrong_leaves_no_file()
    {
        var csv = new StringBuilder("id,name,revenue,parent\n");
        for (var i = 0; i < 1234; i++) csv.Append(System.Globalization.CultureInfo.InvariantCulture, $"n{i:0000},Account {i},{i},\n");
        Assert.Equal(0, (await _bench.ImportAsync("account", csv.ToString(), Map)).Code);
        var answer = await _bench.RunAsync("export", "account", _bench.At("all.jsonl"), "--format", "jsonl", "--filter", "annualRevenue ge 34", "--order", "externalId");
        Assert.Contains("1200 records", answer.Output, StringComparison.Ordinal);
        var lines = await File.ReadAllLinesAsync(_bench.At("all.jsonl"), TestContext.Current.CancellationToken);
        Assert.Equal((1200, "n0034", "n1233"), (lines.Length, IdOf(lines[0]), IdOf(lines[^1])));

        foreach (var (more, code) in new (string[], string)[] { (["--format", "pdf"], "export.format-unknown"), (["--filter", "nothing eq 1"], "filter.field-unknown"), (["--fields", "name,nothing"], "catalog.field-unknown"), (["--fields", "name,name"], "export.field-duplicate") })
        {
            var refused = await _bench.RunAsync(["export", "account", _bench.At("no.csv"), .. more]);
            Assert.Equal((2, code), (refused.Code, refused.Codes[0]));
        }
        Assert.Equal("cli.file-exists", (await _bench.RunAsync("export", "account", _bench.At("all.jsonl"))).Codes[0]);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(_bench.Database)!, "no.csv*"));

        static string IdOf(string line) => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("externalId").GetString()!;
    }
}
