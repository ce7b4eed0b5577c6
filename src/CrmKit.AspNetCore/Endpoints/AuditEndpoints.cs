using System.Globalization;
using System.Text.Json;
using CrmKit.Audit;

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

    private static readonly IReadOnlyList<ApiParameter> VerifyParameters = [new("head", "An end of the chain that was kept elsewhere: shows whether something was cut off since.")];

    private static readonly IReadOnlyList<ApiParameter> AsAtParameters = [new("at", "When, in ISO 8601 with offset; what happened at that very time has happened.")];

    public static IEnumerable<ApiRoute> Routes()
    {
        yield return new("GET", "/audit", "searchAudit", "Who did what, when and from where, newest first: of records that the caller may read, and for administrators of all else.", SearchAsync) { Answer = "AuditPage", Query = SearchParameters };
        yield return new("GET", "/audit/head", "auditHead", "The end of the audit's chain, to be kept elsewhere; for administrators.", HeadAsync) { Answer = "AuditHead" };
        yield return new("GET", "/audit/verification", "verifyAudit", "Holds every entry of the audit against its chain, and names the first that is not as it was written; reads everything. For administrators.", VerifyAsync) { Answer = "AuditVerification", Query = VerifyParameters };
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

    private static async Task VerifyAsync(ApiCall call)
    {
        AuditHead? kept = null;
        if (call.Text("head") is { } text && !AuditHead.TryParse(text, out kept)) throw ApiErrors.Parameter("head", "an end of the chain, as /audit/head answered it");
        var found = await call.Session.Audit.VerifyAsync(kept, call.Cancelled);
        var names = await ActorNames.LoadAsync(call, [found.Flaw?.Entry?.ActorId]);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("isWhole", found.IsWhole);
            json.WriteNumber("entries", found.Entries);
            json.WriteNumber("unsealed", found.Unsealed);
            json.WriteNumber("erased", found.Erased);
            json.WritePropertyName("keptSince");
            FieldJson.Write(json, found.KeptSince);
            json.WriteString("head", found.Head?.ToString());
            json.WritePropertyName("flaw");
            Write(json, found.Flaw, names);
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, AuditFlaw? flaw, ActorNames names)
    {
        if (flaw is null)
        {
            json.WriteNullValue();
            return;
        }
        json.WriteStartObject();
        json.WriteString("kind", EnumCode.Of(flaw.Kind));
        json.WritePropertyName("sequence");
        FieldJson.Write(json, flaw.Sequence);
        json.WriteNumber("seal", flaw.Seal);
        json.WritePropertyName("sealedAt");
        FieldJson.Write(json, flaw.SealedAt);
        json.WritePropertyName("entry");
        if (flaw.Entry is { } entry) Write(json, entry, names, withRecord: true);
        else json.WriteNullValue();
        json.WriteEndObject();
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
        var page = await call.Session.Audit.SearchAsync(new AuditQuery
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
