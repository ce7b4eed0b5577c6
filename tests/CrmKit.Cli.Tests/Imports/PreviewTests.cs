using System.Text.Json;

namespace CrmKit.Imports;

/// <summary>A file is looked at before anything is written, and its columns find their fields.</summary>
public sealed class PreviewTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Columns_find_their_fields_by_names_synonyms_and_values_below_a_title()
    {
        var file = _bench.Write("people.csv", "Trade fair Vienna 2026;;;;;\n;;;;;\nFull Name;Firma;E-Mail Address;Tel.;Lead Source;Budget (EUR)\nMia Chen;Acme;mia@acme.example;+43 1 5550100;Fair;12.500,50\nTom Ray;Beta;tom@beta.example;+43 1 5550101;Fair;900,00\nAda Fox;Ceta;ada@ceta.example;+43 1 5550102;Fair;\n");
        var preview = await PreviewAsync("lead", file, expected: 1);
        Assert.Equal(("csv", ";", "3", "utf-8"), (Text(preview, "format"), Text(preview.GetProperty("facts"), "delimiter"), Text(preview.GetProperty("facts"), "headerRow"), Text(preview.GetProperty("facts"), "encoding")));
        Assert.Equal(["name", "", "email", "phone", "source", "estimatedAmount"], Columns(preview).Select(Field));
        Assert.Equal(["text", "text", "email", "phone", "text", "number"], Columns(preview).Select(c => Text(c, "kind")));
        Assert.Equal(["import.doubt-column"], Doubts(preview)); // Firma is no word that is known: somebody has to say what it is
        Assert.Equal(",", preview.GetProperty("map").GetProperty("columns").GetProperty("Budget (EUR)").GetProperty("decimalMark").GetString());

        var refused = await _bench.RunAsync("import", "lead", file);
        Assert.Equal(2, refused.Code);
        Assert.Equal(["import.map-needed", "import.doubt-column"], refused.Codes);
        Assert.Empty(await _bench.ListAsync("lead"));
    }

    [Fact]
    public async Task Chinese_headers_in_gb18030_import_without_a_map_and_the_result_says_by_which_one()
    {
        System.Text.Encoding.RegisterProvider(System.Text.CodePagesEncodingProvider.Instance);
        var file = _bench.Write("线索.csv", System.Text.Encoding.GetEncoding("gb18030").GetBytes("姓,名,公司名称,手机号码,邮箱地址,线索来源,城市,跟进状态,创建时间\n王,小明,北京云杉科技有限公司,13800138000,wang@yunshan.example,展会,北京,已联系,2026/3/5 09:30\n李,娜,上海远方贸易有限公司,13900139000,li@yuanfang.example,官网,上海,未跟进,2026/3/15 10:00\n"));
        var answer = await _bench.RunAsync("import", "lead", file, "--json");
        Assert.True(answer.Code == 0, answer.Error + answer.Output);
        Assert.Equal((2, 2, 0, 0, 0), answer.Counts);
        Assert.Equal("name", answer.Json.GetProperty("proposedMap").GetProperty("columns").GetProperty("姓").GetProperty("field").GetString());
        var wang = (await _bench.ListAsync("lead")).Single(l => Text(l, "email") == "wang@yunshan.example");
        Assert.Equal(("王小明", "北京云杉科技有限公司", "13800138000", "展会", "北京", "contacted"), (Text(wang, "name"), Text(wang, "companyName"), Text(wang, "phone"), Text(wang, "source"), Text(wang, "city"), Text(wang, "stage")));
        Assert.StartsWith("2026-03-05", Text(wang, "createdAt"));

        var again = await _bench.RunAsync("import", "lead", file);
        Assert.Equal(["import.repeated"], again.Codes);
    }

    [Fact]
    public async Task Days_that_can_be_read_in_two_ways_are_a_doubt_and_days_that_cannot_are_none()
    {
        var doubtful = await PreviewAsync("opportunity", _bench.Write("a.csv", "Deal name,Closing date\nOne,03/04/2026\nTwo,05/06/2026\n"), expected: 1);
        Assert.Equal(["import.doubt-date"], Doubts(doubtful));
        var clear = await PreviewAsync("opportunity", _bench.Write("b.csv", "Deal name,Closing date\nOne,03/04/2026\nTwo,25/06/2026\n"), expected: 0);
        Assert.Equal("d/M/yyyy", clear.GetProperty("map").GetProperty("columns").GetProperty("Closing date").GetProperty("formats")[0].GetString());
        var mixed = await PreviewAsync("opportunity", _bench.Write("c.csv", "Deal name,Closing date\nOne,\"15 Apr, 2021 23:01:19\"\nTwo,2021-04-16\nThree,18-07-2021 12:59\n"), expected: 0);
        Assert.Equal("expectedCloseOn", Columns(mixed).Select(Field).Last());
    }

    [Fact]
    public async Task Options_and_stages_are_known_by_synonyms_and_what_is_unknown_is_a_doubt()
    {
        var preview = await PreviewAsync("opportunity", _bench.Write("a.csv", "Deal,Stage\nOne,Closed Won\nTwo,Negotiation/Review\nThree,Sent to the moon\n"), expected: 1);
        Assert.Equal(["import.doubt-values"], Doubts(preview));
        var values = preview.GetProperty("map").GetProperty("columns").GetProperty("Stage").GetProperty("values");
        Assert.Equal(("won", "negotiation"), (Text(values, "Closed Won"), Text(values, "Negotiation/Review")));
    }

    [Fact]
    public async Task A_column_without_a_telling_name_is_proposed_by_its_values_and_left_to_be_confirmed()
    {
        var preview = await PreviewAsync("contact", _bench.Write("a.csv", "Last Name,xyz,Notes\nFox,ada@fox.example,hello\nRay,tom@ray.example,there\n"), expected: 1);
        Assert.Equal(["lastName", "email", "description"], Columns(preview).Select(Field));
        Assert.Equal(0.5m, Columns(preview)[1].GetProperty("confidence").GetDecimal());
        Assert.Equal(["import.doubt-column"], Doubts(preview));
    }

    [Fact]
    public async Task The_proposed_map_is_saved_to_a_file_and_imports_by_it()
    {
        var file = _bench.Write("a.csv", "Company,Town,xyz\nAcme,Wien,1\n");
        var preview = await _bench.RunAsync("import", "preview", "account", file, "--save", _bench.At("proposed.json"));
        Assert.Equal(1, preview.Code);
        Assert.Contains("import.doubt-column", preview.Output);
        var answer = await _bench.RunAsync("import", "account", file, "--map", _bench.At("proposed.json"), "--json");
        Assert.Equal((0, (1, 1, 0, 0, 0)), (answer.Code, answer.Counts));
        var acme = Assert.Single(await _bench.ListAsync("account"));
        Assert.Equal(("Acme", "Wien"), (Text(acme, "name"), Text(acme, "city")));
        Assert.Equal(["cli.file-exists"], (await _bench.RunAsync("import", "preview", "account", file, "--save", _bench.At("proposed.json"))).Codes);
    }

    [Fact]
    public async Task Cards_workbooks_and_JSON_Lines_are_previewed_like_text()
    {
        var card = await PreviewAsync("contact", _bench.Write("a.vcf", "BEGIN:VCARD\nVERSION:3.0\nN:Fox;Ada;;;\nFN:Ada Fox\nEMAIL:ada@fox.example\nORG:Fox Ltd\nEND:VCARD\n"), expected: 0);
        Assert.Equal("vcard", Text(card, "format"));
        Assert.Equal(["account", "email", "firstName", "lastName"], Columns(card).Select(Field).Where(f => f.Length > 0).Order());
        var lines = await PreviewAsync("account", _bench.Write("a.jsonl", "{\"name\":\"Acme\",\"employees\":12}\n"), expected: 0);
        Assert.Equal(("jsonl", "employeeCount"), (Text(lines, "format"), Field(Columns(lines)[1])));
        var book = await PreviewAsync("account", _bench.Write("a.xlsx", new TestBook { Formats = ["yyyy-mm-dd"] }.Sheet("Firms", TestBook.Row(1, "All firms") + TestBook.Row(2, "Company name", "Founded", "Phone") + TestBook.Row(3, "Acme", "<c><v>1999</v></c>", "555 0100")).ToBytes()), expected: 0);
        Assert.Equal(("xlsx", "2", "Firms"), (Text(book, "format"), Text(book.GetProperty("facts"), "headerRow"), Text(book.GetProperty("facts"), "sheet")));
        Assert.Equal(["name", "foundedYear", "phone"], Columns(book).Select(Field));
    }

    [Fact]
    public async Task What_cannot_be_previewed_is_said_by_code()
    {
        Assert.Equal(["import.file-missing"], (await _bench.RunAsync("import", "preview", "lead", _bench.At("none.csv"))).Codes);
        Assert.Equal(["catalog.type-unknown"], (await _bench.RunAsync("import", "preview", "nothing", _bench.Write("a.csv", "a\n1\n"))).Codes);
        Assert.Equal(["import.preset-unknown"], (await _bench.RunAsync("import", "preview", "lead", _bench.Write("a.csv", "a\n1\n"), "--preset", "nobody")).Codes);
        Assert.Equal(["import.empty"], (await _bench.RunAsync("import", "preview", "lead", _bench.Write("b.csv", ""))).Codes);
    }

    private async Task<JsonElement> PreviewAsync(string type, string file, int expected)
    {
        var answer = await _bench.RunAsync("import", "preview", type, file, "--json");
        Assert.True(answer.Code == expected, answer.Error + answer.Output);
        return answer.Json;
    }

    private static JsonElement[] Columns(JsonElement preview) => [.. preview.GetProperty("columns").EnumerateArray()];

    private static string[] Doubts(JsonElement preview) => [.. preview.GetProperty("doubts").EnumerateArray().Select(d => Text(d, "code")!)];

    private static string Field(JsonElement column) => string.Join("+", column.GetProperty("fills").EnumerateArray().Select(f => f.GetString()));

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
