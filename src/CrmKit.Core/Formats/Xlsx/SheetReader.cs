using System.Globalization;
using System.Xml;
using CrmKit.Imports;

namespace CrmKit.Formats.Xlsx;

/// <summary>One row of a sheet; cells that stand for nothing are empty texts.</summary>
internal sealed class SheetRow(int number)
{
    public int Number { get; } = number;
    public List<string> Cells { get; } = [];
    public List<CellKind> Kinds { get; } = [];
    public bool IsTooLong { get; set; }

    public int Filled => Cells.Count(c => c.Length > 0);

    public void Set(int column, string text, CellKind kind)
    {
        while (Cells.Count <= column)
        {
            Cells.Add("");
            Kinds.Add(CellKind.Text);
        }
        (Cells[column], Kinds[column]) = (text, kind);
    }
}

/// <summary>Reads the rows of one sheet, one after the other.</summary>
internal sealed class SheetReader(XmlReader xml, XlsxBook book, int cellLimit) : IDisposable
{
    private int _number;

    /// <summary>The next row that has something in it; <see langword="null"/> at the end.</summary>
    /// <exception cref="CrmValidationException"><c>import.workbook-invalid</c>.</exception>
    public SheetRow? Read()
    {
        try
        {
            while (xml.Read())
            {
                if (xml.NodeType == XmlNodeType.EndElement && xml.LocalName == "sheetData") return null;
                if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "row" && Row() is { Cells.Count: > 0 } row) return row;
            }
            return null;
        }
        catch (Exception e) when (e is XmlException or InvalidDataException)
        {
            throw book.Invalid(e.Message);
        }
    }

    public void Dispose() => xml.Dispose();

    private SheetRow Row()
    {
        _number = int.TryParse(xml.GetAttribute("r"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : _number + 1;
        var row = new SheetRow(_number);
        if (xml.IsEmptyElement) return row;
        var (depth, column) = (xml.Depth, -1);
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "c") continue;
            column = Column(xml.GetAttribute("r")) ?? column + 1;
            if (column >= ImportLimits.Columns) throw new CrmValidationException(ImportErrors.TooManyColumns(ImportLimits.Columns));
            var (text, kind) = Cell();
            if (text.Length > cellLimit) row.IsTooLong = true;
            if (text.Length > 0) row.Set(column, row.IsTooLong ? text[..Math.Min(text.Length, ImportLimits.ShownText)] : text, kind);
        }
        return row;
    }

    private (string Text, CellKind Kind) Cell()
    {
        var type = xml.GetAttribute("t");
        var style = int.TryParse(xml.GetAttribute("s"), NumberStyles.None, CultureInfo.InvariantCulture, out var s) ? s : 0;
        if (xml.IsEmptyElement) return ("", CellKind.Text);
        string? value = null;
        var isFormula = false;
        var depth = xml.Depth;
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.NodeType != XmlNodeType.Element) continue;
            if (xml.LocalName is "v" or "is") value = XlsxText.Of(xml, cellLimit);
            else
            {
                isFormula |= xml.LocalName == "f";
                XlsxText.SkipElement(xml);
            }
        }
        if (value is null) return isFormula ? ("=", CellKind.Error) : ("", CellKind.Text);
        return type switch
        {
            "s" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < book.Strings.Count ? (book.Strings[index], CellKind.Text) : ("#REF!", CellKind.Error),
            "inlineStr" or "str" => (value, CellKind.Text),
            "b" => (value is "1" or "true" ? "true" : "false", CellKind.Value),
            "e" => (value, CellKind.Error),
            "d" => (value, CellKind.Value),
            _ when value.Length == 0 => ("", CellKind.Text),
            _ => CellNumber.Text(value, book.Formats[style], book.Is1904) is { } number ? (number, CellKind.Value) : (value, CellKind.Error),
        };
    }

    // The letters of AB12, from 0.
    private static int? Column(string? reference)
    {
        if (reference is null) return null;
        var column = 0;
        foreach (var c in reference)
        {
            if (!char.IsAsciiLetterUpper(c)) break;
            column = column * 26 + (c - 'A' + 1);
            if (column > ImportLimits.Columns) break;
        }
        return column - 1 is >= 0 and var at ? at : null;
    }
}
