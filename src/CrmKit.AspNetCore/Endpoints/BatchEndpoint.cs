using System.Text.Json;
using CrmKit.Pipelines;

namespace CrmKit.AspNetCore;

/// <summary>Many changes of any types in one request: all or nothing, or each by itself with its own result.</summary>
internal static class BatchEndpoint
{
    public static async Task RunAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        var batch = new StrictObject(body.RootElement, "body", "allOrNothing", "reason", "changes");
        var allOrNothing = batch.Flag("allOrNothing") ?? true;
        if (batch.Find("changes") is not { ValueKind: JsonValueKind.Array } changes) throw ApiErrors.Property("changes", "a list of changes");
        var count = changes.GetArrayLength();
        call.ChargeBatch(count);

        var items = new List<BatchItem>(count);
        var results = new BatchResult?[count];
        var position = 0;
        foreach (var change in changes.EnumerateArray())
        {
            var (item, errors) = await ReadAsync(call, change, position);
            if (item is not null) items.Add(item);
            else results[position] = new BatchResult(new SaveOutcome(default, null, errors));
            position++;
        }
        var wrong = results.SelectMany((r, i) => r?.Outcome.Errors.Select(e => e with { Index = i }) ?? []).ToList();
        if (allOrNothing && wrong.Count > 0) throw new CrmValidationException(wrong);

        if (items.Count > 0) await new BatchSteps(call, allOrNothing, batch.Text("reason"), results).RunAsync(items);
        await WriteAsync(call, results!);
    }

    /// <summary>Reads one change, or says what is wrong with it.</summary>
    private static async Task<(BatchItem? Item, IReadOnlyList<CrmError> Errors)> ReadAsync(ApiCall call, JsonElement json, int position)
    {
        try
        {
            var change = new StrictObject(json, "changes", Known(json));
            if (!call.Session.Catalog.TryType(change.RequiredText("type"), out var type)) return (null, [CatalogErrors.TypeUnknown(ApiErrors.Shorten(change.RequiredText("type")))]);
            var operation = change.RequiredText("op");
            if (operation == "create") return New(type, change, position);
            var record = type.Ref(change.Id("id") ?? throw ApiErrors.Property("id", "given, as an id"));
            var version = change.Integer("version");
            if (version is null && call.Options.RequireIfMatch) return (null, [ApiErrors.VersionRequired()]);
            switch (operation)
            {
                case "update":
                    var body = RecordBody.ForValues(type, Values(change));
                    return body.Errors.Count > 0 ? (null, body.Errors) : (new BatchWrite(position, set => set.Patch(record, body.Values, version)), []);
                case "delete":
                    return (new BatchWrite(position, set => set.Delete(record, version)), []);
                case "restore":
                    return (new BatchWrite(position, set => set.Restore(record, version)), []);
                case "stage":
                    var values = change.Find("values") is { } given ? RecordBody.ForValues(type, given) : null;
                    if (values?.Errors.Count > 0) return (null, values.Errors);
                    return (new BatchMove(position, new StageMove(record, change.RequiredText("stage"))
                    {
                        LossReason = change.Text("lossReason"), Note = change.Text("note"), ExpectedVersion = version, Values = values?.Values ?? new Dictionary<string, object?>(),
                    }), []);
                case "convert":
                    return (new BatchConversion(position, record, version, await ActEndpoints.ConversionOfAsync(call, type, change)), []);
                case "merge":
                    return (new BatchMerge(position, MergeEndpoints.RequestOf(record, version, change)), []);
                default:
                    return (BatchActs.Read(call, change, operation, position, record, version), []);
            }
        }
        catch (ApiException refusal)
        {
            return (null, [refusal.Error]);
        }
        catch (CrmValidationException refusal)
        {
            return (null, refusal.Errors);
        }
    }

    // What an operation does not know is refused by name, as everywhere.
    private static ReadOnlySpan<string> Known(JsonElement json)
    {
        var operation = json.ValueKind == JsonValueKind.Object && json.TryGetProperty("op", out var op) && op.ValueKind == JsonValueKind.String && JsonText.TryRead(op, out var said) ? said : null;
        return operation switch
        {
            "stage" => new[] { "op", "type", "id", "version", "stage", "lossReason", "note", "values" },
            "convert" => [.. (string[])["op", "type", "id", "version"], .. ActEndpoints.OfConversion],
            "merge" => [.. (string[])["op", "type", "id", "version"], .. MergeEndpoints.OfMerge],
            not null when BatchActs.Properties.TryGetValue(operation, out var own) => [.. (string[])["op", "type", "id", "version"], .. own],
            _ => new[] { "op", "type", "id", "version", "values" },
        };
    }

    private static (BatchItem? Item, IReadOnlyList<CrmError> Errors) New(RecordTypeDefinition type, StrictObject change, int position)
    {
        var body = RecordBody.ForNew(type, Values(change));
        return body.TryMake(out var record) && body.Errors.Count == 0 ? (new BatchWrite(position, set => set.Create(record, body.State())), []) : (null, body.Errors);
    }

    private static JsonElement Values(StrictObject change) => change.Find("values") ?? throw ApiErrors.Property("values", "an object of fields");

    private static async Task WriteAsync(ApiCall call, BatchResult[] results)
    {
        var texts = call.Messages;
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("saved", results.Count(r => r.Outcome.IsSaved));
            json.WriteNumber("refused", results.Count(r => !r.Outcome.IsSaved));
            json.WriteStartArray("results");
            for (var i = 0; i < results.Length; i++) Write(json, results[i], i, texts);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, BatchResult result, int index, MessageTexts? texts)
    {
        var outcome = result.Outcome;
        json.WriteStartObject();
        json.WriteNumber("index", index);
        json.WriteBoolean("saved", outcome.IsSaved);
        if (outcome.Ref != default) RecordJson.WriteRef(json, "record", outcome.Ref);
        if (outcome.Record is { } record) json.WriteNumber("version", record.Version);
        if (result.Merge is { } merge) json.WriteString("merge", merge);
        if (result.Conversion is { } conversion)
        {
            json.WritePropertyName("conversion");
            ActEndpoints.Write(json, conversion);
        }
        if (outcome.Errors.Count > 0) Problems.WriteErrors(json, [.. outcome.Errors.Select(e => e with { Index = index })], texts);
        json.WriteEndObject();
    }
}
