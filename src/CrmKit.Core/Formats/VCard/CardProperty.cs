using System.Globalization;
using System.Text;

namespace CrmKit.Formats.VCard;

/// <summary>One property of a card: <c>item1.TEL;TYPE=work:555</c>, its lines put together.</summary>
internal sealed class CardProperty
{
    private readonly Dictionary<string, string> _parameters = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _types = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Upper case, without its group.</summary>
    public string Name { get; private init; } = "";

    /// <summary>As written, with escapes.</summary>
    public string Raw { get; private init; } = "";

    public bool IsQuotedPrintable => Parameter("ENCODING").Equals("QUOTED-PRINTABLE", StringComparison.OrdinalIgnoreCase) || _types.Contains("QUOTED-PRINTABLE");

    public bool IsBase64 => Parameter("ENCODING") is { } encoding && (encoding.Equals("b", StringComparison.OrdinalIgnoreCase) || encoding.Equals("BASE64", StringComparison.OrdinalIgnoreCase)) || _types.Contains("BASE64");

    /// <summary>1 is the first choice; those that are none come last.</summary>
    public int Preference => int.TryParse(Parameter("PREF"), NumberStyles.None, CultureInfo.InvariantCulture, out var order) ? order : Is("PREF") ? 1 : Is("WORK") ? 200 : 300;

    public bool Is(string type) => _types.Contains(type);

    /// <summary>The text: decoded, without escapes.</summary>
    public string Text => Unescaped(Decoded);

    /// <summary>The parts between semicolons; the parts of those, between commas, are put together with blanks.</summary>
    public string[] Parts => [.. Split(Decoded, ';').Select(p => string.Join(' ', Split(p, ',').Select(Unescaped).Where(t => t.Length > 0)))];

    /// <summary>The parts between semicolons, whole.</summary>
    public string[] Fields => [.. Split(Decoded, ';').Select(Unescaped)];

    /// <summary>Takes a line apart; <see langword="null"/> when it has no colon.</summary>
    public static CardProperty? Read(string line)
    {
        var colon = Outside(line, ':', 0);
        if (colon < 0) return null;
        var head = new List<string>();
        for (var from = 0; from <= colon;)
        {
            var end = Outside(line, ';', from) is >= 0 and var at && at < colon ? at : colon;
            head.Add(line[from..end].Trim());
            from = end + 1;
        }
        var property = new CardProperty { Name = head[0][(head[0].LastIndexOf('.') + 1)..].ToUpperInvariant(), Raw = line[(colon + 1)..] };
        foreach (var parameter in head.Skip(1))
        {
            var equals = parameter.IndexOf('=', StringComparison.Ordinal);
            var value = parameter[(equals + 1)..].Trim('"');
            if (equals >= 0 && !parameter.StartsWith("TYPE", StringComparison.OrdinalIgnoreCase)) property._parameters[parameter[..equals].Trim()] = value;
            else property._types.UnionWith(value.Split(',', StringSplitOptions.TrimEntries)); // 2.1 names types without saying so
        }
        return property;
    }

    private string Decoded => IsQuotedPrintable ? QuotedPrintable(Raw, Parameter("CHARSET")) : Raw;

    private string Parameter(string name) => _parameters.GetValueOrDefault(name, "");

    private static int Outside(string text, char sought, int from)
    {
        var isQuoted = false;
        for (var i = from; i < text.Length; i++)
        {
            if (text[i] == '"') isQuoted = !isQuoted;
            else if (text[i] == sought && !isQuoted) return i;
            else if (text[i] == ':' && !isQuoted) return -1;
        }
        return -1;
    }

    private static List<string> Split(string text, char separator)
    {
        var parts = new List<string>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == separator)
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
        }
        parts.Add(text[start..]);
        return parts;
    }

    private static string Unescaped(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length) plain.Append(text[i]);
            else plain.Append(text[++i] is 'n' or 'N' ? "\n" : text[i] is ',' or ';' or ':' or '\\' ? text[i].ToString() : "\\" + text[i]);
        }
        return plain.ToString().Trim();
    }

    private static string QuotedPrintable(string text, string charset)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '=' && i + 2 < text.Length && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var b))
            {
                bytes.Add(b);
                i += 2;
            }
            else if (text[i] != '=') bytes.Add(text[i] <= '~' ? (byte)text[i] : (byte)'?'); // nothing else may stand there
        }
        return CharsetOf(charset, bytes).GetString([.. bytes]).Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    // Without a name: UTF-8 if it is, or what old telephones wrote.
    private static Encoding CharsetOf(string name, List<byte> bytes)
    {
        try
        {
            if (name.Length > 0) return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            // As if it named none.
        }
        return System.Text.Unicode.Utf8.IsValid(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes)) ? Encoding.UTF8 : CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    }
}
