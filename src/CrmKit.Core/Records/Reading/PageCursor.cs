using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CrmKit.Records;

/// <summary>The cursor's text: base64url of a JSON object with the keys' values (k) and a hash of the question (h). Comes back from clients, so nothing in it is believed.</summary>
internal static class PageCursor
{
    private const int MaxLength = 16_384;

    /// <summary>What a cursor belongs to: type, filter, order.</summary>
    public static string HashOf(RecordTypeDefinition type, IReadOnlyList<PageKey> keys, string? criteria, RecordLife life)
    {
        var text = new StringBuilder().Append(type.Key).Append('\n').Append(life).Append('\n');
        foreach (var key in keys) text.Append(key.Descending ? '-' : '+').Append(key.Name).Append('\n');
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text.Append(criteria).ToString())).AsSpan(0, 12));
    }

    public static string Encode(string hash, IReadOnlyList<object?> position)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("h", hash);
            json.WriteStartArray("k");
            foreach (var value in position) Write(json, value);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Base64Url.EncodeToString(buffer.ToArray());
    }

    /// <exception cref="CrmValidationException"><c>query.cursor-invalid</c>.</exception>
    public static IReadOnlyList<object?> Decode(string cursor, string hash, IReadOnlyList<PageKey> keys)
    {
        if (cursor.Length > MaxLength || !Base64Url.IsValid(cursor)) throw Invalid();
        try
        {
            using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(cursor), new JsonDocumentOptions { MaxDepth = 3 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("h", out var h) || h.ValueKind != JsonValueKind.String || h.GetString() != hash) throw Invalid();
            if (!root.TryGetProperty("k", out var k) || k.ValueKind != JsonValueKind.Array || k.GetArrayLength() != keys.Count) throw Invalid();
            return [.. k.EnumerateArray().Select((value, i) => Read(value, keys[i]))];
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException or InvalidOperationException or ArgumentException)
        {
            throw Invalid();
        }
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case string text: json.WriteStringValue(text); break;
            case int number: json.WriteNumberValue(number); break;
            case long number: json.WriteNumberValue(number); break;
            case double number: json.WriteNumberValue(number); break;
            case decimal number: json.WriteNumberValue(number); break;
            case Guid id: json.WriteStringValue(id); break;
            case DateOnly day: json.WriteStringValue(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)); break;
            case DateTimeOffset instant: json.WriteStringValue(instant.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)); break;
            default: throw new ArgumentException($"Records cannot be sorted by a value of type {value.GetType().Name}.");
        }
    }

    private static object? Read(JsonElement value, PageKey key)
    {
        if (value.ValueKind == JsonValueKind.Null) return key.IsNullable ? null : throw Invalid();
        var type = Nullable.GetUnderlyingType(key.Type) ?? key.Type;
        if (type == typeof(string)) return value.GetString();
        if (type == typeof(int)) return value.GetInt32();
        if (type == typeof(long)) return value.GetInt64();
        if (type == typeof(double)) return value.GetDouble();
        if (type == typeof(decimal)) return value.GetDecimal() is var number && Math.Abs(number) <= Amounts.Most ? number : throw Invalid();
        if (type == typeof(Guid)) return value.GetGuid();
        if (type == typeof(DateOnly)) return DateOnly.ParseExact(value.GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (type == typeof(DateTimeOffset)) return new DateTimeOffset(DateTime.Parse(value.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal));
        throw Invalid();
    }

    private static CrmValidationException Invalid() => new(ReadErrors.CursorInvalid());
}

/// <summary>The range of amounts: stores keep them as whole numbers of ten-thousandths in 64 bits.</summary>
internal static class Amounts
{
    public const decimal Most = 900_000_000_000_000m;

    public const int Decimals = 4;
}
