using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CrmKit.Consents;

namespace CrmKit.Imports;

/// <summary>Writes the JSON form of a map: what is as it would be without saying so is left out.</summary>
internal static class ImportMapWriter
{
    // Readable Chinese: maps are files that people keep and change, never part of a page.
    private static readonly JsonWriterOptions Written = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(ImportMap map)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Written)) Write(json, map);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter json, ImportMap map)
    {
        json.WriteStartObject();
        Text(json, "delimiter", map.Delimiter == "\t" ? "tab" : map.Delimiter);
        Text(json, "encoding", map.Encoding);
        Text(json, "sheet", map.Sheet);
        if (map.HeaderRow is { } row) json.WriteNumber("headerRow", row);
        Texts(json, "key", map.Key);
        if (map.OnExisting != ExistingRecordPolicy.Refuse) json.WriteString("onExisting", EnumCode.Of(map.OnExisting));
        Text(json, "currency", map.Currency);
        if (map.IsGuarded) json.WriteBoolean("guarded", true);
        json.WriteStartObject("columns");
        foreach (var column in map.Columns.Where(c => c.Column is not null).GroupBy(c => c.Column!))
        {
            json.WritePropertyName(column.Key);
            if (column.Count() > 1) json.WriteStartArray();
            foreach (var target in column) Target(json, target);
            if (column.Count() > 1) json.WriteEndArray();
        }
        json.WriteEndObject();
        if (map.Columns.Any(c => c.Column is null))
        {
            json.WriteStartObject("constants");
            foreach (var constant in map.Columns.Where(c => c.Column is null)) json.WriteString(constant.Field, constant.Value);
            json.WriteEndObject();
        }
        if (map.Consents.Count > 0)
        {
            json.WriteStartArray("consents");
            foreach (var consent in map.Consents) Consent(json, consent);
            json.WriteEndArray();
        }
        Texts(json, "ignore", map.Ignore);
        json.WriteEndObject();
    }

    private static void Consent(Utf8JsonWriter json, ImportConsent consent)
    {
        json.WriteStartObject();
        json.WriteString("column", consent.Column);
        json.WriteString("purpose", consent.Purpose);
        if (consent.Channel != ConsentChannel.Email) json.WriteString("channel", EnumCode.Of(consent.Channel));
        json.WriteString("at", consent.At);
        Texts(json, "formats", consent.Formats);
        json.WriteString("evidence", consent.Evidence);
        Text(json, "evidenceColumn", consent.EvidenceColumn);
        Text(json, "text", consent.Text);
        Text(json, "language", consent.Language);
        json.WriteEndObject();
    }

    private static void Target(Utf8JsonWriter json, ImportColumn column)
    {
        if (column is { Join: [], Plus: [], Minus: [], Formats: [], Empty: [], RecordType: null, LookupField: null, CreateMissing: false, DecimalMark: ".", Values.Count: 0 })
        {
            json.WriteStringValue(column.Field);
            return;
        }
        json.WriteStartObject();
        json.WriteString("field", column.Field);
        Texts(json, "join", column.Join);
        Texts(json, "plus", column.Plus);
        Texts(json, "minus", column.Minus);
        Texts(json, "formats", column.Formats);
        if (column.Values.Count > 0)
        {
            json.WriteStartObject("values");
            foreach (var (text, meant) in column.Values) json.WriteString(text, meant);
            json.WriteEndObject();
        }
        Texts(json, "empty", column.Empty);
        Text(json, "type", column.RecordType);
        Text(json, "lookup", column.LookupField);
        if (column.CreateMissing) json.WriteBoolean("createMissing", true);
        if (column.DecimalMark != ".") json.WriteString("decimalMark", column.DecimalMark);
        json.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null) json.WriteString(name, text);
    }

    private static void Texts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0) return;
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
