using System.Globalization;
using System.Text;

namespace CrmKit.Layouts;

/// <summary>The address of a button: a text in which <c>{field}</c> stands for what a record has.</summary>
internal static class LayoutLink
{
    private const int Longest = 1000;
    private static readonly string[] Schemes = ["https://", "http://", "mailto:", "tel:", "/"];

    /// <summary>The fields that an address is made of; <see langword="null"/> with the reason when it cannot be one.</summary>
    public static (IReadOnlyList<string>? Fields, string Problem) Read(string link)
    {
        if (link.Length > Longest) return (null, $"it has more than {Longest.ToString(CultureInfo.InvariantCulture)} characters.");
        if (Schemes.FirstOrDefault(s => link.StartsWith(s, StringComparison.Ordinal)) is not { } scheme || link.StartsWith("//", StringComparison.Ordinal) || link.Any(c => char.IsControl(c) || c is ' ' or '\\'))
            return (null, $"it begins with one of {string.Join(", ", Schemes)}, and has no spaces, backslashes and control characters.");
        var fields = new List<string>();
        for (var at = 0; at < link.Length; at++)
        {
            if (link[at] == '}') return (null, "it has a '}' without '{'.");
            if (link[at] != '{') continue;
            var end = link.IndexOf('}', at);
            if (end < 0) return (null, "it has a '{' without '}'.");
            if (IsInHost(link, scheme, at)) return (null, "the name of the host cannot come from a record.");
            fields.Add(link[(at + 1)..end]);
            at = end;
        }
        return (fields, "");
    }

    /// <summary>The address for a record; <see langword="null"/> when a value that it needs is missing.</summary>
    public static string? For(string link, Func<string, string?> valueOf)
    {
        var address = new StringBuilder();
        for (var at = 0; at < link.Length; at++)
        {
            if (link[at] != '{')
            {
                address.Append(link[at]);
                continue;
            }
            var end = link.IndexOf('}', at);
            if (valueOf(link[(at + 1)..end]) is not { Length: > 0 } value) return null;
            address.Append(Uri.EscapeDataString(value));
            at = end;
        }
        return address.ToString();
    }

    private static bool IsInHost(string link, string scheme, int at) => scheme.EndsWith("//", StringComparison.Ordinal) && link.IndexOfAny(['/', '?', '#'], scheme.Length) is var end && (end < 0 || at < end);
}
