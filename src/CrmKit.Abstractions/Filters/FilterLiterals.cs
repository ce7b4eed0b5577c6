using System.Globalization;

namespace CrmKit.Filters;

/// <summary>Values that stand without quotes.</summary>
internal static class FilterLiterals
{
    /// <summary>A number, a day, an instant or an id.</summary>
    public static FilterValue Read(FilterToken token)
    {
        var text = token.Text;
        if (decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && !text.EndsWith('.'))
            return new(FilterValueKind.Number, number, token.Shown, token.Position);
        if (Date(text) is { } date) return new(FilterValueKind.Date, date, token.Shown, token.Position);
        if (Instant(text) is { } instant) return new(FilterValueKind.Instant, instant, token.Shown, token.Position);
        if (Guid.TryParseExact(text, "D", out var id)) return new(FilterValueKind.Id, id, token.Shown, token.Position);
        throw FilterErrors.Syntax(token.Position, token.Shown, "a number such as 12.5, a date such as 2025-01-31, an instant such as 2025-01-31T08:00:00Z, or a quoted text");
    }

    /// <summary>true, false, null, an id that begins with a letter, or the name of a field.</summary>
    public static FilterValue Word(FilterToken token)
    {
        if (token.Text.Equals("null", StringComparison.OrdinalIgnoreCase)) return new(FilterValueKind.Null, null, "null", token.Position);
        if (bool.TryParse(token.Text, out var flag)) return new(FilterValueKind.Bool, flag, token.Shown, token.Position);
        if (Guid.TryParseExact(token.Text, "D", out var id)) return new(FilterValueKind.Id, id, token.Shown, token.Position);
        return new(FilterValueKind.Field, token.Text, token.Shown, token.Position);
    }

    public static DateOnly? Date(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    /// <summary>ISO 8601 with its offset; without one it would mean something else on every machine.</summary>
    public static DateTimeOffset? Instant(string text) =>
        text.Length > 11 && text[10] == 'T' && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var instant) ? instant : null;
}
