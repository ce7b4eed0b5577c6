using System.Globalization;
using System.Text;
using CrmKit.Text;

namespace CrmKit.Matching;

/// <summary>Values in the one form in which they are compared; empty for what says nothing.</summary>
internal static class MatchForms
{
    private const int PhoneDigits = 9; // without the code of the country, and the 0 in its place

    public static string Of(MatchKind kind, object? value) => value switch
    {
        null => "",
        DateOnly day => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
        string text => OfText(kind, text),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!.ToLowerInvariant(),
    };

    /// <summary>How a form is compared.</summary>
    public static LinkKind LinkOf(MatchKind kind) => kind switch
    {
        MatchKind.Name or MatchKind.FullName => LinkKind.Name,
        MatchKind.Company => LinkKind.Company,
        MatchKind.Text => LinkKind.Text,
        MatchKind.Code => LinkKind.Code,
        MatchKind.Date => LinkKind.Date,
        MatchKind.Choice => LinkKind.Choice,
        _ => LinkKind.Rare,
    };

    private static string OfText(MatchKind kind, string text) => kind switch
    {
        MatchKind.Name or MatchKind.Text => string.Join(' ', Words(text)),
        MatchKind.FullName => string.Join(' ', Words(text).Order(StringComparer.Ordinal)),
        MatchKind.Company => CompanyForm.Of(text),
        MatchKind.Email => Email(text),
        MatchKind.Phone => Phone(text),
        MatchKind.Code or MatchKind.Date or MatchKind.Choice => string.Concat(Words(text)),
        _ => text.Trim().ToLowerInvariant(),
    };

    /// <summary>Words in lower case, without accents, in simplified characters.</summary>
    public static string[] Words(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in HanText.Fold(text.Replace("ß", "ss", StringComparison.Ordinal).InForm(NormalizationForm.FormKD)))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark || c is '\'' or '’') continue;
            plain.Append(char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' ');
        }
        return plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Email(string text)
    {
        var address = text.Trim().ToLowerInvariant();
        if (address.LastIndexOf('@') is var at && at <= 0) return address;
        var (box, domain) = (address[..at], address[(at + 1)..]);
        if (box.IndexOf('+', StringComparison.Ordinal) is var tag and > 0) box = box[..tag];
        if (domain == "googlemail.com") domain = "gmail.com";
        if (domain == "gmail.com") box = box.Replace(".", "", StringComparison.Ordinal);
        return $"{box}@{domain}";
    }

    private static string Phone(string text)
    {
        var digits = new StringBuilder(text.Length);
        foreach (var c in text.InForm(NormalizationForm.FormKC))
        {
            if (char.IsAsciiDigit(c)) digits.Append(c);
            else if (char.IsAsciiLetter(c) && digits.Length >= PhoneDigits) break; // an extension
        }
        var number = digits.ToString().TrimStart('0');
        return number.Length < 6 ? "" : number.Length <= PhoneDigits ? number : number[^PhoneDigits..];
    }
}
