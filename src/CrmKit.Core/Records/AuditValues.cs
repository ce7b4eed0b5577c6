using System.Globalization;
using System.Text.Json;

namespace CrmKit.Records;

/// <summary>Values of fields as the audit writes them, back into the catalog's value types.</summary>
internal static class AuditValues
{
    public static object? Read(FieldDefinition field, JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True or JsonValueKind.False => json.GetBoolean(),
        JsonValueKind.Number => field.Kind == FieldKind.Integer || IsWhole(field) ? (object)json.GetInt64() : json.GetDecimal(),
        _ => field.Kind switch
        {
            FieldKind.Date => DateOnly.ParseExact(json.GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture),
            FieldKind.Instant => json.GetDateTimeOffset(),
            FieldKind.Reference => json.GetGuid(),
            _ => json.GetString(),
        },
    };

    /// <summary>The fields that an entry changed, with what they were before; of a created record none.</summary>
    public static IReadOnlyList<(string Key, JsonElement Before)> Before(AuditEntry entry)
    {
        using var changes = JsonDocument.Parse(entry.Changes);
        return
        [
            .. changes.RootElement.EnumerateObject()
                .Where(change => change.Value.ValueKind == JsonValueKind.Array && change.Value.GetArrayLength() == 2)
                .Select(change => (change.Name, change.Value[0].Clone())),
        ];
    }

    private static bool IsWhole(FieldDefinition field) => field.Selector is { } selector && (Nullable.GetUnderlyingType(selector.ReturnType) ?? selector.ReturnType) == typeof(int);
}
