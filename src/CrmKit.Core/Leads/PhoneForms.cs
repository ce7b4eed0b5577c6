using CrmKit.Quality;

namespace CrmKit.Leads;

/// <summary>The forms in which one telephone number may be stored.</summary>
internal static class PhoneForms
{
    private const int FewestDigits = 6;

    /// <summary>As it is stored when it can be told to be a whole number, as written, without separators, and with <c>+</c> for <c>00</c>; empty for what is too short to tell people apart.</summary>
    /// <param name="phone">The number.</param>
    /// <param name="country">The country whose national numbers are meant; <see langword="null"/> for unknown.</param>
    public static IReadOnlyList<string> Of(string? phone, string? country)
    {
        if (string.IsNullOrWhiteSpace(phone)) return [];
        var text = phone.Trim();
        var compact = (text[0] == '+' ? "+" : "") + string.Concat(text.Where(char.IsAsciiDigit));
        if (compact.Length < FewestDigits) return [];
        var forms = new List<string> { text, compact };
        if (compact.StartsWith("00", StringComparison.Ordinal)) forms.Add("+" + compact[2..]);
        if (PhoneText.Read(text, country) is { Kind: PhoneKind.Number } number) forms.Add(number.Text);
        return [.. forms.Distinct(StringComparer.Ordinal)];
    }
}
