using System.Globalization;
using System.Xml;

namespace CrmKit.Formats.Xlsx;

/// <summary>What a number in a cell stands for, by the format that it is shown in.</summary>
internal enum NumberMeaning
{
    Number,
    Percent,
    Time,
}

/// <summary>The number formats of a workbook by cell style.</summary>
internal sealed class NumberFormats
{
    private readonly List<NumberMeaning> _styles = [];

    public NumberMeaning this[int style] => style >= 0 && style < _styles.Count ? _styles[style] : NumberMeaning.Number;

    public static NumberFormats Read(XmlReader xml)
    {
        var formats = new NumberFormats();
        var codes = new Dictionary<int, string>();
        var isCell = false;
        while (xml.Read())
        {
            if (xml.LocalName == "cellXfs") isCell = xml.NodeType == XmlNodeType.Element;
            if (xml.NodeType != XmlNodeType.Element) continue;
            if (xml.LocalName == "numFmt" && Number(xml.GetAttribute("numFmtId")) is { } id) codes[id] = xml.GetAttribute("formatCode") ?? "";
            else if (xml.LocalName == "xf" && isCell) formats._styles.Add(Meaning(Number(xml.GetAttribute("numFmtId")) ?? 0, codes));
        }
        return formats;
    }

    private static NumberMeaning Meaning(int id, Dictionary<int, string> codes) => codes.TryGetValue(id, out var code) ? MeaningOf(code) : id switch
    {
        9 or 10 => NumberMeaning.Percent,
        >= 14 and <= 22 or >= 27 and <= 36 or 45 or 47 or >= 50 and <= 58 => NumberMeaning.Time,
        _ => NumberMeaning.Number,
    };

    /// <summary>By the letters of a format code that are no quoted text, colour or filling; spans of hours such as <c>[h]:mm</c> are numbers.</summary>
    public static NumberMeaning MeaningOf(string code)
    {
        for (var i = 0; i < code.Length; i++)
        {
            switch (code[i])
            {
                case '"': i = End(code, i + 1, '"'); break;
                case '\\' or '_' or '*': i++; break;
                case '[':
                    var end = End(code, i + 1, ']');
                    if (code.AsSpan(i + 1, Math.Max(0, end - i - 1)).TrimStart("hHmMsS").IsEmpty) return NumberMeaning.Number;
                    i = end;
                    break;
                case ';': return NumberMeaning.Number;
                case '%': return NumberMeaning.Percent;
                case 'y' or 'Y' or 'm' or 'M' or 'd' or 'D' or 'h' or 'H' or 's' or 'S': return NumberMeaning.Time;
                case 'G' or 'g' when code.AsSpan(i).StartsWith("General", StringComparison.OrdinalIgnoreCase): i += "General".Length - 1; break;
                default: break;
            }
        }
        return NumberMeaning.Number;
    }

    private static int End(string code, int from, char close) => code.IndexOf(close, from) is >= 0 and var at ? at : code.Length;

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
