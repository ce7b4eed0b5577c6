using System.Globalization;
using System.Net;

namespace CrmKit.Documents.Templates;

/// <summary>Values as people of a culture write them.</summary>
internal sealed class ValueText(CultureInfo culture, string timeZone, DocumentOutput output)
{
    private static readonly LocalizedText Yes = new("yes", "是");
    private static readonly LocalizedText No = new("no", "否");

    /// <summary>The text, escaped where the document asks for it.</summary>
    /// <param name="field">What the value is.</param>
    /// <param name="value">The value; <see langword="null"/> gives nothing.</param>
    /// <param name="currency">Of amounts; <see langword="null"/> shows the bare number.</param>
    public string Of(FieldDefinition field, object? value, string? currency)
    {
        var text = Plain(field, value, currency);
        if (output != DocumentOutput.Html) return text;
        // In a link, an address of another kind would run as a script.
        if (field.Kind == FieldKind.Url && !text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) && !text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && text.Contains(':')) return "";
        var escaped = WebUtility.HtmlEncode(text);
        return field.Kind == FieldKind.LongText ? escaped.ReplaceLineEndings("<br>\n") : escaped;
    }

    private string Plain(FieldDefinition field, object? value, string? currency) => value switch
    {
        null => "",
        bool flag => (flag ? Yes : No).For(culture.Name),
        DateOnly day => day.ToString("d", culture),
        DateTimeOffset instant => TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(timeZone)).ToString("g", culture),
        decimal or long or int or double => Number(field.Kind, Convert.ToDecimal(value, CultureInfo.InvariantCulture), currency),
        string code when field.Kind == FieldKind.Option => field.Options.FirstOrDefault(o => o.Code == code)?.Label.For(culture.Name) ?? code,
        _ => value.ToString() ?? "",
    };

    // A code stands for one currency; signs stand for many.
    private string Number(FieldKind kind, decimal number, string? currency) => kind switch
    {
        FieldKind.Money when currency is not null => $"{number.ToString($"N{Math.Max(Currencies.MinorUnits(currency), Decimals(number))}", culture)}\u00A0{currency}",
        FieldKind.Money => number.ToString($"N{Math.Max(2, Decimals(number))}", culture),
        FieldKind.Percent => $"{number.ToString("#,0.####", culture)}\u00A0%",
        _ => number.ToString("#,0.####", culture),
    };

    private static int Decimals(decimal number) => (number / 1.0000000000000000000000000000m).Scale;
}
