using System.Text.Json;
using CrmKit.Idempotency;
using Microsoft.AspNetCore.Http;

namespace CrmKit.AspNetCore;

/// <summary>What waits for the caller's attention.</summary>
internal static class NotificationEndpoints
{
    public static IEnumerable<ApiRoute> Routes() =>
    [
        new("GET", "/notifications", "listNotifications", "What of the caller's is due or late, and where colleagues mentioned him.", ListAsync) { Answer = "Notifications", Cost = 4 },
        new("POST", "/notifications/seen", "seeNotifications", "Marks mentions as seen: a list of ids.", SeeAsync) { Body = "RecordIds", Status = 204, Course = IdempotentCourse.Repeatable },
    ];

    private static async Task ListAsync(ApiCall call)
    {
        var (all, count) = (await call.Session.Notifications.ReadAsync(null, call.Cancelled), await call.Session.Notifications.CountAsync(call.Cancelled));
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var one in all)
            {
                json.WriteStartObject();
                json.WriteString("id", one.Id);
                json.WriteString("kind", EnumCode.Of(one.Kind));
                json.WriteString("at", FieldJson.Instant(one.At));
                if (one.Record is { } record) RecordJson.WriteRef(json, "record", record);
                json.WriteString("title", one.Title);
                if (one.About is { } about) RecordJson.WriteRef(json, "about", about);
                if (one.ById is { } by) json.WriteString("byId", by);
                json.WriteBoolean("isSeen", one.IsSeen);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteNumber("count", count);
            json.WriteEndObject();
        });
    }

    private static async Task SeeAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        if (new StrictObject(body.RootElement, "body", "ids").Find("ids") is not { ValueKind: JsonValueKind.Array } list) throw ApiErrors.Property("ids", "a list of ids");
        await call.Session.Notifications.SeeAsync([.. list.EnumerateArray().Select(i => i.ValueKind == JsonValueKind.String && i.TryGetGuid(out var id) ? id : throw ApiErrors.Property("ids", "a list of ids"))], call.Cancelled);
        call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
