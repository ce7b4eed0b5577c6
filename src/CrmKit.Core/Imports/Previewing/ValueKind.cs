using System.Text.RegularExpressions;
using CrmKit.Imports.Values;

namespace CrmKit.Imports.Previewing;

/// <summary>What the values of a column look like, whatever its name says.</summary>
internal static partial class ValueKind
{
    private const int MostOptions = 12;

    /// <summary>Null without values.</summary>
    public static FieldKind? Of(ColumnSample column, Synonyms synonyms, DateText dates)
    {
        var texts = column.Distinct.Where(t => !synonyms.IsEmpty(t)).ToList();
        if (texts.Count == 0) return null;
        bool All(Func<string, bool> test) => texts.TrueForAll(t => test(t));
        if (All(IsEmail)) return FieldKind.Email;
        if (All(t => t.StartsWith("http", StringComparison.OrdinalIgnoreCase) && t.Contains("://", StringComparison.Ordinal))) return FieldKind.Url;
        if (All(t => BoolText.TryParse(t, out _) && !decimal.TryParse(t, out _))) return FieldKind.Bool;
        if (All(t => long.TryParse(t, out _) && t.Length < 12) && !All(t => t.Length == 8 && dates.TryDay(t, out _))) return FieldKind.Integer;
        if (All(t => Numbers.IsNumber(t, FieldKind.Number))) return FieldKind.Number;
        if (All(t => t[^1] is '%' or '％' && Numbers.IsNumber(t, FieldKind.Percent))) return FieldKind.Percent;
        if (All(t => Numbers.IsNumber(t, FieldKind.Money))) return FieldKind.Money;
        if (IsDates(texts, dates) is { } dated) return dated;
        if (All(IsPhone)) return FieldKind.Phone;
        if (All(t => Guid.TryParseExact(t, "D", out _))) return FieldKind.Reference;
        if (texts.Count <= MostOptions && column.Filled >= texts.Count * 4) return FieldKind.Option;
        return texts.Exists(t => t.Length > 200 || t.Contains('\n', StringComparison.Ordinal)) ? FieldKind.LongText : FieldKind.Text;
    }

    public static bool IsEmail(string text) => Email().IsMatch(text);

    public static bool IsPhone(string text) => text.Count(char.IsAsciiDigit) is >= 5 and <= 20 && Phone().IsMatch(text);

    private static FieldKind? IsDates(List<string> texts, DateText dates)
    {
        var patterns = DatePatterns.Of(texts, t => dates.TryDay(t, out _));
        var reading = patterns.Formats.Count > 0 ? dates.With(patterns.Formats) : dates;
        if (!texts.TrueForAll(t => reading.TryDay(t, out _))) return null;
        return texts.Exists(t => t.Contains(':', StringComparison.Ordinal)) ? FieldKind.Instant : FieldKind.Date;
    }

    [GeneratedRegex(@"^[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Email();

    [GeneratedRegex(@"^[+(]?[\d\s()./+-]+(\s*(x|ext\.?|#|转)\s*\d+)?$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Phone();
}

/// <summary>Numbers with either decimal mark.</summary>
internal static class Numbers
{
    public static bool IsNumber(string text, FieldKind kind) => NumberText.TryParse(text, '.', kind, out _) || NumberText.TryParse(text, ',', kind, out _);

    /// <summary>The mark that reads more of the texts; a point when both do as well.</summary>
    public static string MarkOf(IReadOnlyList<string> texts, FieldKind kind) =>
        texts.Count(t => NumberText.TryParse(t, ',', kind, out _)) > texts.Count(t => NumberText.TryParse(t, '.', kind, out _)) ? "," : ".";
}
