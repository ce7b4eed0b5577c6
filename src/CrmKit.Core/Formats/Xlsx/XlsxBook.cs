using System.Xml;
using CrmKit.Imports;

namespace CrmKit.Formats.Xlsx;

/// <summary>A workbook opened for one of its sheets.</summary>
internal sealed class XlsxBook : IDisposable
{
    private readonly XlsxArchive _archive;
    private readonly List<(string Name, string Part, bool IsHidden)> _sheets = [];

    private XlsxBook(XlsxArchive archive) => _archive = archive;

    public bool Is1904 { get; private set; }

    public NumberFormats Formats { get; private set; } = new();

    public SharedStrings Strings { get; private set; } = new();

    public IEnumerable<string> Sheets => _sheets.Select(s => s.Name);

    /// <exception cref="CrmValidationException"><c>import.workbook-invalid</c>, <c>import.archive-bomb</c>.</exception>
    public static XlsxBook Open(ImportSource source, CancellationToken cancellationToken)
    {
        var book = new XlsxBook(XlsxArchive.Open(source.Open(), source.Name));
        try
        {
            var workbook = book.Related("_rels/.rels", "").FirstOrDefault(r => r.Type.EndsWith("/officeDocument", StringComparison.Ordinal)).Part ?? throw book.Invalid("it has no workbook in it");
            var folder = workbook[..(workbook.LastIndexOf('/') + 1)];
            var related = book.Related($"{folder}_rels/{workbook[folder.Length..]}.rels", folder);
            book.ReadWorkbook(workbook, related.ToDictionary(r => r.Id, r => r.Part));
            if (related.Find(r => r.Type.EndsWith("/styles", StringComparison.Ordinal)).Part is { } styles && book._archive.Has(styles))
                using (var xml = book._archive.Part(styles)) book.Formats = NumberFormats.Read(xml);
            if (related.Find(r => r.Type.EndsWith("/sharedStrings", StringComparison.Ordinal)).Part is { } strings && book._archive.Has(strings))
                using (var xml = book._archive.Part(strings)) book.Strings = SharedStrings.Read(xml, source.MaxCellLength, cancellationToken);
            return book;
        }
        catch (Exception e)
        {
            book.Dispose();
            throw e is XmlException or InvalidDataException ? book.Invalid(e.Message) : e;
        }
    }

    /// <summary>The rows of a sheet; of the first one that is not hidden without a name.</summary>
    /// <exception cref="CrmValidationException"><c>import.sheet-missing</c>.</exception>
    public (string Name, XmlReader Rows) Sheet(string? name)
    {
        var at = name is null ? Math.Max(0, _sheets.FindIndex(s => !s.IsHidden)) : _sheets.FindIndex(s => s.Name.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase));
        return at >= 0 && at < _sheets.Count ? (_sheets[at].Name, _archive.Part(_sheets[at].Part)) : throw new CrmValidationException(ImportErrors.SheetMissing(name ?? "", Sheets));
    }

    public CrmValidationException Invalid(string why) => _archive.Invalid(why);

    public void Dispose()
    {
        Strings.Dispose();
        _archive.Dispose();
    }

    private void ReadWorkbook(string part, Dictionary<string, string> related)
    {
        using var xml = _archive.Part(part);
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element) continue;
            if (xml.LocalName == "workbookPr") Is1904 = xml.GetAttribute("date1904") is "1" or "true";
            if (xml.LocalName != "sheet") continue;
            var (name, isHidden) = (xml.GetAttribute("name") ?? "", xml.GetAttribute("state") is "hidden" or "veryHidden");
            for (var more = xml.MoveToFirstAttribute(); more; more = xml.MoveToNextAttribute())
                if (xml.LocalName == "id" && xml.Prefix.Length > 0 && related.TryGetValue(xml.Value, out var sheet) && _archive.Has(sheet)) _sheets.Add((name, sheet, isHidden));
        }
    }

    // Targets are relative to the folder of the part that names them, unless they begin with a slash.
    private List<(string Id, string Type, string Part)> Related(string part, string folder)
    {
        var related = new List<(string, string, string)>();
        using var xml = _archive.Part(part);
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "Relationship" || xml.GetAttribute("TargetMode") == "External") continue;
            var target = xml.GetAttribute("Target") ?? "";
            related.Add((xml.GetAttribute("Id") ?? "", xml.GetAttribute("Type") ?? "", target.StartsWith('/') ? target[1..] : folder + target));
        }
        return related;
    }
}
