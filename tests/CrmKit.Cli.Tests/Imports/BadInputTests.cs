using System.IO.Compression;
using System.Text;

namespace CrmKit.Imports;

/// <summary>Every bad input has its own clear error, and what is good is imported.</summary>
public sealed class BadInputTests : IDisposable
{
    private const string Map = """{ "key": ["externalId"], "columns": { "id": "externalId", "name": "name", "revenue": "annualRevenue", "parent": "parent" } }""";
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("", "import.empty")]
    [InlineData("\n\n", "import.empty")]
    [InlineData("\uFEFF", "import.empty")]
    [InlineData("id,name,name\n", "import.header-duplicate")]
    [InlineData("id,name,revenue,parent,colour\n", "import.column-unknown")]
    [InlineData("id,name,revenue\n", "import.column-missing")]
    [InlineData("%PDF-1.7 and so on", "import.format-undetected")]
    public async Task Unusable_file_is_refused_as_a_whole(string text, string code)
    {
        var answer = await _bench.ImportAsync("account", text, Map);
        Assert.Equal((2, code), (answer.Code, answer.Codes[0]));
        Assert.Empty(await _bench.ListAsync("account"));
        Assert.DoesNotContain("   at ", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Zip_file_that_is_no_workbook_is_told_apart()
    {
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true)) zip.CreateEntry("word/document.xml");
        var answer = await _bench.RunAsync("import", "account", _bench.Write("letter.csv", buffer.ToArray()), "--map", _bench.Write("map.json", Map));
        Assert.Equal((2, "import.format-undetected"), (answer.Code, answer.Codes[0]));
        Assert.Contains("Excel", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_not_text_are_named_by_position()
    {
        byte[] broken = [.. "id,name,revenue,parent\n1,银行,,\n2,M"u8, 0xFC, .. "ller 中国,,\n"u8, .. "3,北京,,\n"u8];
        var answer = await _bench.RunAsync("import", "account", _bench.Write("broken.csv", broken), "--map", _bench.Write("map.json", Map));
        Assert.Equal((2, "import.encoding"), (answer.Code, answer.Codes[0]));
        Assert.Contains("byte 37, in line 3", answer.Error, StringComparison.Ordinal);
        Assert.Empty(await _bench.ListAsync("account"));
    }

    [Fact]
    public async Task Header_alone_is_an_import_of_nothing()
    {
        var answer = await _bench.ImportAsync("account", "id,name,revenue,parent\n", Map);
        Assert.Equal((0, (0, 0, 0, 0, 0)), (answer.Code, answer.Counts));
    }

    [Fact]
    public async Task Bad_rows_go_to_a_file_and_the_rest_is_imported()
    {
        var csv = new StringBuilder("id,name,revenue,parent\n")
            .Append("1,Good,\"$1,200.50\",\n")
            .Append("2,Wrong type,much,\n")
            .Append("3,No parent,1,Nobody\n")
            .Append("1,Same key,1,\n")
            .Append(",No key,1,\n")
            .Append("6,,1,\n")
            .Append("7,Nul\0,1,\n")
            .Append("8,").Append('x', 10_000_000).Append(",1,\n")
            .Append("9,\"open,1,\n")
            .Append("10,=cmd()|x,bad,\n")
            .Append("11,Last,3,Good\n");
        var answer = await _bench.ImportAsync("account", csv.ToString(), Map);
        Assert.Equal((1, (11, 2, 0, 0, 9)), (answer.Code, answer.Counts));
        Assert.Equal(
            ["import.value", "import.reference-missing", "import.duplicate-in-file", "import.key-empty", "field.required", "import.nul", "import.cell-too-long", "import.quote-unbalanced", "import.value"],
            answer.Json.GetProperty("errors").EnumerateArray().OrderBy(e => e.GetProperty("line").GetInt64()).Select(e => e.GetProperty("code").GetString()!));
        Assert.Equal(["Good", "Last"], (await _bench.ListAsync("account")).Select(a => a.GetProperty("name").GetString()!).Order());

        var lines = await File.ReadAllLinesAsync(_bench.At("input.errors.csv"), TestContext.Current.CancellationToken);
        Assert.Equal("import-line,import-field,import-value,import-code,import-reason,id,name,revenue,parent", lines[0]);
        Assert.Equal(10, lines.Length);
        Assert.StartsWith("3,annualRevenue,much,import.value,", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("2,Wrong type,much,", lines[1], StringComparison.Ordinal);
        Assert.Contains(lines, l => l.StartsWith("11,", StringComparison.Ordinal) && l.Contains("'=cmd()|x", StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(_bench.Database)!, "*.partial"));
    }

    [Theory]
    [InlineData("""{ "columns": { "id": "colour", "name": "name" } }""")]
    [InlineData("""{ "columns": { "id": "version", "name": "name" } }""")]
    [InlineData("""{ "columns": { "id": "name", "name": "name" } }""")]
    [InlineData("""{ "columns": { "id": "externalId", "name": { "field": "name", "formats": ["yyyy"] } } }""")]
    [InlineData("""{ "columns": { "id": "externalId", "name": { "field": "name", "createMissing": true } } }""")]
    [InlineData("""{ "columns": { "id": "externalId", "name": { "field": "parent", "lookup": "colour" } } }""")]
    [InlineData("""{ "columns": { "id": "externalId", "name": "name" }, "key": ["phone"] }""")]
    [InlineData("""{ "columns": { "id": "externalId", "name": "name" }, "onExisting": "skip" }""")]
    public async Task Map_that_does_not_fit_the_catalog_is_refused(string map)
    {
        var answer = await _bench.ImportAsync("account", "id,name\n1,A\n", map);
        Assert.Equal((2, "import.map-invalid"), (answer.Code, answer.Codes[0]));
    }

    [Theory]
    [InlineData("import")]
    [InlineData("import account")]
    [InlineData("frobnicate")]
    [InlineData("report funnel --as-of yesterday")]
    public async Task Wrong_command_line_is_code_2_and_says_why(string line)
    {
        var answer = await _bench.RunAsync(line.Split(' '));
        Assert.Equal((2, "cli.usage"), (answer.Code, answer.Codes[0]));
        Assert.Empty(answer.Output);
    }

    [Fact]
    public async Task Missing_files_types_and_users_are_named()
    {
        Assert.Equal(["import.file-missing"], (await _bench.RunAsync("import", "account", _bench.At("no.csv"), "--map", _bench.Write("map.json", Map))).Codes);
        Assert.Equal(["cli.file-missing"], (await _bench.RunAsync("import", "account", _bench.At("no.csv"), "--map", _bench.At("no.json"))).Codes);
        Assert.Equal(["catalog.type-unknown"], (await _bench.ImportAsync("acount", "id\n1\n", Map)).Codes);
        Assert.Equal(["cli.user-unknown"], (await _bench.RunAsync("types", "--as", "nobody@example.com")).Codes);
        Assert.Equal(["import.chunk-size"], (await _bench.ImportAsync("account", "id\n1\n", Map, "--chunk", "0")).Codes);
    }
}
