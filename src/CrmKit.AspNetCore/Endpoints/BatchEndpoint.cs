using System.Text.Json;

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
        if (count is 0 || count > call.Options.MaxBatchSize) throw ApiErrors.BatchSize(call.Options.MaxBatchSize);

        var set = new ChangeSet { AllOrNothing = allOrNothing, Reason = batch.Text("reason") };
        var positions = new List<int>(count);
        var results = new SaveOutcome?[count];
        var position = 0;
        foreach (var change in changes.EnumerateArray())
        {
            if (Add(call, set, change) is { Count: > 0 } errors) results[position] = new SaveOutcome(default, null, errors);
            else positions.Add(position);
            position++;
        }
        var wrong = results.SelectMany((r, i) => r?.Errors.Select(e => e with { Index = i }) ?? []).ToList();
        if (allOrNothing && wrong.Count > 0) throw new CrmValidationException(wrong);

        if (set.Changes.Count > 0)
        {
            var saved = await call.Session.Records.SaveAsync(set, call.Cancelled);
            for (var i = 0; i < saved.Outcomes.Count; i++) results[positions[i]] = saved.Outcomes[i];
        }
        await WriteAsync(call, results!);
    }

    /// <summary>Adds one change to the set, or says what is wrong with it.</summary>
    private static IReadOnlyList<CrmError> Add(ApiCall call, ChangeSet set, JsonElement json)
    {
        try
        {
            var change = new StrictObject(json, "changes", "op", "type", "id", "version", "values");
            if (!call.Session.Catalog.TryType(change.RequiredText("type"), out var type)) return [CatalogErrors.TypeUnknown(ApiErrors.Shorten(change.RequiredText("type")))];
            var operation = change.RequiredText("op");
            if (operation == "create") return AddNew(set, type, change);
            var record = type.Ref(change.Id("id") ?? throw ApiErrors.Property("id", "given, as an id"));
            var version = change.Integer("version");
            switch (operation)
            {
                case "update":
                    var body = RecordBody.ForValues(type, Values(change));
                    if (body.Errors.Count == 0) set.Patch(record, body.Values, version);
                    return body.Errors;
                case "delete":
                    set.Delete(record, version);
                    return [];
                case "restore":
                    set.Restore(record, version);
                    return [];
                default:
                    throw ApiErrors.Property("op", "create, update, delete or restore");
            }
        }
        catch (ApiException refusal)
        {
            return [refusal.Error];
        }
    }

    private static IReadOnlyList<CrmError> AddNew(ChangeSet set, RecordTypeDefinition type, StrictObject change)
    {
        var body = RecordBody.ForNew(type, Values(change));
        if (body.TryMake(out var record) && body.Errors.Count == 0) set.Create(record, body.State());
        return body.Errors;
    }

    private static JsonElement Values(StrictObject change) => change.Find("values") ?? throw ApiErrors.Property("values", "an object of fields");

    private static async Task WriteAsync(ApiCall call, SaveOutcome[] results)
    {
        foreach (var type in results.Where(r => r.Record is not null).Select(r => r.Ref.Type).Distinct())
            await call.HiddenAsync(call.Session.Catalog.Type(type));
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("saved", results.Count(r => r.IsSaved));
            json.WriteNumber("refused", results.Count(r => !r.IsSaved));
            json.WriteStartArray("results");
            for (var i = 0; i < results.Length; i++) Write(json, results[i], i);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, SaveOutcome outcome, int index)
    {
        json.WriteStartObject();
        json.WriteNumber("index", index);
        json.WriteBoolean("saved", outcome.IsSaved);
        if (outcome.Ref != default) RecordJson.WriteRef(json, "record", outcome.Ref);
        if (outcome.Record is { } record) json.WriteNumber("version", record.Version);
        if (outcome.Errors.Count > 0) Problems.WriteErrors(json, [.. outcome.Errors.Select(e => e with { Index = index })]);
        json.WriteEndObject();
    }
}
