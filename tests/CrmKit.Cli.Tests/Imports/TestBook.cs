using System.IO.Compression;
using System.Text;

namespace CrmKit.Imports;

/// <summary>Workbooks written by hand, so that every corner of the format can be tried.</summary>
internal sealed class TestBook
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private readonly List<(string Name, string Rows, string State)> _sheets = [];
    private readonly List<(string Path, string Content)> _more = [];

    /// <summary>The content of <c>sst</c>.</summary>
    public string Strings { get; init; } = "";

    /// <summary>Codes of the number formats of styles 1, 2 and so on.</summary>
    public IReadOnlyList<string> Formats { get; init; } = [];

    public bool Is1904 { get; init; }

    /// <summary>Before the root element of the first sheet.</summary>
    public string Prolog { get; init; } = "";

    public TestBook Sheet(string name, string rows, string state = "visible")
    {
        _sheets.Add((name, rows, state));
        return this;
    }

    /// <summary>A further part; also one that is there already.</summary>
    public TestBook Part(string path, string content)
    {
        _more.Add((path, content));
        return this;
    }

    /// <summary>A row of inline texts.</summary>
    public static string Row(int number, params string[] cells) =>
        $"<row r=\"{number}\">{string.Concat(cells.Select(c => c.StartsWith('<') ? c : $"<c t=\"inlineStr\"><is><t xml:space=\"preserve\">{System.Security.SecurityElement.Escape(c)}</t></is></c>"))}</row>";

    public byte[] ToBytes()
    {
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>");
            Add(zip, "_rels/.rels", Relations(("rId1", "officeDocument", "xl/workbook.xml")));
            Add(zip, "xl/workbook.xml", $"<workbook xmlns=\"{Main}\" xmlns:r=\"urn:r\"><workbookPr date1904=\"{(Is1904 ? 1 : 0)}\"/><sheets>{string.Concat(_sheets.Select((s, i) => $"<sheet name=\"{s.Name}\" sheetId=\"{i + 1}\" state=\"{s.State}\" r:id=\"rId{i + 1}\"/>"))}</sheets></workbook>");
            Add(zip, "xl/_rels/workbook.xml.rels", Relations([.. _sheets.Select((_, i) => ($"rId{i + 1}", "worksheet", $"worksheets/sheet{i + 1}.xml")), ("rId98", "sharedStrings", "sharedStrings.xml"), ("rId99", "styles", "/xl/styles.xml")]));
            Add(zip, "xl/sharedStrings.xml", $"<sst xmlns=\"{Main}\">{Strings}</sst>");
            Add(zip, "xl/styles.xml", $"<styleSheet xmlns=\"{Main}\"><numFmts>{string.Concat(Formats.Select((f, i) => $"<numFmt numFmtId=\"{200 + i}\" formatCode=\"{System.Security.SecurityElement.Escape(f)}\"/>"))}</numFmts>" +
                $"<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/>{string.Concat(Formats.Select((f, i) => $"<xf numFmtId=\"{(int.TryParse(f, out var id) ? id : 200 + i)}\"/>"))}</cellXfs></styleSheet>");
            for (var i = 0; i < _sheets.Count; i++)
                Add(zip, $"xl/worksheets/sheet{i + 1}.xml", $"{(i == 0 ? Prolog : "")}<worksheet xmlns=\"{Main}\"><sheetData>{_sheets[i].Rows}</sheetData></worksheet>");
            foreach (var (path, content) in _more) Add(zip, path, content);
        }
        return buffer.ToArray();
    }

    private static string Relations(params (string Id, string Type, string Target)[] relations) =>
        $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{string.Concat(relations.Select(r => $"<Relationship Id=\"{r.Id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{r.Type}\" Target=\"{r.Target}\"/>"))}</Relationships>";

    private static void Add(ZipArchive zip, string path, string content)
    {
        using var stream = zip.CreateEntry(path, CompressionLevel.Optimal).Open();
        stream.Write(Encoding.UTF8.GetBytes(content));
    }
}
