using System.Text.Json;

namespace CrmKit.AspNetCore;

/// <summary>Records in JSON: core fields flat by key, custom fields in <c>custom</c>; fields that the actor may not read are left out.</summary>
internal static class RecordJson
{
    public static void Write(Utf8JsonWriter json, RecordTypeDefinition type, Record record, IReadOnlySet<string> hidden) => RecordValues.Write(json, type, record, hidden);

    public static void WriteRef(Utf8JsonWriter json, string name, RecordRef record)
    {
        json.WritePropertyName(name);
        WriteRef(json, record);
    }

    public static void WriteRef(Utf8JsonWriter json, RecordRef record)
    {
        json.WriteStartObject();
        json.WriteString("type", record.Type);
        json.WriteString("id", record.Id);
        json.WriteEndObject();
    }

    public static void WriteRefs(Utf8JsonWriter json, string name, IEnumerable<RecordRef> records)
    {
        json.WriteStartArray(name);
        foreach (var record in records) WriteRef(json, record);
        json.WriteEndArray();
    }
}
