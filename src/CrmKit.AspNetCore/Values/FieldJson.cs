using System.Globalization;
using System.Text.Json;

namespace CrmKit.AspNetCore;

/// <summary>Values of fields in JSON: numbers as numbers, days as <c>yyyy-MM-dd</c>, instants as ISO 8601 in UTC, references as ids.</summary>
internal static class FieldJson
{
    private static readonly string[] InstantFormats =
        ["yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];

    public static void Write(Utf8JsonWriter json, object? value) => RecordValues.Write(json, value);

    public static string Instant(DateTimeOffset instant) => RecordValues.Instant(instant);

    /// <summary>Reads a value in the type of the field's kind.</summary>
    /// <returns>What is wrong, or <see langword="null"/>.</returns>
    public static CrmError? Read(FieldDefinition field, JsonElement json, out object? value)
    {
        value = null;
        if (json.ValueKind == JsonValueKind.Null) return null;
        value = field.Kind switch
        {
            FieldKind.Integer => json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out var number) ? number : null,
            FieldKind.Number or FieldKind.Percent or FieldKind.Money => json.ValueKind == JsonValueKind.Number && json.TryGetDecimal(out var number) ? number : null,
            FieldKind.Bool => json.ValueKind is JsonValueKind.True or JsonValueKind.False ? json.GetBoolean() : null,
            _ => json.ValueKind == JsonValueKind.String && JsonText.TryRead(json, out var text) ? OfText(field.Kind, text) : null,
        };
        return value is null ? ApiErrors.FieldType(field, Expected(field.Kind)) : null;
    }

    private static object? OfText(FieldKind kind, string text) => kind switch
    {
        FieldKind.Date => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null,
        FieldKind.Instant => OfInstant(text),
        FieldKind.Reference => Guid.TryParseExact(text, "D", out var id) ? id : null,
        _ => text,
    };

    public static DateTimeOffset? OfInstant(string text)
    {
        if (!DateTimeOffset.TryParseExact(text, InstantFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)) return null;
        return instant.AddTicks(-(instant.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    private static string Expected(FieldKind kind) => kind switch
    {
        FieldKind.Integer => "a whole number, such as 12",
        FieldKind.Number or FieldKind.Percent or FieldKind.Money => "a number, such as 12.5, not in quotes",
        FieldKind.Bool => "true or false",
        FieldKind.Date => "a day such as \"2026-01-31\"",
        FieldKind.Instant => "an instant with its offset, such as \"2026-01-31T08:00:00Z\"",
        FieldKind.Reference => "the id of a record, a GUID in quotes",
        FieldKind.Option => "an option code, a text",
        _ => "a text without NUL characters",
    };
}
