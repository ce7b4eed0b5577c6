using System.Text.RegularExpressions;

namespace CrmKit.Plugins.Inspection;

/// <summary>The text of a type, taken apart: <c>CrmKit.Field`1&lt;System.Int32&gt;</c> is <c>CrmKit.Field`1</c> with its arguments.</summary>
internal static partial class TypeText
{
    public static string Open(string type)
    {
        var plain = SignatureText.WithoutMark(type);
        var at = plain.IndexOf('<', StringComparison.Ordinal);
        // Names that compilers make up begin with a bracket of their own.
        return at > 0 && plain.EndsWith('>') && plain[at - 1] is not ('/' or '.') ? plain[..at] : plain;
    }

    public static IReadOnlyList<string> Arguments(string type)
    {
        var plain = SignatureText.WithoutMark(type);
        var open = Open(plain);
        if (open.Length == plain.Length) return [];
        return Split(plain[(open.Length + 1)..^1]);
    }

    /// <summary>Types parted by commas.</summary>
    public static IReadOnlyList<string> Split(string types)
    {
        List<string> parts = [];
        var (depth, start) = (0, 0);
        for (var i = 0; i < types.Length; i++)
        {
            if (types[i] is '<' or '(' or '[') depth++;
            else if (types[i] is '>' or ')' or ']') depth--;
            else if (types[i] == ',' && depth == 0)
            {
                parts.Add(types[start..i].Trim());
                start = i + 1;
            }
        }
        if (start < types.Length) parts.Add(types[start..].Trim());
        return parts;
    }

    /// <summary>Puts arguments in the place of a type's own parameters.</summary>
    public static string With(string text, IReadOnlyList<string> arguments) => arguments.Count == 0 || !text.Contains('!', StringComparison.Ordinal) ? text
        : Parameter().Replace(text, m => int.TryParse(m.Groups[1].ValueSpan, out var index) && index < arguments.Count ? arguments[index] : m.Value);

    [GeneratedRegex(@"(?<!!)!(\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();
}
