using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace CrmKit.Imports;

/// <summary>Workbooks are read sheet by sheet and row by row, with values as what they are; broken and hostile ones are refused.</summary>
public sealed class XlsxImportTests : IDisposable
{
    private const string Map = """{ "columns": { "Id": "externalId", "Name": "name", "Revenue": "annualRevenue" } }""";
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Shared_inline_and_rich_texts_are_read_without_their_readings()
    {
        var book = new TestBook { Strings = "<si><t>Id</t></si><si><t>Name</t></si><si><r><rPr><b/></rPr><t xml:space=\"preserve\">东京 </t></r><r><t>商事</t></r><rPh sb=\"0\" eb=\"2\"><t>トウキョウ</t></rPh></si><si><t>a_x000A_b_x005F_x0041_</t></si>" }
            .Sheet("Accounts", "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"inlineStr\"><is><t>Revenue</t></is></c></row>" +
                "<row r=\"3\"><c r=\"A3\"><v>7</v></c><c r=\"B3\" t=\"s\"><v>2</v></c><c r=\"C3\"><v>1.2345E3</v></c></row>" +
                "<row r=\"4\"><c r=\"B4\" t=\"str\"><f>\"x\"&amp;\"y\"</f><v>xy</v></c></row><row r=\"5\"/>" +
                "<row r=\"6\"><c r=\"B6\" t=\"s\"><v>3</v></c><c r=\"C6\"><f>SUM(1,2)</f><v>0.30000000000000004</v></c></row>");
        var answer = await RunAsync(book, Map);
        Assert.Equal((0, "xlsx", (3, 3, 0, 0, 0)), (answer.Code, answer.Json.GetProperty("format").GetString(), answer.Counts));
        var accounts = await _bench.ListAsync("account", "--order", "createdAt,externalId");
        Assert.Equal(["a\nb_x0041_", "xy", "东京 商事"], accounts.Select(a => a.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
        var seven = accounts.Single(a => a.TryGetProperty("externalId", out var id) && id.GetString() == "7");
        Assert.Equal(1234.5m, seven.GetProperty("annualRevenue").GetDecimal());
        Assert.Contains(accounts, a => a.GetProperty("name").GetString()!.StartsWith('a') && a.GetProperty("annualRevenue").GetDecimal() == 0.3m);
    }

    [Theory]
    [InlineData("14", false, "44197", "2021-01-01")]
    [InlineData("yyyy\\-mm\\-dd", false, "44197.9", "2021-01-01")]
    [InlineData("yyyy\"年\"m\"月\"d\"日\"", false, "44197", "2021-01-01")]
    [InlineData("[$-804]d. mmmm yyyy;@", false, "59", "1900-02-28")]
    [InlineData("dd/mm/yyyy", false, "61", "1900-03-01")]
    [InlineData("14", true, "42735", "2021-01-01")]
    [InlineData("58", false, "44197", "2021-01-01")]
    public async Task Days_are_known_by_their_number_format_in_both_calendars(string format, bool is1904, string serial, string day)
    {
        var book = new TestBook { Formats = [format], Is1904 = is1904 }.Sheet("S", TestBook.Row(1, "Last", "Born") + TestBook.Row(2, "Li", $"<c s=\"1\"><v>{serial}</v></c>") + TestBook.Row(3, "Wang", "31.12.1999"));
        var answer = await RunAsync(book, """{ "columns": { "Last": "lastName", "Born": { "field": "bornOn", "formats": ["dd.MM.yyyy"] } } }""", "contact");
        Assert.True(answer.Code == 0, answer.Error + answer.Output);
        Assert.Equal([day, "1999-12-31"], (await _bench.ListAsync("contact", "--order", "lastName")).Select(c => c.GetProperty("bornOn").GetString()!));
    }

    [Fact]
    public async Task Numbers_that_are_no_days_stay_numbers_and_texts_go_by_the_map()
    {
        var book = new TestBook { Formats = ["#,##0.00 \"days\"", "[Red]0.0", "[h]:mm", "0.00E+00", "0%"] }.Sheet("S", TestBook.Row(1, "Id", "Name", "Revenue") +
            string.Concat(Enumerable.Range(1, 4).Select(i => TestBook.Row(i + 1, $"x{i}", "n", $"<c s=\"{i}\"><v>1.5</v></c>"))) +
            TestBook.Row(6, "x5", "n", "1.234,5") + TestBook.Row(7, "x6", "n", "<c s=\"5\"><v>0.25</v></c>") + TestBook.Row(8, "x7", "<c t=\"b\"><v>1</v></c>", "<c/>"));
        var answer = await RunAsync(book, """{ "columns": { "Id": "externalId", "Name": "name", "Revenue": { "field": "annualRevenue", "decimalMark": "," } } }""");
        Assert.True(answer.Code == 0, answer.Error + answer.Output);
        var accounts = await _bench.ListAsync("account", "--order", "externalId");
        Assert.Equal([1.5m, 1.5m, 1.5m, 1.5m, 1234.5m, 0.25m], accounts.Take(6).Select(a => a.GetProperty("annualRevenue").GetDecimal()));
        Assert.Equal("true", accounts[6].GetProperty("name").GetString());
    }

    [Fact]
    public async Task Error_cells_cost_their_row_only_where_the_column_is_used_and_not_called_empty()
    {
        var book = new TestBook { Formats = ["14"] }.Sheet("S", TestBook.Row(1, "Id", "Name", "Revenue", "Other", "Note") + TestBook.Row(2, "1", "ok", "<c/>", "<c t=\"e\"><v>#N/A</v></c>", "<c t=\"e\"><v>#N/A</v></c>") +
            TestBook.Row(3, "2", "<c t=\"e\"><v>#REF!</v></c>") + TestBook.Row(4, "3", "never calculated", "<c><f>1+1</f></c>") + TestBook.Row(5, "4", "no such text", "<c t=\"s\"><v>9</v></c>") + TestBook.Row(6, "5", "<c s=\"1\"><v>60</v></c>") +
            TestBook.Row(7, "6", "too many", "1", "", "", "", "", "here"));
        var answer = await RunAsync(book, """{ "columns": { "Id": "externalId", "Name": "name", "Revenue": "annualRevenue", "Note": { "field": "phone", "empty": ["#N/A"] } }, "ignore": ["Other"] }""");
        Assert.Equal((1, (6, 1, 0, 0, 5)), (answer.Code, answer.Counts));
        Assert.Equal(["import.cell-error", "import.cell-error", "import.cell-error", "import.cell-error", "import.column-count"], answer.RefusedCodes);
        Assert.Equal([3, 4, 5, 6, 7], answer.Json.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("line").GetInt32()));
    }

    [Fact]
    public async Task Sheets_are_found_by_name_and_hidden_ones_only_so()
    {
        var rows = TestBook.Row(1, "Id", "Name", "Revenue");
        var book = new TestBook().Sheet("Old", rows + TestBook.Row(2, "1", "hidden", "1"), "hidden").Sheet("现在", rows + TestBook.Row(2, "2", "shown", "1"));
        Assert.Equal(0, (await RunAsync(book, Map)).Code);
        Assert.Equal(0, (await RunAsync(book, Map.Replace("{ \"columns\"", "{ \"sheet\": \"old\", \"columns\"", StringComparison.Ordinal))).Code);
        Assert.Equal(["hidden", "shown"], (await _bench.ListAsync("account", "--order", "externalId")).Select(a => a.GetProperty("name").GetString()!));
        var missing = await RunAsync(book, Map.Replace("{ \"columns\"", "{ \"sheet\": \"New\", \"columns\"", StringComparison.Ordinal));
        Assert.Equal((2, "import.sheet-missing"), (missing.Code, missing.Codes[0]));
        Assert.Contains("Old, 现在", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_header_is_found_below_titles_or_where_the_map_says()
    {
        var titled = new TestBook().Sheet("S", TestBook.Row(1, "Accounts of 2020") + TestBook.Row(3, "Id", "Name", "Revenue") + TestBook.Row(4, "1", "One", "1"));
        Assert.Equal((0, 1), ((await RunAsync(titled, Map)) is var done ? (done.Code, (int)done.Counts.Created) : default));
        var deep = new TestBook().Sheet("S", TestBook.Row(1, "a", "b", "c") + TestBook.Row(2, "d", "e", "f") + TestBook.Row(3, "Id", "Name", "Revenue") + TestBook.Row(4, "2", "Two", "1"));
        Assert.Equal(0, (await RunAsync(deep, Map.Replace("{ \"columns\"", "{ \"headerRow\": 3, \"columns\"", StringComparison.Ordinal))).Code);
        var csv = await _bench.ImportAsync("account", "Export of accounts\nmade today\nId;Name;Revenue\n3;Three;1\n", Map.Replace("{ \"columns\"", "{ \"headerRow\": 3, \"columns\"", StringComparison.Ordinal));
        Assert.True(csv.Code == 0, csv.Error);
        Assert.Equal(["One", "Three", "Two"], (await _bench.ListAsync("account")).Select(a => a.GetProperty("name").GetString()!).Order());
    }

    [Fact]
    public async Task A_book_of_more_texts_than_are_kept_in_memory_is_read_whole()
    {
        const int Count = 3000;
        var text = new string('x', 4000);
        var strings = new StringBuilder("<si><t>Id</t></si><si><t>Name</t></si><si><t>Revenue</t></si>");
        var rows = new StringBuilder("<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c t=\"s\"><v>2</v></c></row>");
        for (var i = 0; i < Count; i++)
        {
            strings.Append(System.Globalization.CultureInfo.InvariantCulture, $"<si><t>{i:0000}{text}</t></si>");
            rows.Append(System.Globalization.CultureInfo.InvariantCulture, $"<row><c><v>{i}</v></c><c t=\"inlineStr\"><is><t>n</t></is></c><c/><c t=\"s\"><v>{Count - 1 - i + 3}</v></c></row>");
        }
        var book = new TestBook { Strings = strings.ToString() }.Sheet("S", rows.ToString().Replace("<c t=\"s\"><v>2</v></c></row>", "<c t=\"s\"><v>2</v></c><c t=\"inlineStr\"><is><t>Text</t></is></c></row>", StringComparison.Ordinal));
        var answer = await RunAsync(book, """{ "columns": { "Id": "externalId", "Name": "name", "Revenue": "annualRevenue", "Text": "description" } }""");
        Assert.True(answer.Code == 0, answer.Error + answer.Output);
        var last = (await _bench.ListAsync("account", "--filter", "externalId eq '2999' or externalId eq '0'", "--order", "externalId")).Select(a => a.GetProperty("description").GetString()![..4]);
        Assert.Equal(["2999", "0000"], last);
    }

    [Fact]
    public async Task A077_zip_bombs_and_bad_archives_are_refused_before_the_first_row()
    {
        var rows = TestBook.Row(1, "Id", "Name", "Revenue") + TestBook.Row(2, "1", "One", "1");
        var good = new TestBook().Sheet("S", rows).ToBytes();
        var declared = new TestBook().Sheet("S", new string(' ', 70_000_000) + rows).ToBytes();
        var lying = Declared(declared, 1000);
        var twice = new TestBook().Sheet("S", rows).Part("xl/workbook.xml", "<workbook/>").ToBytes();
        var many = new TestBook().Sheet("S", rows);
        for (var i = 0; i < 10_001; i++) many.Part($"xl/media/{i}", "");
        foreach (var (what, bytes, code) in new[]
        {
            ("a part that says what it unpacks to", declared, "import.archive-bomb"), ("a part that lies", lying, "import.workbook-invalid"), ("many parts", many.ToBytes(), "import.archive-bomb"), ("a part twice", twice, "import.workbook-invalid"),
            ("no directory", good[..^30], "import.workbook-invalid"), ("no zip", [.. "PK\u0003\u0004"u8, .. "not a zip file, but it says xl/ somewhere"u8], "import.workbook-invalid"), ("no sheet", new TestBook().ToBytes(), "import.sheet-missing"),
            ("an empty sheet", new TestBook().Sheet("S", "").ToBytes(), "import.empty"), ("half a sheet", new TestBook().Sheet("S", "<row r=\"1\"><c r=\"A1\"><v>").ToBytes(), "import.workbook-invalid"),
        })
        {
            var answer = await RunAsync(bytes, Map);
            Assert.True(answer.Code == 2 && answer.Codes[0] == code, $"{what}: {answer.Code} {answer.Error}{answer.Output}");
        }
        Assert.Empty(await _bench.ListAsync("account"));
    }

    [Fact]
    public async Task A049_document_types_and_entities_are_not_read()
    {
        var book = new TestBook { Prolog = "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\"><!ENTITY l \"lol\">]>" }.Sheet("S", "<row><c t=\"inlineStr\"><is><t>&e;</t></is></c></row>");
        var answer = await RunAsync(book, Map);
        Assert.Equal((2, "import.workbook-invalid"), (answer.Code, answer.Codes[0]));
    }

    [Fact]
    public async Task A039_a_cell_of_ten_million_characters_costs_its_row()
    {
        var random = new Random(3);
        var noise = string.Create(10_000_000, random, static (span, r) => { for (var i = 0; i < span.Length; i++) span[i] = (char)('a' + r.Next(26)); });
        var answer = await RunAsync(new TestBook().Sheet("S", TestBook.Row(1, "Id", "Name", "Revenue") + TestBook.Row(2, "1", noise, "1") + TestBook.Row(3, "2", "Two", "1")), Map);
        Assert.Equal((1, (2, 1, 0, 0, 1), "import.cell-too-long"), (answer.Code, answer.Counts, answer.RefusedCodes[0]));
    }

    [Fact]
    public async Task A038_values_of_every_kind_come_back_from_an_exported_workbook_as_they_were()
    {
        const string Fields = "externalId,name,accountId,amount,openedOn,expectedCloseOn,need,description";
        var lines = """
            {"id":"1","name":"=1+1","account":"Acme","amount":123456789012.3456,"opened":"1899-12-31","close":"2024-02-29","text":"a\r\nb _x0041_ <&>\" 😀"}
            {"id":"0002","name":"true","account":"Acme","amount":0.0001,"opened":"1900-03-01","close":null,"text":"'quoted"}
            """;
        const string In = """{ "currency": "USD", "columns": { "id": "externalId", "name": "name", "account": { "field": "account", "createMissing": true }, "amount": "amount", "opened": "openedOn", "close": "expectedCloseOn", "text": ["need", "description"] } }""";
        var first = await _bench.ImportAsync("opportunity", lines, In);
        Assert.True(first.Code == 0, first.Error + first.Output);
        Assert.Equal(0, (await _bench.RunAsync("export", "opportunity", _bench.At("out.xlsx"), "--format", "xlsx", "--fields", Fields, "--order", "externalId")).Code);
        var before = await ShownAsync();

        foreach (var field in (string[])["name", "amount"]) Assert.Equal(0, (await _bench.ImportAsync("opportunity", "id,v\n1,1\n0002,1\n", $$"""{ "key": ["externalId"], "onExisting": "update", "columns": { "id": "externalId", "v": "{{field}}" } }""")).Code);
        Assert.NotEqual(before, await ShownAsync());
        var map = $$"""{ "key": ["externalId"], "onExisting": "update", "columns": { {{string.Join(", ", Fields.Split(',').Select(f => f == "accountId" ? "\"accountId\": { \"field\": \"accountId\", \"lookup\": \"id\" }" : $"\"{f}\": \"{f}\""))}} } }""";
        var back = await _bench.RunAsync("import", "opportunity", _bench.At("out.xlsx"), "--map", _bench.Write("back.json", map), "--json");
        Assert.True(back.Code == 0, back.Error + back.Output);
        Assert.Equal(before, await ShownAsync());

        async Task<IEnumerable<string>> ShownAsync() => (await _bench.ListAsync("opportunity", "--order", "externalId")).Select(o => string.Join('|', Fields.Split(',').Select(f => o.GetProperty(f).ToString()))).ToList();
    }

    [Fact]
    public async Task The_supplier_map_is_read_with_its_chinese_header()
    {
        var path = RealData.File("cn_suppliers", "supplier_map.xlsx");
        var suppliers = await _bench.RunAsync("import", "account", path, "--map", _bench.Write("map.json", """{ "key": ["externalId"], "onExisting": "skip", "columns": { "供应商编码": "externalId", "供应商名称": "name" }, "ignore": ["生产厂家编码", "生产厂家名称"] }"""), "--json", "--errors", _bench.At("e.csv"));
        Assert.True(suppliers.Code == 0, suppliers.Error + suppliers.Output);
        Assert.Equal("xlsx", suppliers.Json.GetProperty("format").GetString());
        Assert.Equal(suppliers.Counts.Rows, suppliers.Counts.Created + suppliers.Counts.Skipped);
        Assert.Contains(await _bench.ListAsync("account"), a => a.GetProperty("name").GetString()!.Contains("ABB", StringComparison.Ordinal));
    }

    // The first large part is said to be small, in both places where a zip file says so.
    private static byte[] Declared(byte[] zip, uint length)
    {
        var at = 0;
        var changed = (byte[])zip.Clone();
        while ((at = zip.AsSpan(at).IndexOf("PK\u0001\u0002"u8) is >= 0 and var found ? at + found : -1) >= 0)
        {
            if (BitConverter.ToUInt32(zip, at + 24) > 60_000_000) BitConverter.GetBytes(length).CopyTo(changed, at + 24);
            at += 4;
        }
        return changed;
    }

    private Task<Answer> RunAsync(TestBook book, string map, string type = "account") => RunAsync(book.ToBytes(), map, type);

    private Task<Answer> RunAsync(byte[] book, string map, string type = "account") =>
        _bench.RunAsync("import", type, _bench.Write("book.csv", book), "--map", _bench.Write("map.json", map), "--json");
}
