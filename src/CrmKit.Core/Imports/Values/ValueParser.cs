using System.Globalization;

namespace CrmKit.Imports.Values;

/// <summary>Turns the text of one column into values of one field's kind.</summary>
internal sealed class ValueParser(FieldDefinition field, ImportColumn column, DateOnly today, string timeZone, bool isExact = false)
{
    private readonly DateText _dates = new(column.Formats, today, timeZone);
    private readonly bool _isWhole = Nullable.GetUnderlyingType(field.Selector?.ReturnType ?? typeof(object)) == typeof(int); // a percentage kept as a whole number
    private readonly char _decimalMark = column.DecimalMark[0];

    /// <summary>For values that the file itself writes out: ISO days, a decimal point, and a percent sign for hundredths.</summary>
    public static ValueParser Exact(FieldDefinition field, ImportColumn column, DateOnly today, string timeZone) =>
        new(field, column with { Formats = [], DecimalMark = "." }, today, timeZone, isExact: true);

    /// <summary>The value, or why there is none. The text is trimmed and not empty.</summary>
    public object? Parse(string text, out CrmError? error)
    {
        error = null;
        switch (field.Kind)
        {
            case FieldKind.Integer:
                if (NumberText.TryParse(text, _decimalMark, field.Kind, out var whole) && decimal.IsInteger(whole) && decimal.Abs(whole) <= long.MaxValue) return (long)whole;
                return Fail("a whole number", out error);
            case FieldKind.Number or FieldKind.Percent or FieldKind.Money:
                if (isExact && field.Kind != FieldKind.Percent && text[^1] == '%' && NumberText.TryParse(text, _decimalMark, FieldKind.Percent, out var hundredths)) return hundredths / 100;
                if (_isWhole) goto case FieldKind.Integer;
                if (NumberText.TryParse(text, _decimalMark, field.Kind, out var number)) return number;
                return Fail($"a number with the decimal mark '{_decimalMark}'", out error);
            case FieldKind.Bool:
                if (BoolText.TryParse(text, out var flag)) return flag;
                return Fail("yes or no", out error);
            case FieldKind.Date:
                if (_dates.TryDay(text, out var day)) return day;
                return Fail($"a day of the form {_dates.Expected}", out error);
            case FieldKind.Instant:
                if (_dates.TryInstant(text, out var instant)) return instant;
                return Fail($"a time of the form {_dates.Expected}", out error);
            case FieldKind.Option when field.Options.Count > 0:
                if (Option(text) is { } code) return code;
                return Fail($"one of {string.Join(", ", field.Options.Take(20).Select(o => o.Code))}", out error);
            default:
                return text;
        }
    }

    private string? Option(string text) => field.Options.FirstOrDefault(o =>
        text.Equals(o.Code, StringComparison.OrdinalIgnoreCase) || text.Equals(o.Label.English, StringComparison.OrdinalIgnoreCase) || text == o.Label.Chinese)?.Code;

    private object? Fail(string expected, out CrmError error)
    {
        error = ImportErrors.Value(field.Key, string.Create(CultureInfo.InvariantCulture, $"{expected}"));
        return null;
    }
}
