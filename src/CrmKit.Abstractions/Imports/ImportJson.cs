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

    public static void Write(Utf8JsonWriter json, ImportRecord record)
    {
        json.WriteStartObject();
        json.WriteString("id", record.Id);
        json.WriteString("type", record.Type);
        json.WriteString("fileName", record.FileName);
        json.WriteString("status", record.Status);
        json.WriteString("startedAt", record.StartedAt.UtcDateTime);
        if (record.FinishedAt is { } finished) json.WriteString("finishedAt", finished.UtcDateTime);
        else json.WriteNull("finishedAt");
        json.WriteString("actorId", record.ActorId?.ToString());
        json.WritePropertyName("map");
        json.WriteRawValue(record.Map.ToJson());
        json.WritePropertyName("result");
        Write(json, record.Result, record.Status == "tried");
        json.WritePropertyName("revert");
        if (record.Revert is { } revert) Write(json, revert);
        else json.WriteNullValue();
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, ImportResult result, bool isDryRun)
    {
        json.WriteStartObject();
        json.WriteString("id", result.Id);
        json.WriteString("format", result.Format);
        json.WriteBoolean("dryRun", isDryRun);
        json.WriteBoolean("resumed", result.Resumed);
        foreach (var (name, count) in (ReadOnlySpan<(string, long)>)[("rows", result.Rows), ("created", result.Created), ("updated", result.Updated), ("skipped", result.Skipped), ("refused", result.Refused), ("asked", result.Asked)])
            json.WriteNumber(name, count);
        json.WriteString("errorPath", result.ErrorPath);
        json.WriteStartArray("errors");
        foreach (var error in result.Errors)
        {
            json.WriteStartObject();
            json.WriteNumber("line", error.Line);
            json.WriteString("field", error.Field);
            json.WriteString("value", error.Value);
            json.WriteString("code", error.Error.Code);
            json.WriteString("reason", error.Error.Message);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("questionPath", result.QuestionPath);
        json.WriteStartArray("questions");
        foreach (var question in result.Questions)
        {
            json.WriteStartObject();
            json.WriteNumber("line", question.Line);
            json.WriteString("record", question.Record.Id);
            json.WriteString("name", question.Name);
            json.WriteNumber("confidence", question.Confidence);
            json.WriteString("reason", question.Reason);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("changes");
        foreach (var change in result.Changes) Write(json, change);
        json.WriteEndArray();
        if (result.ProposedMap is { } map)
        {
            json.WritePropertyName("proposedMap");
            json.WriteRawValue(map.ToJson());
        }
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, ImportOpenQuestion question)
    {
        json.WriteStartObject();
        json.WriteString("id", question.Id);
        json.WriteString("import", question.ImportId);
        json.WriteString("type", question.Question.Record.Type);
        json.WriteString("fileName", question.FileName);
        json.WriteNumber("line", question.Question.Line);
        json.WriteString("record", question.Question.Record.Id);
        json.WriteString("name", question.Question.Name);
        json.WriteNumber("confidence", question.Question.Confidence);
        json.WriteString("reason", question.Question.Reason);
        json.WriteString("askedAt", question.AskedAt.UtcDateTime);
        json.WriteStartObject("row");
        foreach (var (column, cell) in question.Row) json.WriteString(column, cell);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, ImportRevertResult result)
    {
        json.WriteStartObject();
        json.WriteString("id", result.Id);
        json.WriteNumber("removed", result.Removed);
        json.WriteNumber("restored", result.Restored);
        json.WriteNumber("kept", result.Kept);
        json.WriteStartArray("keptRecords");
        foreach (var kept in result.KeptRecords)
        {
            json.WriteStartObject();
            json.WriteString("type", kept.Record.Type);
            json.WriteString("id", kept.Record.Id);
            json.WriteString("code", kept.Error.Code);
            json.WriteString("reason", kept.Error.Message);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ImportChange change)
    {
        json.WriteStartObject();
        json.WriteNumber("line", change.Line);
        json.WriteString("record", change.Record?.Id.ToString());
        json.WriteStartArray("fields");
        foreach (var field in change.Fields)
        {
            json.WriteStartObject();
            json.WriteString("field", field.Field);
            json.WriteString("before", field.Before);
            json.WriteString("after", field.After);
            json.WriteEndObject();
        }
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
