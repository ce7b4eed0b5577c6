using CrmKit.Text;
using System.Globalization;
using System.Text;

namespace CrmKit.Imports.Previewing;

/// <summary>Headers and names in a form in which they can be compared: <c>E-mail_Address</c>, <c>emailAddress</c> and <c>E-Mail address *</c> are one.</summary>
internal static class HeaderName
{
    /// <summary>Letters and digits alone, lower case, full-width forms as plain ones.</summary>
    public static string Compact(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var c in name.InForm(NormalizationForm.FormKC))
            if (char.IsLetterOrDigit(c)) text.Append(char.ToLower(c, CultureInfo.InvariantCulture));
        return text.ToString();
    }

    /// <summary>The words: parted by anything that is no letter or digit, and where capitals begin.</summary>
    public static IReadOnlyList<string> Words(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var before = ' ';
        foreach (var c in name.InForm(NormalizationForm.FormKC))
        {
            if (word.Length > 0 && (!char.IsLetterOrDigit(c) || (char.IsUpper(c) && char.IsLower(before))))
            {
                words.Add(word.ToString());
                word.Clear();
            }
            if (char.IsLetterOrDigit(c)) word.Append(char.ToLower(c, CultureInfo.InvariantCulture));
            before = c;
        }
        if (word.Length > 0) words.Add(word.ToString());
        return words;
    }

    /// <summary>Without what stands in brackets at its end: <c>Amount (USD)</c>.</summary>
    public static string WithoutBrackets(string name)
    {
        var at = name.AsSpan().LastIndexOfAny("(（[");
        return at > 0 && name.TrimEnd()[^1] is ')' or '）' or ']' && at > 0 ? name[..at].Trim() : name;
    }
}
