using System.Text.Json;

namespace CrmKit.Imports;

/// <summary>What the door for files says, as JSON: the same on the command line and over REST.</summary>
internal static class ImportJson
{
    public static void Write(Utf8JsonWriter json, ImportPreview preview, string culture)
    {
        json.WriteStartObject();
        json.WriteString("type", preview.Type);
        json.WriteString("format", preview.Format);
        json.WriteStartObject("facts");
        foreach (var (name, fact) in preview.Facts) json.WriteString(name, fact);
        json.WriteEndObject();
        json.WriteString("preset", preview.Preset);
        json.WriteNumber("rows", preview.Rows);
        json.WriteStartArray("columns");
        foreach (var column in preview.Columns) Write(json, column, culture);
        json.WriteEndArray();
        json.WritePropertyName("map");
        if (preview.Map is { } map) json.WriteRawValue(map.ToJson());
        else json.WriteNullValue();
        json.WriteStartArray("doubts");
        foreach (var doubt in preview.Doubts) Write(json, doubt);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ImportPreviewColumn column, string culture)
    {
        json.WriteStartObject();
        json.WriteString("name", column.Name);
        json.WriteStartArray("samples");
        foreach (var sample in column.Samples) json.WriteStringValue(sample);
        json.WriteEndArray();
        json.WriteNumber("filled", column.Filled);
        json.WriteString("kind", column.Kind is { } kind ? EnumCode.Of(kind) : null);
        json.WriteStartArray("fills");
        foreach (var fill in column.Fills) json.WriteStringValue(fill.Field);
        json.WriteEndArray();
        json.WriteNumber("confidence", column.Confidence);
        json.WriteString("reason", column.Reason.For(culture));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, CrmError error)
    {
        json.WriteStartObject();
        json.WriteString("code", error.Code);
        json.WriteString("message", error.Message);
        json.WriteString("field", error.Field);
        json.WriteEndObject();
    }
}
