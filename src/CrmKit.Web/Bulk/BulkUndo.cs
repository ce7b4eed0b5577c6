using System.Buffers;
using System.Text;
using System.Text.Json;
using CrmKit.AspNetCore;

namespace CrmKit.Web;

/// <summary>What takes an act back, as the form of its result carries it. Whoever changes it can do no more than by any other form: the doors decide.</summary>
internal static class BulkUndo
{
    private const int MostRecords = 1_000;
    private const int MostBytes = 400_000;

    /// <summary>How the records were; <see langword="null"/> when that is more than a form should carry.</summary>
    public static async Task<string?> WriteAsync(WebCall call, BulkAct act, IReadOnlyList<(Record Before, SaveOutcome Outcome)> done)
    {
        if (done.Count is 0 or > MostRecords) return null;
        var ids = done.Where(d => d.Outcome.Record is null).Select(d => d.Before.Id).ToList();
        var versions = (await call.Session.Records.GetManyAsync(call.Type.Key, ids, call.Cancelled)).ToDictionary(r => r.Id, r => r.Version);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var (before, outcome) in done)
            {
                json.WriteStartObject();
                json.WriteString("id", before.Id);
                json.WriteNumber("version", outcome.Record?.Version ?? versions.GetValueOrDefault(before.Id));
                json.WriteStartObject("before");
                act.WriteUndo(json, before);
                json.WriteEndObject();
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        return buffer.WrittenCount > MostBytes ? null : Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static JsonDocument Read(string text)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            throw Broken();
        }
    }

    public static List<BulkUndoItem> ItemsOf(JsonDocument undo, RecordTypeDefinition type)
    {
        try
        {
            return [.. undo.RootElement.EnumerateArray().Take(MostRecords).Select(i => new BulkUndoItem(type.Ref(i.GetProperty("id").GetGuid()), i.GetProperty("version").GetInt32(), i.GetProperty("before")))];
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw Broken();
        }
    }

    private static ApiException Broken() => ApiErrors.Parameter("undo", "what the result of the act says");
}
