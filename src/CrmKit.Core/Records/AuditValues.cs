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

    private static bool IsWhole(FieldDefinition field) => field.Selector is { } selector && (Nullable.GetUnderlyingType(selector.ReturnType) ?? selector.ReturnType) == typeof(int);
}
