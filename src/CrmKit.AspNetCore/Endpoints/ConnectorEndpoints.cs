using System.Text.Json;
using CrmKit.Connectors;
using CrmKit.Idempotency;
using Microsoft.AspNetCore.Http;

namespace CrmKit.AspNetCore;

/// <summary>Connectors, for administrators: how they do, tests, runs, and what waits for a decision or was refused; and where a record comes from, for its readers.</summary>
internal static class ConnectorEndpoints
{
    private static readonly IReadOnlyList<ApiParameter> OfLinks =
    [
        new("connector", "Only those of this connector."), new("status", "synced, conflict, refused, deleted or push-refused."),
        new("type", "With id: only those of this record."), new("id", "With type: only those of this record.", ApiParameterKind.Id), new("limit", "The most links, 1 to 1,000; 100 when left out.", ApiParameterKind.Integer),
    ];

    private static readonly IReadOnlyList<ApiParameter> OfOrigins = [new("type", "The record's type."), new("id", "The record's id.", ApiParameterKind.Id)];

    public static IEnumerable<ApiRoute> Routes() =>
    [
        new("GET", "/connectors", "listConnectors", "Connectors with other systems and how they do, for administrators.", ListAsync) { Answer = "ConnectorList" },
        new("POST", "/connectors/{key}/test", "testConnector", "Asks whether the other system can be reached with the settings as they are.", TestAsync) { Answer = "ConnectorTest", Course = IdempotentCourse.AtMostOnce },
        new("POST", "/connectors/{key}/pull", "pullConnector", "Asks for changes of the other system now.", PullAsync) { Status = 202 },
        new("POST", "/connectors/{key}/push", "pushConnector", "Sends what changed here, or the records given, also when they are not linked.", PushAsync) { Body = "ConnectorPush", IsBodyOptional = true, Answer = "ConnectorQueued" },
        new("PUT", "/connectors/{key}/rule", "ruleConnector", "Says what becomes of records that both sides change.", RuleAsync) { Body = "ConnectorRule", Status = 204 },
        new("GET", "/connector-origins", "listRecordOrigins", "Out of which other systems a record comes, and how old what they told is: for everybody who may read it.", OriginsAsync) { Answer = "RecordOriginList", Query = OfOrigins },
        new("GET", "/connector-links", "listConnectorLinks", "Linked records, conflicts and refusals, newest first.", LinksAsync) { Answer = "ConnectorLinkList", Query = OfLinks },
        new("POST", "/connector-links/{id}/resolve", "resolveConnectorLink", "Decides which side of a conflict stays.", ResolveAsync) { Body = "ConnectorDecision", Answer = "ConnectorLink" },
        new("POST", "/connector-links/{id}/retry", "retryConnectorLink", "Tries again what was refused, here or there.", RetryAsync) { Answer = "ConnectorLink" },
    ];

    private static async Task ListAsync(ApiCall call)
    {
        var connectors = await call.Session.Connectors.ListAsync(call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var status in connectors) Write(json, call, status);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task TestAsync(ApiCall call)
    {
        var check = await call.Session.Connectors.TestAsync(DefinitionEndpoints.Part(call, "key"), call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("isWorking", check.IsWorking);
            json.WriteString("reason", check.Reason);
            json.WriteEndObject();
        });
    }

