using System.Globalization;
using System.Text.Json;

namespace CrmKit.Fields;

/// <summary>The custom field values of one record: immutable, compared by content, kept as the JSON text that is stored.</summary>
/// <remarks>Thread safe. Dates are ISO 8601 text, instants are UTC and end in <c>Z</c>, amounts are JSON numbers with up to four decimals.</remarks>
public sealed class CustomValues : IEquatable<CustomValues>
{
    /// <summary>No values.</summary>
    public static CustomValues Empty { get; } = new("{}", new Dictionary<string, JsonElement>());

    private IReadOnlyDictionary<string, JsonElement>? _values;

    private readonly string? _unordered;
    private string? _json;

    private CustomValues(string? json, IReadOnlyDictionary<string, JsonElement>? values = null, string? unordered = null) => (_json, _values, _unordered) = (json, values, unordered);

    /// <summary>The JSON object, keys in ordinal order.</summary>
    public string Json => _json ??= JsonSerializer.Serialize(Values);

    /// <summary>The keys that have a value, in ordinal order.</summary>
    public IEnumerable<string> Keys => Values.Keys;

    internal bool Contains(string key) => Values.ContainsKey(key);

    /// <summary>Whether the key stands there with no value, as in text that was read: a wish to empty the field.</summary>
    internal bool IsNull(string key) => Values.TryGetValue(key, out var value) && value.ValueKind == JsonValueKind.Null;

    private IReadOnlyDictionary<string, JsonElement> Values => _values ??= Read(_json ?? _unordered!);

    /// <summary>Reads what <see cref="Json"/> wrote.</summary>
    /// <exception cref="JsonException">The text is not a JSON object.</exception>
    public static CustomValues Parse(string json) => json is "{}" or "" ? Empty : new CustomValues(json);

    /// <summary>Reads the same values in any order of keys and any layout; the text is put in order when somebody asks for it.</summary>
    internal static CustomValues ParseAny(string json) => json is "{}" or "" ? Empty : new CustomValues(null, unordered: json);

    /// <summary>The text, or <see langword="null"/> when the field is empty or not text.</summary>
    public string? Text(string key) => Values.TryGetValue(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The number, or <see langword="null"/> when the field is empty or not a number.</summary>
    public decimal? Number(string key) =>
        Values.TryGetValue(key, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) ? number : null;

    /// <summary>Yes or no, or <see langword="null"/> when the field is empty or neither.</summary>
    public bool? Bool(string key) => Values.TryGetValue(key, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;

    /// <summary>The day, or <see langword="null"/> when the field is empty or not a date.</summary>
    public DateOnly? Date(string key) => DateOnly.TryParseExact(Text(key), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    /// <summary>The instant in UTC, or <see langword="null"/> when the field is empty or not an instant.</summary>
    public DateTimeOffset? Instant(string key) =>
        DateTimeOffset.TryParse(Text(key), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant) ? instant : null;

    /// <summary>The id, or <see langword="null"/> when the field is empty or not an id.</summary>
    public Guid? Reference(string key) => Guid.TryParse(Text(key), out var id) ? id : null;

    /// <summary>A copy with the value set; <see langword="null"/> removes the key.</summary>
    /// <exception cref="ArgumentException">The value is of a type that no field holds.</exception>
    public CustomValues With(string key, object? value) => With([new(key, value)]);

    /// <summary>A copy with several values set; <see langword="null"/> removes a key.</summary>
    /// <exception cref="ArgumentException">A value is of a type that no field holds.</exception>
    public CustomValues With(IEnumerable<KeyValuePair<string, object?>> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var values = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (key, value) in Values) values[key] = value;
        foreach (var (key, value) in changes)
        {
            if (value is null) values.Remove(key);
            else values[key] = ToJson(key, value);
        }
        return values.Count == 0 ? Empty : new CustomValues(JsonSerializer.Serialize(values), values);
    }

    /// <summary>A copy in which a value has another key, untouched.</summary>
    internal CustomValues Renamed(string from, string to)
    {
        if (!Values.TryGetValue(from, out var moved) || from == to) return this;
        var values = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (key, value) in Values) if (key != from) values[key] = value;
        values[to] = moved;
        return new CustomValues(JsonSerializer.Serialize(values), values);
    }

    /// <inheritdoc/>
    public bool Equals(CustomValues? other) => other is not null && (ReferenceEquals(this, other) || other.Json == Json);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CustomValues);

    /// <inheritdoc/>
    public override int GetHashCode() => Json.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Json;

    private static SortedDictionary<string, JsonElement> Read(string json) =>
        new(JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json) ?? [], StringComparer.Ordinal);

    private static JsonElement ToJson(string key, object value) => value switch
    {
        string text => JsonSerializer.SerializeToElement(text),
        bool flag => JsonSerializer.SerializeToElement(flag),
        decimal number => JsonSerializer.SerializeToElement(number / 1.0000000000000000000000000000m), // 88.50 and 88.5 are one value
        int number => JsonSerializer.SerializeToElement(number),
        long number => JsonSerializer.SerializeToElement(number),
        DateOnly date => JsonSerializer.SerializeToElement(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        DateTimeOffset instant => JsonSerializer.SerializeToElement(instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture)),
        Guid id => JsonSerializer.SerializeToElement(id.ToString("D")),
        _ => throw new ArgumentException($"Field '{key}' cannot hold a value of type {value.GetType().Name}.", nameof(value)),
    };
}
