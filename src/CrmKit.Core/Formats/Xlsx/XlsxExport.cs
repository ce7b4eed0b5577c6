using System.Globalization;
using System.IO.Compression;
using System.Security;
using System.Text;

namespace CrmKit.Formats.Xlsx;

/// <summary>A workbook of one sheet, packed while it is written. Cells have the values themselves: texts are never formulas, and an import reads every value as it was.</summary>
internal sealed class XlsxExport : IExportFormat
{
    public ValueTask<IExportWriter> OpenAsync(ExportTarget target, CancellationToken cancellationToken) => new(new Writer(target));

    private sealed class Writer : IExportWriter
    {
        private const int MostRows = 1_048_576;
        private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        private const string Package = "http://schemas.openxmlformats.org/package/2006";
        private const string Spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml";
        private static readonly DateOnly Behind1900 = new(1900, 3, 1); // days before are counted in two ways
        private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

        private readonly ZipArchive _zip;
        private readonly StreamWriter _sheet;
        private int _rows;

        public Writer(ExportTarget target)
        {
            _zip = new ZipArchive(target.Output, ZipArchiveMode.Create, leaveOpen: true);
            Part("[Content_Types].xml", $"<Types xmlns=\"{Package}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"{Spreadsheet}.sheet.main+xml\"/>" +
                $"<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"{Spreadsheet}.worksheet+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"{Spreadsheet}.styles+xml\"/></Types>");
            Part("_rels/.rels", Relations(("rId1", "officeDocument", "xl/workbook.xml")));
            Part("xl/workbook.xml", $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Office}\"><sheets><sheet name=\"{SheetName(target.Title)}\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>");
            Part("xl/_rels/workbook.xml.rels", Relations(("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "styles", "styles.xml")));
            // Style 1 shows days, style 2 keeps a text that looks like a formula from becoming one when somebody edits it.
            Part("xl/styles.xml", $"<styleSheet xmlns=\"{Main}\"><numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\"/></numFmts><fonts count=\"1\"><font/></fonts><fills count=\"1\"><fill/></fills><borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs>" +
                "<cellXfs count=\"3\"><xf/><xf numFmtId=\"164\" applyNumberFormat=\"1\"/><xf quotePrefix=\"1\"/></cellXfs></styleSheet>");
            _sheet = new StreamWriter(_zip.CreateEntry("xl/worksheets/sheet1.xml").Open(), Utf8);
            _sheet.Write($"<worksheet xmlns=\"{Main}\"><sheetData>");
            Row([.. target.Columns.Select(c => c.Key)]);
        }

        public async ValueTask WriteAsync(IReadOnlyList<IReadOnlyList<object?>> rows, CancellationToken cancellationToken)
        {
            foreach (var row in rows) Row(row);
            await _sheet.FlushAsync(cancellationToken);
        }

        public ValueTask CompleteAsync(CancellationToken cancellationToken)
        {
            _sheet.Write("</sheetData></worksheet>");
            _sheet.Dispose();
            _zip.Dispose(); // writes the directory
            return default;
        }

        public ValueTask DisposeAsync() => default; // all of it is in memory; the end of a file is written when it is complete

        private void Row(IReadOnlyList<object?> values)
        {
            if (++_rows > MostRows) throw new InvalidOperationException($"A sheet takes {MostRows - 1} records. Filter them, or take another format.");
            _sheet.Write("<row>");
            foreach (var value in values) _sheet.Write(Cell(value));
            _sheet.Write("</row>");
        }

        private static string Cell(object? value) => value switch
        {
            null or "" => "<c/>",
            bool flag => $"<c t=\"b\"><v>{(flag ? 1 : 0)}</v></c>",
            DateOnly day when day >= Behind1900 => string.Create(CultureInfo.InvariantCulture, $"<c s=\"1\"><v>{day.DayNumber - new DateOnly(1899, 12, 30).DayNumber}</v></c>"),
            DateOnly day => Text(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            DateTimeOffset instant => Text(instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture)), // a day's fraction would lose the zone and microseconds
            decimal number => Number((number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture)),
            int or long => Number(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture)),
            IFormattable other => Text(other.ToString(null, CultureInfo.InvariantCulture)),
            _ => Text(value.ToString()!),
        };

        // Programs for tables calculate with fifteen digits; a longer number is kept whole as a text.
        private static string Number(string number) => number.AsSpan().TrimStart("-0.").Length - (number.Contains('.', StringComparison.Ordinal) ? 1 : 0) <= 15 ? $"<c><v>{number}</v></c>" : Text(number);

        private static string Text(string text) =>
            $"<c t=\"inlineStr\"{(text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\'' ? " s=\"2\"" : "")}><is><t xml:space=\"preserve\">{SecurityElement.Escape(XlsxText.Escaped(text))}</t></is></c>";

        private static string SheetName(string title)
        {
            var name = string.Concat(title.Where(c => c is not (':' or '\\' or '/' or '?' or '*' or '[' or ']' or '\'') && !char.IsControl(c)));
            return SecurityElement.Escape(name.Length is > 0 and <= 31 ? name : "Records");
        }

        private static string Relations(params (string Id, string Type, string Target)[] relations) =>
            $"<Relationships xmlns=\"{Package}/relationships\">{string.Concat(relations.Select(r => $"<Relationship Id=\"{r.Id}\" Type=\"{Office}/{r.Type}\" Target=\"{r.Target}\"/>"))}</Relationships>";

        private void Part(string path, string content)
        {
            using var stream = _zip.CreateEntry(path).Open();
            stream.Write(Utf8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>" + content));
        }
    }
}
