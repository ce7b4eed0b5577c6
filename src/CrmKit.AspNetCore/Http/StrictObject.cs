using System.Text.Json;

namespace CrmKit.AspNetCore;

/// <summary>An object of a request whose properties are known by name; refuses those that are not.</summary>
internal readonly struct StrictObject
{
    private readonly JsonElement _element;

    public StrictObject(JsonElement element, string where, params ReadOnlySpan<string> known)
    {
        if (element.ValueKind != JsonValueKind.Object) throw ApiErrors.Property(where, "an object");
        foreach (var property in element.EnumerateObject())
            if (!known.Contains(property.Name)) throw ApiErrors.PropertyUnknown(property.Name, known.ToArray());
        _element = element;
    }

    public string? Text(string name)
    {
        if (Find(name) is not { } value) return null;
        return value.ValueKind == JsonValueKind.String && JsonText.TryRead(value, out var text) ? text : throw ApiErrors.Property(name, "a text");
    }

    public string RequiredText(string name) => Text(name) is { Length: > 0 } text ? text : throw ApiErrors.Property(name, "given, as a text");

    public Guid? Id(string name)
    {
        if (Text(name) is not { } text) return null;
        return Guid.TryParseExact(text, "D", out var id) ? id : throw ApiErrors.Property(name, "an id");
    }

    public bool? Flag(string name) => Find(name) is not { } value ? null : value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw ApiErrors.Property(name, "true or false"),
    };

    public int? Integer(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : throw ApiErrors.Property(name, "a whole number");

    /// <summary>A list of texts; empty when left out.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        if (Find(name) is not { } list) return [];
        if (list.ValueKind != JsonValueKind.Array) throw ApiErrors.Property(name, "a list of texts");
        return [.. list.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String && JsonText.TryRead(item, out var text) ? text : throw ApiErrors.Property(name, "a list of texts"))];
    }

    public JsonElement? Find(string name) =>
        _element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public bool Has(string name) => _element.TryGetProperty(name, out _);
}
