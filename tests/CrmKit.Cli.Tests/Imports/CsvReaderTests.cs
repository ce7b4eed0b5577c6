using System.Text;
using CrmKit.Formats;
using CrmKit.Imports.Files;

namespace CrmKit.Imports;

public sealed class CsvReaderTests
{
    private const int CellLimit = 1000;

    [Theory]
    [InlineData("a,b\n1,2\n", "1|2")]
    [InlineData("a,b\r\n1,2\r\n", "1|2")]
    [InlineData("a,b\r1,2", "1|2")]
    [InlineData("a,b\n\n1,2\n\n", "1|2")]
    [InlineData("a,b\n\"x,y\",\"say \"\"hi\"\"\"\n", "x,y|say \"hi\"")]
    [InlineData("a,b\n\"two\nlines\",2\n", "two\nlines|2")]
    [InlineData("a,b\n\"\"\"\",\"\"\n", "\"|")]
    [InlineData("a,b\n5\" pipe,2\n", "5\" pipe|2")]
    [InlineData("a,b\n1,2,,\n", "1|2")]
    public void Cells_are_what_was_written(string text, string expected) => Assert.Equal([expected], Cells(text));

    [Fact]
    public void Stray_quote_costs_one_row_whatever_comes_after()
    {
        var rows = Read("a,b\n1,2\n\"open,3\n4,5\n\"x\",\"y\"\n6,7\n");
        Assert.Equal([(2, null), (3, "import.quote-unbalanced"), (4, null), (5, null), (6, null)], rows.Select(r => ((int)r.Line, r.Error?.Code)));
        Assert.Equal(["6", "7"], rows[^1].Cells);
    }

    [Fact]
    public void Stray_quote_in_front_of_many_lines_costs_one_row()
    {
        var rows = Read("a,b\n\"open,3\n" + string.Concat(Enumerable.Repeat("4,5\n", 5000)));
        Assert.Equal((5001, 1), (rows.Count, rows.Count(r => r.Error is not null)));
    }

    [Fact]
    public void A038_cell_over_the_limit_is_one_error_and_reading_goes_on()
    {
        var rows = Read($"a,b\n1,{new string('x', 10_000_000)}\n2,y\n");
        Assert.Equal(["import.cell-too-long", null], rows.Select(r => r.Error?.Code));
        Assert.True(rows[0].Cells[0].Length <= 201, "the long cell is not kept");
        Assert.Equal(["2", "y"], rows[1].Cells);
    }

    [Fact]
    public void A038_quoted_cell_of_many_lines_over_the_limit_is_one_error()
    {
        var rows = Read($"a,b\n1,\"{string.Concat(Enumerable.Repeat("a line of text\n", 10_000))}\"\n2,y\n");
        Assert.Equal(["import.cell-too-long", null], rows.Select(r => r.Error?.Code));
    }

    [Theory]
    [InlineData("a,b\n1\n2,3\n", "import.column-count")]
    [InlineData("a,b\n1,2,3\n2,3\n", "import.column-count")]
    [InlineData("a,b\n1,\0\n2,3\n", "import.nul")]
    public void Row_that_cannot_be_right_is_refused_and_the_next_one_read(string text, string code)
    {
        var rows = Read(text);
        Assert.Equal([code, null], rows.Select(r => r.Error?.Code));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public async Task Byte_order_mark_decides_the_encoding(string name)
    {
        using var bench = new Workbench();
        var encoding = Encoding.GetEncoding(name);
        var path = bench.Write("x.csv", [.. encoding.Preamble, .. encoding.GetBytes("名称,b\n中国银行😀,\"open\nnot closed,2\n3,4\n")]);
        var found = await TextCheck.OfAsync(new ImportSource(path, new FileInfo(path).Length, () => FileCheck.Open(path)), TestContext.Current.CancellationToken);
        using var reader = new CsvReader(new LineReader(FileCheck.Open(path), found.Encoding, found.Preamble, ImportLimits.RecordLength(CellLimit)), ',', CellLimit) { Columns = 2 };
        var rows = new List<ImportRow>();
        while (reader.TryRead(out var row)) rows.Add(row);
        Assert.Equal("名称", rows[0].Cells[0]);
        Assert.Equal([null, "import.quote-unbalanced", null, null], rows.Select(r => r.Error?.Code)); // going back lands on the right byte
        Assert.Equal(["3", "4"], rows[3].Cells);
    }

    [Theory]
    [InlineData("a,b\n1,2\n", ',')]
    [InlineData("a;b\n1,5;2\n2,5;3\n", ';')]
    [InlineData("a\tb\n1\t2\n", '\t')]
    [InlineData("a|b\n1|2\n", '|')]
    [InlineData("name\nAcme\n", ',')]
    [InlineData("\"a,b\";c\n\"1,2\";3\n", ';')]
    public void Delimiter_is_found(string text, char expected) => Assert.Equal(expected, Delimiter.Detect(() => Lines(text), CellLimit));

    [Fact]
    public void Going_back_behind_stray_quotes_reads_nothing_again()
    {
        var stream = new CountedStream(Encoding.UTF8.GetBytes("a,b\n" + string.Concat(Enumerable.Repeat("1,\"open\nx\"y,2\n", 2000))));
        using var reader = new CsvReader(new LineReader(stream, new UTF8Encoding(false), 0, ImportLimits.RecordLength(CellLimit)), ',', CellLimit) { Columns = 2 };
        var rows = 0;
        while (reader.TryRead(out _)) rows++;
        Assert.Equal(4001, rows);
        Assert.Equal(stream.Length, stream.Given);
    }

    private static IEnumerable<string> Cells(string text) => Read(text).Select(r => r.Error is null ? string.Join('|', r.Cells) : r.Error.Code);

    private static List<ImportRow> Read(string text)
    {
        using var reader = new CsvReader(Lines(text), ',', CellLimit);
        Assert.True(reader.TryRead(out var header));
        reader.Columns = header.Cells.Count;
        var rows = new List<ImportRow>();
        while (reader.TryRead(out var row)) rows.Add(row);
        return rows;
    }

    private static LineReader Lines(string text) => new(new MemoryStream(Encoding.UTF8.GetBytes(text)), new UTF8Encoding(false), 0, ImportLimits.RecordLength(CellLimit));

    private sealed class CountedStream(byte[] bytes) : MemoryStream(bytes)
    {
        public long Given { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            var read = base.Read(buffer);
            Given += read;
            return read;
        }
    }
}
