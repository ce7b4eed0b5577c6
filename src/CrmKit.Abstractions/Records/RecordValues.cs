using System.Globalization;
using System.Text.Json;
using CrmKit.Catalog;

namespace CrmKit.Records;

/// <summary>Records and values as JSON, the same over the API and in webhooks: numbers as numbers, days as <c>yyyy-MM-dd</c>, instants as ISO 8601 in UTC, references as ids.</summary>
internal static class RecordValues
{
    /// <summary>Writes core fields flat by key and custom fields in <c>custom</c>; hidden ones are left out.</summary>
    /// <param name="json">Takes the object.</param>
    /// <param name="type">The record's type.</param>
    /// <param name="record">The record.</param>
    /// <param name="hidden">Keys of fields that are left out.</param>
    /// <param name="more">Writes further properties into the object; <see langword="null"/> for none.</param>
    public static void Write(Utf8JsonWriter json, RecordTypeDefinition type, Record record, IReadOnlySet<string> hidden, Action<Utf8JsonWriter>? more = null)
    {
        json.WriteStartObject();
        foreach (var (field, name) in type.Named)
        {
            if (field.IsCustom || hidden.Contains(field.Key)) continue;
            json.WritePropertyName(name);
            Write(json, field.Get(record));
        }
        json.WriteStartObject("custom");
        foreach (var (field, name) in type.Named)
        {
            if (!field.IsCustom || hidden.Contains(field.Key) || field.Get(record) is not { } value) continue;
            json.WritePropertyName(name);
            Write(json, value);
        }
        json.WriteEndObject();
        more?.Invoke(json);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case string text: json.WriteStringValue(text); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case int number: json.WriteNumberValue(number); break;
            case long number: json.WriteNumberValue(number); break;
            case decimal number: json.WriteNumberValue(number / 1.0000000000000000000000000000m); break; // 88.50 and 88.5 are one value
            case double number: json.WriteNumberValue(number); break;
            case DateOnly day: Write(json, day); break;
            case DateTimeOffset instant: json.WriteStringValue(new DateTime(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc)); break; // as Instant
            case Guid id: json.WriteStringValue(id); break;
            default: throw new ArgumentException($"No field holds a {value.GetType().Name}.", nameof(value));
        }
    }

    private static void Write(Utf8JsonWriter json, DateOnly day)
    {
        Span<byte> text = stackalloc byte[10];
        day.TryFormat(text, out var length, "O", CultureInfo.InvariantCulture);
        json.WriteStringValue(text[..length]);
    }

    public static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
}
