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
            return StringNormalizationExtensions.Normalize(text, form); // not the banned one, so that this is the one place
        }
        catch (ArgumentException)
        {
            var whole = new StringBuilder(text.Length);
            foreach (var rune in text.EnumerateRunes()) whole.Append(rune.Value == NoCharacter ? Rune.ReplacementChar : rune);
            return StringNormalizationExtensions.Normalize(whole.ToString(), form);
        }
    }
}