    private static async Task PullAsync(ApiCall call)
    {
        await call.Session.Connectors.RunAsync(DefinitionEndpoints.Part(call, "key"), call.Cancelled);
        call.Http.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private static async Task PushAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        var wish = new StrictObject(body.RootElement, "body", "records");
        var queued = await call.Session.Connectors.PushAsync(DefinitionEndpoints.Part(call, "key"), wish.Find("records") is { } records ? RefsOf(records) : null, call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("queued", queued);
            json.WriteEndObject();
        });
    }

    private static List<RecordRef> RefsOf(JsonElement records)
    {
        if (records.ValueKind != JsonValueKind.Array) throw ApiErrors.Property("records", "a list of records");
        var refs = new List<RecordRef>();
        foreach (var item in records.EnumerateArray())
        {
            var record = new StrictObject(item, "records", "type", "id");
            refs.Add(new RecordRef(record.RequiredText("type"), record.Id("id") ?? throw ApiErrors.Property("id", "given, as an id")));
        }
        return refs;
    }

    private static async Task RuleAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        var rule = CodeOf<ConflictRule>(new StrictObject(body.RootElement, "body", "rule").RequiredText("rule")) ?? throw ApiErrors.Property("rule", "ask, ours-win or theirs-win");
        await call.Session.Connectors.SetRuleAsync(DefinitionEndpoints.Part(call, "key"), rule, call.Cancelled);
        call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task OriginsAsync(ApiCall call)
    {
        var record = new RecordRef(call.Text("type") ?? throw ApiErrors.Parameter("type", "a record type"), call.Id("id") ?? throw ApiErrors.Parameter("id", "an id"));
        var origins = await call.Session.Connectors.OriginsAsync(record, call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var origin in origins)
            {
                json.WriteStartObject();
                json.WriteString("connector", origin.Connector);
                json.WriteString("label", origin.Label.For(call.Culture));
                json.WriteString("externalId", origin.ExternalId);
                json.WriteString("status", EnumCode.Of(origin.Status));
                json.WritePropertyName("syncedAt");
                FieldJson.Write(json, origin.SyncedAt);
                json.WritePropertyName("currentAt");
                FieldJson.Write(json, origin.CurrentAt);
                json.WriteBoolean("isFailing", origin.IsFailing);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task LinksAsync(ApiCall call)
    {
        var (type, id, status) = (call.Text("type"), call.Id("id"), call.Text("status"));
        if (type is null != id is null) throw ApiErrors.Parameter(type is null ? "type" : "id", "given together with the other: type and id");
        var links = await call.Session.Connectors.LinksAsync(new ConnectorLinkQuery
        {
            Connector = call.Text("connector"),
            Record = type is null ? null : new RecordRef(type, id!.Value),
            Status = status is null ? null : CodeOf<ConnectorLinkStatus>(status) ?? throw ApiErrors.Parameter("status", "synced, conflict, refused, deleted or push-refused"),
            Limit = call.Integer("limit") ?? 100,
        }, call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var link in links) Write(json, link);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task ResolveAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        var decision = new StrictObject(body.RootElement, "body", "theirVersion", "choice");
        var choice = CodeOf<ConflictChoice>(decision.RequiredText("choice")) ?? throw ApiErrors.Property("choice", "keep-ours or take-theirs");
        var link = await call.Session.Connectors.ResolveAsync(LinkOf(call), decision.RequiredText("theirVersion"), choice, call.Cancelled);
        await call.AnswerAsync(json => Write(json, link));
    }

    private static async Task RetryAsync(ApiCall call)
    {
        var link = await call.Session.Connectors.RetryAsync(LinkOf(call), call.Cancelled);
        await call.AnswerAsync(json => Write(json, link));
    }

    private static Guid LinkOf(ApiCall call) => Guid.TryParseExact(DefinitionEndpoints.Part(call, "id"), "D", out var id) ? id : throw ApiErrors.Parameter("id", "an id");

    private static T? CodeOf<T>(string code) where T : struct, Enum => EnumCode.Codes(typeof(T)).Contains(code) ? (T)EnumCode.Parse(typeof(T), code) : null;

    private static void Write(Utf8JsonWriter json, ApiCall call, ConnectorStatus status)
    {
        json.WriteStartObject();
        json.WriteString("key", status.Connector.Key);
        json.WriteString("label", status.Connector.Label.For(call.Culture));
        json.WriteString("source", status.Connector.Source);
        json.WriteString("rule", EnumCode.Of(status.Rule));
        json.WriteStartArray("types");
        foreach (var type in status.Connector.Types)
        {
            json.WriteStartObject();
            json.WriteString("type", type.RecordType);
            json.WriteString("push", EnumCode.Of(type.Push));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WritePropertyName("lastRunAt");
        FieldJson.Write(json, status.LastRunAt);
        json.WritePropertyName("cursorAt");
        FieldJson.Write(json, status.CursorAt);
        json.WriteNumber("created", status.Created);
        json.WriteNumber("updated", status.Updated);
        json.WriteNumber("deleted", status.Deleted);
        json.WriteNumber("pushed", status.Pushed);
        json.WriteNumber("underWay", status.UnderWay);
        json.WriteNumber("conflicts", status.Conflicts);
        json.WriteNumber("refused", status.Refused);
        json.WriteNumber("pushRefused", status.PushRefused);
        json.WriteString("errorCode", status.ErrorCode);
        json.WriteString("error", status.Error);
        json.WriteString("pushErrorCode", status.PushErrorCode);
        json.WriteString("pushError", status.PushError);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ConnectorLink link)
    {
        json.WriteStartObject();
        json.WriteString("id", link.Id);
        json.WriteString("connector", link.Connector);
        json.WriteString("status", EnumCode.Of(link.Status));
        json.WriteString("type", link.RecordType);
        json.WritePropertyName("recordId");
        FieldJson.Write(json, link.RecordId);
        json.WriteString("externalId", link.ExternalId);
        json.WriteString("externalVersion", link.ExternalVersion);
        json.WriteBoolean("isUnderWay", link.IsUnderWay);
        json.WriteString("theirVersion", link.TheirVersion);
        json.WriteBoolean("isDeletedThere", link.IsDeletedThere);
        json.WritePropertyName("theirs");
        json.WriteRawValue(link.Theirs.Json);
        json.WriteString("errorCode", link.ErrorCode);
        json.WriteString("error", link.Error);
        json.WriteString("at", FieldJson.Instant(link.At));
        json.WriteEndObject();
    }
}
