using System.Buffers;
using System.Globalization;
using System.Text;
using System.Xml;

namespace CrmKit.Formats.Xlsx;

/// <summary>Texts of a workbook: plain, or in runs with formats; readings for pronunciation beside them are no part of the text.</summary>
internal static class XlsxText
{
    private const int Chunk = 4096;
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789ABCDEFabcdef");

    /// <summary>The text of the element that the reader stands on, which is read to its end; cut off one character behind the limit.</summary>
    public static string Of(XmlReader xml, int limit)
    {
        if (xml.IsEmptyElement) return "";
        var text = new StringBuilder();
        var (depth, name) = (xml.Depth, xml.LocalName);
        var isText = name is "t" or "v";
        var chunk = new char[Chunk];
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.NodeType == XmlNodeType.Element)
            {
                if (xml.LocalName == "rPh") SkipElement(xml);
                else isText = xml.LocalName == "t" && !xml.IsEmptyElement;
            }
            else if (xml.NodeType == XmlNodeType.EndElement) isText = false;
            else if (isText && xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace)
            {
                while (xml.ReadValueChunk(chunk, 0, chunk.Length) is > 0 and var read)
                    if (text.Length <= limit) text.Append(chunk, 0, Math.Min(read, limit + 1 - text.Length));
            }
        }
        return Unescaped(text.ToString());
    }

    /// <summary>Reads to the end of the element that the reader stands on.</summary>
    public static void SkipElement(XmlReader xml)
    {
        if (xml.IsEmptyElement) return;
        var depth = xml.Depth;
        while (xml.Read() && xml.Depth > depth) { }
    }

    /// <summary>As the text is written: what XML has no characters for is escaped.</summary>
    public static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) escaped.Append(c).Append(text[++i]);
            else if ((c == '_' && IsEscape(text.AsSpan(i))) || (c != '\t' && c != '\n' && !XmlConvert.IsXmlChar(c)) || c == '\r')
                escaped.Append(CultureInfo.InvariantCulture, $"_x{(int)c:X4}_");
            else escaped.Append(c);
        }
        return escaped.ToString();
    }

    private static string Unescaped(string text)
    {
        if (!text.Contains("_x", StringComparison.Ordinal)) return text;
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (!IsEscape(text.AsSpan(i))) plain.Append(text[i]);
            else
            {
                plain.Append((char)int.Parse(text.AsSpan(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 6;
            }
        }
        return plain.ToString();
    }

    private static bool IsEscape(ReadOnlySpan<char> text) =>
        text.Length >= 7 && text[0] == '_' && text[1] == 'x' && text[6] == '_' && text[2..6].IndexOfAnyExcept(HexDigits) < 0;
}
