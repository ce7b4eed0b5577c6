using System.Text;

namespace CrmKit.Imports;

/// <summary>Texts are read in the encoding that their bytes speak for, whatever the name says; what is damaged or no text is refused before the first row.</summary>
public sealed class TextEncodingTests : IDisposable
{
    private const string Map = """{ "columns": { "编号": "externalId", "name": "name" } }""";
    private const string Latin = """{ "columns": { "id": "externalId", "name": "name" } }""";
    private static readonly string[] Chinese = ["中国银行股份有限公司", "北京市海淀区贸易公司", "张三", "李小龙", "喆煜科技"];
    private static readonly string[] Western = ["Müller & Söhne", "Café “Crème”", "São Paulo Indústria", "Øresund A/S", "Zürich €", "créée"];
    private static readonly string[] Russian = ["Общество «Ромашка»", "Иванов", "Ёлкин и партнёры"];
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-32", false)]
    [InlineData("utf-32", true)]
    [InlineData("utf-32BE", false)]
    [InlineData("utf-32BE", true)]
    [InlineData("gb18030", false)]
    public async Task Chinese_text_is_read_in_every_encoding_with_and_without_a_mark(string encoding, bool isMarked) =>
        Assert.Equal(Chinese, await NamesAsync(Bytes("编号", Chinese, encoding, isMarked), Map));

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-32")]
    [InlineData("windows-1252")]
    public async Task Western_text_is_read_in_every_encoding(string encoding) =>
        Assert.Equal(Western, await NamesAsync(Bytes("id", Western, encoding, false), Latin));

    [Fact]
    public async Task Cyrillic_of_windows_is_taken_neither_for_chinese_nor_for_latin() =>
        Assert.Equal(Russian, await NamesAsync(Bytes("id", Russian, "windows-1251", false), Latin));

    [Fact]
    public async Task An_encoding_that_cannot_be_told_is_named_by_the_map()
    {
        string[] names = ["東京商事株式会社", "大阪"];
        Assert.Equal(names, await NamesAsync(Bytes("id", names, "shift_jis", false), Latin.Replace("{ \"col", "{ \"encoding\": \"shift_jis\", \"col", StringComparison.Ordinal)));
        var wrong = await RunAsync(Bytes("id", Western, "utf-8", false), Latin.Replace("{ \"col", "{ \"encoding\": \"klingon\", \"col", StringComparison.Ordinal));
        Assert.Equal((2, "import.encoding-unknown"), (wrong.Code, wrong.Codes[0]));
        var broken = await RunAsync(Bytes("id", Western, "windows-1252", false), Latin.Replace("{ \"col", "{ \"encoding\": \"utf-8\", \"col", StringComparison.Ordinal));
        Assert.Equal((2, "import.encoding"), (broken.Code, broken.Codes[0]));
    }

    [Fact]
    public async Task A_letter_outside_of_ascii_far_down_in_the_file_decides_as_well()
    {
        var names = Enumerable.Range(0, 20_000).Select(i => $"Plain {i}").Append("Müller").ToArray();
        var read = await RunAsync(Bytes("id", names, "windows-1252", false), Latin);
        Assert.Equal((0, 20_001), (read.Code, read.Counts.Created));
        Assert.Single(await _bench.ListAsync("account", "--filter", "name eq 'Müller'"));
    }

    [Fact]
    public async Task A_stray_quote_in_chinese_of_two_bytes_costs_its_row()
    {
        var text = "编号,name\n1,中国银行\n2,\"开口\n3,北京公司\n";
        var answer = await RunAsync(CodePagesEncodingProvider.Instance.GetEncoding("gb18030")!.GetBytes(text), Map);
        Assert.Equal((1, (3, 2, 0, 0, 1)), (answer.Code, answer.Counts));
        Assert.Equal(["中国银行", "北京公司"], (await _bench.ListAsync("account", "--order", "externalId")).Select(a => a.GetProperty("name").GetString()!));
    }

    [Fact]
    public async Task Json_lines_may_be_in_any_of_them()
    {
        var text = string.Join('\n', Chinese.Select((n, i) => $$"""{"编号":"{{i}}","name":"{{n}}"}"""));
        var answer = await RunAsync(CodePagesEncodingProvider.Instance.GetEncoding("gb18030")!.GetBytes(text), Map);
        Assert.Equal((0, "jsonl"), (answer.Code, answer.Json.GetProperty("format").GetString()));
        Assert.Equal(Chinese, (await _bench.ListAsync("account", "--order", "externalId")).Select(a => a.GetProperty("name").GetString()!));
    }

    [Theory]
    [InlineData("utf-8", "import.encoding")]
    [InlineData("gb18030", "import.encoding")]
    public async Task Damage_is_named_by_position_and_not_read_as_another_encoding(string encoding, string code)
    {
        var bytes = Bytes("编号", [.. Enumerable.Repeat(Chinese, 30).SelectMany(n => n)], encoding, false);
        bytes = [.. bytes, .. "x,M"u8, 0xFF, .. "ller\n"u8];
        var answer = await RunAsync(bytes, Map);
        Assert.Equal((2, code), (answer.Code, answer.Codes[0]));
        Assert.Contains("in line", answer.Error, StringComparison.Ordinal);
        Assert.Empty(await _bench.ListAsync("account"));
    }

    [Fact]
    public async Task A039_bytes_that_are_no_text_are_refused_whatever_they_begin_with()
    {
        var noise = new byte[100_000];
        new Random(7).NextBytes(noise);
        noise[0] = (byte)'a';
        foreach (var more in (string[][])[[], ["--format", "csv"]])
        {
            var answer = await RunAsync(noise, Latin, more);
            Assert.Equal((2, more.Length == 0 ? "import.format-undetected" : "import.not-text"), (answer.Code, answer.Codes[0]));
        }
        Assert.Empty(await _bench.ListAsync("account"));
    }

    private async Task<IEnumerable<string>> NamesAsync(byte[] bytes, string map)
    {
        var answer = await RunAsync(bytes, map);
        Assert.True(answer.Code == 0, answer.Error + answer.Output);
        return (await _bench.ListAsync("account", "--order", "externalId")).Select(a => a.GetProperty("name").GetString()!);
    }

    private Task<Answer> RunAsync(byte[] bytes, string map, params string[] more) =>
        _bench.RunAsync(["import", "account", _bench.Write("input.dat", bytes), "--map", _bench.Write("map.json", map), "--json", .. more]);

    private static byte[] Bytes(string header, IReadOnlyList<string> names, string encoding, bool isMarked)
    {
        var text = $"{header},name\r\n" + string.Concat(names.Select((n, i) => $"{i:00000},{n}\r\n"));
        var found = CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding);
        return isMarked ? [.. found.Preamble, .. found.GetBytes(text)] : found.GetBytes(text);
    }
}
