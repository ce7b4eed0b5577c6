using System.Globalization;
using System.Text.Json;
using CrmKit.Imports;

namespace CrmKit.Formats.JsonLines;

/// <summary>One line as texts by column.</summary>
internal static class JsonLine
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <returns>Why the line cannot be read, or <see langword="null"/>.</returns>
    public static CrmError? Read(string line, Dictionary<string, string> cells)
    {
        cells.Clear();
        try
        {
            using var document = JsonDocument.Parse(line, Options);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement, "", cells) : ImportErrors.JsonLine("it is not an object.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter: an escape that is no character
        {
            return ImportErrors.JsonLine(e is JsonException json && json.BytePositionInLine is { } at ? string.Create(CultureInfo.InvariantCulture, $"it is not JSON from byte {at} on.") : "it has an escape that is no character.");
        }
    }

    private static CrmError? Read(JsonElement json, string prefix, Dictionary<string, string> cells)
    {
        foreach (var property in json.EnumerateObject())
        {
            var name = prefix + property.Name;
            var (cell, error) = property.Value.ValueKind switch
            {
                JsonValueKind.Object => (null, Read(property.Value, name + ".", cells)),
                JsonValueKind.Array => (null, ImportErrors.JsonList(name)),
                JsonValueKind.Null => ("", null),
                JsonValueKind.String => (property.Value.GetString()!, null),
                JsonValueKind.Number => (Number(property.Value), null),
                _ => ((string?)(property.Value.GetBoolean() ? "true" : "false"), (CrmError?)null),
            };
            if (error is not null) return error;
            if (cell is not null && !cells.TryAdd(name, cell)) return ImportErrors.JsonLine($"it says '{name}' twice.");
        }
        return null;
    }

    // Written out: the texts of cells have no exponents.
    private static string Number(JsonElement json) =>
        json.GetRawText() is var raw && raw.AsSpan().IndexOfAny('e', 'E') >= 0 && json.TryGetDecimal(out var number) ? number.ToString(CultureInfo.InvariantCulture) : raw;
}
