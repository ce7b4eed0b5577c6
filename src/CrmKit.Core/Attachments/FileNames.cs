using System.Globalization;
using System.Text;

namespace CrmKit.Attachments;

/// <summary>Names of files as people are shown them: one line without folders, and without what would make them look like another name.</summary>
internal static class FileNames
{
    private const int MostCharacters = 200;

    public static string Of(string? name)
    {
        var last = (name ?? "").Split('/', '\\', ':')[^1];
        var runes = last.EnumerateRunes().Where(IsShown).ToList();
        var plain = Text(runes).Trim(' ', '.');
        if (plain.Length > MostCharacters)
        {
            var end = Path.GetExtension(plain) is { Length: <= 20 } extension ? extension : "";
            plain = Text(plain.EnumerateRunes().Take((MostCharacters - end.Length) / 2)).TrimEnd(' ', '.') + end; // a rune has two characters at most
        }
        return plain.Length == 0 ? "file" : plain;
    }

    private static string Text(IEnumerable<Rune> runes) => string.Concat(runes.Select(r => r.ToString()));

    private static bool IsShown(Rune rune) => rune != Rune.ReplacementChar
        && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
