using System.Text;

namespace CrmKit.Text;

/// <summary>Texts of strangers in a normal form.</summary>
internal static class UnicodeForm
{
    private const char NoCharacter = '\uFFFE'; // what a byte order mark looks like from the wrong side

    /// <summary>The text in a form, whatever is in it: the framework's own way throws at halves of characters and at U+FFFE, for which U+FFFD stands here.</summary>
    public static string InForm(this string text, NormalizationForm form)
    {
        if (Ascii.IsValid(text)) return text;
        try
        {
            return Normalized(text, form);
        }
        catch (ArgumentException)
        {
            var whole = new StringBuilder(text.Length);
            foreach (var rune in text.EnumerateRunes()) whole.Append(rune.Value == NoCharacter ? Rune.ReplacementChar : rune);
            return Normalized(whole.ToString(), form);
        }
    }

#pragma warning disable RS0030 // the one place
    private static string Normalized(string text, NormalizationForm form) => text.Normalize(form);
#pragma warning restore RS0030
}
