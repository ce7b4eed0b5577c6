namespace CrmKit.Storage;

/// <summary>
/// Comparisons of text in queries. Real in memory; stores translate the first three to LIKE with an escape character and without regard to case, the others to plain comparisons by code point.
/// Empty text (null) matches nothing.
/// </summary>
internal static class TextMatch
{
    public static bool Contains(string? text, string part) => text is not null && text.Contains(part, StringComparison.OrdinalIgnoreCase);

    public static bool StartsWith(string? text, string part) => text is not null && text.StartsWith(part, StringComparison.OrdinalIgnoreCase);

    public static bool EndsWith(string? text, string part) => text is not null && text.EndsWith(part, StringComparison.OrdinalIgnoreCase);

    public static bool Less(string? text, string other) => text is not null && string.CompareOrdinal(text, other) < 0;

    public static bool LessOrEqual(string? text, string other) => text is not null && string.CompareOrdinal(text, other) <= 0;

    public static bool Greater(string? text, string other) => text is not null && string.CompareOrdinal(text, other) > 0;

    public static bool GreaterOrEqual(string? text, string other) => text is not null && string.CompareOrdinal(text, other) >= 0;
}
