namespace CrmKit.Leads;

/// <summary>The forms in which one telephone number may be stored.</summary>
internal static class PhoneForms
{
    private const int FewestDigits = 6;

    /// <summary>As written, without separators, and with <c>+</c> for <c>00</c>; empty for what is too short to tell people apart.</summary>
    public static IReadOnlyList<string> Of(string? phone)
    {
        if (string.IsNullOrWhiteSpace(phone)) return [];
        var text = phone.Trim();
        var compact = (text[0] == '+' ? "+" : "") + string.Concat(text.Where(char.IsAsciiDigit));
        if (compact.Length < FewestDigits) return [];
        return compact.StartsWith("00", StringComparison.Ordinal) ? [.. new[] { text, compact, "+" + compact[2..] }.Distinct()] : [.. new[] { text, compact }.Distinct()];
    }
}
