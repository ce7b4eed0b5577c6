using System.Collections.Frozen;

namespace CrmKit.Text;

/// <summary>Chinese characters: what is one, and the simplified form that all forms of one are compared in.</summary>
internal static class HanText
{
    private static readonly FrozenDictionary<char, char> Simplified = Read();

    /// <summary>Whether it is a Chinese character of the common block.</summary>
    public static bool IsHan(char c) => c is >= '\u4e00' and <= '\u9fff';

    public static bool HasHan(string text) => text.AsSpan().IndexOfAnyInRange('\u4e00', '\u9fff') >= 0;

    /// <summary>The simplified form; the character itself when it has none or is none.</summary>
    public static char Fold(char c) => IsHan(c) && Simplified.TryGetValue(c, out var simple) ? simple : c;

    /// <summary>A text with every traditional or variant character in its simplified form: 華為銀行 becomes 华为银行. For comparing, not for showing: several characters can have one simplified form.</summary>
    public static string Fold(string text)
    {
        if (!HasHan(text)) return text;
        return string.Create(text.Length, text, static (folded, original) =>
        {
            for (var at = 0; at < folded.Length; at++) folded[at] = Fold(original[at]);
        });
    }

    private static FrozenDictionary<char, char> Read()
    {
        var forms = new Dictionary<char, char>(4000);
        foreach (var line in TextTables.Lines("simplified.txt"))
            foreach (var form in line.AsSpan(2)) forms.Add(form, line[0]);
        return forms.ToFrozenDictionary();
    }
}
