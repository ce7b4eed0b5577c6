using CrmKit.Pipelines;

namespace CrmKit.AspNetCore;

/// <summary>What happened to a record: timeline, audit, stages, chain.</summary>
internal static class TrailEndpoints
{
    public static IReadOnlyList<ApiParameter> PageParameters { get; } =
    [
        new("size", "Entries per page, 1 to 1,000; 50 when left out.", ApiParameterKind.Integer),
        new("cursor", "'next' of the page before."),
    ];

    public static async Task TimelineAsync(ApiCall call)
    {
        var record = call.Ref;
        await call.Session.Records.GetAsync(record, call.Cancelled);
        var page = await call.Session.Timeline.ForAsync(record, call.Integer("size") ?? 50, call.Text("cursor"), call.Cancelled);
        var names = await ActorNames.LoadAsync(call, page.Items.Select(e => e.ActorId));
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var entry in page.Items)
            {
                json.WriteStartObject();
                json.WriteString("at", FieldJson.Instant(entry.At));
                json.WriteString("kind", entry.Kind);
                json.WriteString("title", entry.Title.For(call.Culture));
                json.WriteString("detail", entry.Detail?.For(call.Culture));
                json.WritePropertyName("actorId");
                FieldJson.Write(json, entry.ActorId);
                json.WriteString("actorName", names.Of(entry.ActorId));
                if (entry.Record is { } behind) RecordJson.WriteRef(json, "record", behind);
                else json.WriteNull("record");
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteString("next", page.Next);
            json.WriteEndObject();
        });
    }

    public static async Task HistoryAsync(ApiCall call)
    {
        var entries = await call.Session.Records.HistoryAsync(call.Ref, call.Cancelled);
        var names = await ActorNames.LoadAsync(call, entries.Select(e => e.ActorId));
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var entry in entries) AuditEndpoints.Write(json, entry, names, withRecord: false);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public static async Task StagesAsync(ApiCall call)
    {
        var record = call.Ref;
        await call.Session.Records.GetAsync(record, call.Cancelled);
        var entries = await call.Session.Pipelines.HistoryAsync(record, call.Cancelled);
        var names = await ActorNames.LoadAsync(call, entries.Select(e => e.MovedById));
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var entry in entries)
            {
                json.WriteStartObject();
                json.WriteString("pipeline", entry.PipelineKey);
                json.WriteString("stage", entry.StageKey);
                json.WriteString("label", call.Session.Catalog.TryPipeline(entry.PipelineKey, out var pipeline) && pipeline.FindStage(entry.StageKey) is { } stage
                    ? stage.Label.For(call.Culture) : entry.StageKey);
                json.WriteString("from", entry.FromStageKey);
                json.WriteString("category", EnumCode.Of(entry.Category));
                json.WriteString("enteredAt", FieldJson.Instant(entry.EnteredAt));
                json.WriteString("leftAt", entry.LeftAt is { } left ? FieldJson.Instant(left) : null);
                json.WritePropertyName("dwellSeconds");
                FieldJson.Write(json, entry.DwellSeconds);
                json.WritePropertyName("movedById");
                FieldJson.Write(json, entry.MovedById);
                json.WriteString("movedByName", names.Of(entry.MovedById));
                json.WriteString("lossReason", entry.LossReason);
                json.WriteString("note", entry.Note);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public static async Task ChainAsync(ApiCall call)
    {
        var record = call.Ref;
        await call.Session.Records.GetAsync(record, call.Cancelled);
        var links = await call.Session.Conversions.ChainAsync(record, call.Cancelled);
        var names = await ActorNames.LoadAsync(call, links.Select(l => l.ActorId));
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var link in links)
            {
                json.WriteStartObject();
                RecordJson.WriteRef(json, "source", new RecordRef(link.SourceType, link.SourceId));
                RecordJson.WriteRef(json, "target", new RecordRef(link.TargetType, link.TargetId));
                json.WriteString("at", FieldJson.Instant(link.At));
                json.WritePropertyName("actorId");
                FieldJson.Write(json, link.ActorId);
                json.WriteString("actorName", names.Of(link.ActorId));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }
}
