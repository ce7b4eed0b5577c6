using System.Globalization;
using System.Text.Json;

namespace CrmKit.AspNetCore;

/// <summary>The audit: pages of it, and records as they were.</summary>
internal static class AuditEndpoints
{
    private static readonly IReadOnlyList<ApiParameter> SearchParameters =
    [
        new("type", "Of which record type; for what is no record: plugin, setting, api-key, definition/role and so on."),
        new("record", "Of which record.", ApiParameterKind.Id),
        new("actor", "By which user.", ApiParameterKind.Id),
        new("field", "In which this field was written."),
        new("door", "Through which door, such as api or import."),
        new("correlation", "Of one piece of work.", ApiParameterKind.Id),
        new("since", "Not before this time, in ISO 8601 with offset."),
        new("until", "Before this time, in ISO 8601 with offset."),
        new("size", "The most entries per page, 1 to 1,000; 50 when left out.", ApiParameterKind.Integer),
        new("cursor", "'next' of the page before."),
    ];

    private static readonly IReadOnlyList<ApiParameter> AsAtParameters = [new("at", "When, in ISO 8601 with offset; what happened at that very time has happened.")];

    public static IEnumerable<ApiRoute> Routes()
    {
        yield return new("GET", "/audit", "searchAudit", "Who did what, when and from where, newest first: of records that the caller may read, and for administrators of all else.", SearchAsync) { Answer = "AuditPage", Query = SearchParameters };
        yield return new("GET", "/audit/head", "auditHead", "The end of the audit's chain, to be kept elsewhere; for administrators.", HeadAsync) { Answer = "AuditHead" };
    }

    // The end of the chain, for programs that keep it elsewhere.
    private static async Task HeadAsync(ApiCall call)
    {
        var head = await call.Session.Audit.HeadAsync(call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("head", head?.ToString());
            json.WriteEndObject();
        });
    }

    public static IEnumerable<ApiRoute> Of(RecordTypeDefinition type, string path, string name)
    {
        yield return new("GET", path + "/as-at", $"asAt{name}", "The record as it was at a time.", AsAtAsync) { Type = type.Key, Answer = name, Query = AsAtParameters };
    }

    /// <summary>One entry, with the name of who did it as far as the caller may know it.</summary>
    public static void Write(Utf8JsonWriter json, AuditEntry entry, ActorNames names, bool withRecord)
    {
        json.WriteStartObject();
        json.WriteString("id", entry.Id);
        if (withRecord) RecordJson.WriteRef(json, "record", new RecordRef(entry.RecordType, entry.RecordId));
        json.WriteNumber("version", entry.RecordVersion);
        json.WriteString("operation", EnumCode.Of(entry.Operation));
        json.WriteString("at", FieldJson.Instant(entry.At));
        json.WritePropertyName("actorId");
        FieldJson.Write(json, entry.ActorId);
        json.WriteString("actorName", entry.ActorName ?? names.Of(entry.ActorId));
        json.WriteString("door", entry.Door);
        json.WriteString("address", entry.Address);
        json.WriteString("credential", entry.Credential);
        json.WriteString("correlationId", entry.CorrelationId);
        json.WriteString("reason", entry.Reason);
        json.WritePropertyName("changes");
        json.WriteRawValue(entry.Changes);
        json.WriteEndObject();
    }

    private static async Task SearchAsync(ApiCall call)
    {
        var page = await call.Session.Audit.SearchAsync(new Audit.AuditQuery
        {
            RecordType = call.Text("type"),
            RecordId = call.Id("record"),
            ActorId = call.Id("actor"),
            Field = call.Text("field"),
            Door = call.Text("door"),
            CorrelationId = call.Id("correlation"),
            Since = Instant(call, "since"),
            Until = Instant(call, "until"),
            Size = call.Integer("size") ?? 50,
            Cursor = call.Text("cursor"),
        }, call.Cancelled);
        var names = await ActorNames.LoadAsync(call, page.Items.Select(e => e.ActorId));
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var entry in page.Items) Write(json, entry, names, withRecord: true);
            json.WriteEndArray();
            json.WriteString("next", page.Next);
            json.WriteEndObject();
        });
    }

    private static async Task AsAtAsync(ApiCall call)
    {
        var past = await call.Session.Audit.AsAtAsync(call.Ref, Instant(call, "at") ?? throw ApiErrors.Parameter("at", "a time in ISO 8601 with offset"), call.Cancelled);
        await call.AnswerAsync(json => RecordJson.Write(json, call.Type, past.Record, past.HiddenFields));
    }

    private static DateTimeOffset? Instant(ApiCall call, string name) => call.Text(name) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant) && text.Contains('T', StringComparison.Ordinal) ? instant
        : throw ApiErrors.Parameter(name, "a time in ISO 8601 with offset");
}
