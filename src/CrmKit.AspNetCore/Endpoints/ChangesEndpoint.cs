using System.Text.Json;
using CrmKit.Changes;

namespace CrmKit.AspNetCore;

/// <summary>The feed of changes of all record types.</summary>
internal static class ChangesEndpoint
{
    public static IReadOnlyList<ApiParameter> Parameters { get; } =
    [
        new("after", "'next' of the page before, or 'now'; the oldest change that is kept when left out."),
        new("types", "Keys of record types, parted by commas; all when left out."),
        new("size", "Changes per page, 1 to 1,000; 100 when left out.", ApiParameterKind.Integer),
        new("records", "Whether records that are not deleted come along, as they are now.", ApiParameterKind.Bool),
    ];

    public static async Task GetAsync(ApiCall call)
    {
        var query = new ChangeQuery
        {
            After = call.Text("after"),
            Types = call.Text("types")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
            Size = call.Integer("size") ?? 100,
            WithRecords = call.Flag("records"),
        };
        call.Charge(Math.Clamp(query.Size, 0, 1000) / 50);
        var page = await call.Session.Changes.ReadAsync(query, call.Cancelled);
        await WriteAsync(call, page);
    }

    private static async Task WriteAsync(ApiCall call, ChangePage page)
    {
        var hidden = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        foreach (var type in page.Items.Select(c => c.Ref.Type).Distinct()) hidden[type] = await call.HiddenAsync(call.Session.Catalog.Type(type));
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var change in page.Items) Write(json, call, change, hidden[change.Ref.Type]);
            json.WriteEndArray();
            json.WriteString("next", page.Next);
            json.WriteBoolean("more", page.HasMore);
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, ApiCall call, RecordChange change, IReadOnlySet<string> hidden)
    {
        json.WriteStartObject();
        json.WriteString("type", change.Ref.Type);
        json.WriteString("id", change.Ref.Id);
        json.WriteString("operation", EnumCode.Of(change.Operation));
        json.WriteNumber("version", change.Version);
        json.WritePropertyName("at");
        FieldJson.Write(json, change.At);
        if (change.Operation == RecordOperation.Update)
        {
            json.WriteStartArray("changed");
            foreach (var field in change.Changed) json.WriteStringValue(field);
            json.WriteEndArray();
        }
        if (change.MergedInto is { } winner) RecordJson.WriteRef(json, "mergedInto", winner);
        if (change.Record is { } record)
        {
            json.WritePropertyName("record");
            RecordJson.Write(json, call.Session.Catalog.Type(change.Ref.Type), record, hidden);
        }
        json.WriteEndObject();
    }
}
