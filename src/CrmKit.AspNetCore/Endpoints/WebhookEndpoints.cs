using System.Globalization;
using System.Text.Json;
using CrmKit.Webhooks;
using Microsoft.AspNetCore.Http;

namespace CrmKit.AspNetCore;

/// <summary>Webhooks and their log, for administrators.</summary>
internal static class WebhookEndpoints
{
    private static readonly IReadOnlyList<ApiParameter> OfDeliveries =
        [new("status", "pending, delivered, failed or withheld."), new("before", "The last id of the page before.", ApiParameterKind.Id), new("limit", "The most deliveries, 1 to 1,000; 50 when left out.", ApiParameterKind.Integer)];

    public static IEnumerable<ApiRoute> Routes() =>
    [
        new("GET", "/webhooks", "listWebhooks", "Addresses that are told of events, by name.", ListAsync) { Answer = "SavedWebhookList" },
        new("POST", "/webhooks", "createWebhook", "Makes a webhook; its secret is in this answer and nowhere else.", CreateAsync) { HoldsSecret = true, Body = "Webhook", Answer = "SavedWebhook", Status = 201 },
        new("GET", "/webhooks/{id}", "getWebhook", "One webhook.", GetAsync) { Answer = "SavedWebhook" },
        new("PUT", "/webhooks/{id}", "putWebhook", "Writes a webhook anew; without a url the address stays, and the secret stays always.", PutAsync) { HoldsSecret = true, Body = "Webhook", Answer = "SavedWebhook" },
        new("DELETE", "/webhooks/{id}", "deleteWebhook", "Removes a webhook with its log.", DeleteAsync) { Status = 204 },
        new("POST", "/webhooks/{id}/secret", "rotateWebhookSecret", "Gives it another secret; the one before signs too for a while.", RotateAsync) { HoldsSecret = true, Body = "Empty", IsBodyOptional = true, Answer = "SavedWebhook" },
        new("POST", "/webhooks/{id}/test", "testWebhook", "Sends the event crmkit.test.", TestAsync) { Body = "Empty", IsBodyOptional = true, Answer = "WebhookDelivery", Status = 202 },
        new("GET", "/webhooks/{id}/deliveries", "listWebhookDeliveries", "What was sent and is to be sent, newest first.", DeliveriesAsync) { Answer = "WebhookDeliveryList", Query = OfDeliveries },
        new("POST", "/webhooks/{id}/replay", "replayWebhook", "Sends deliveries once more: those named, or all that failed since a time.", ReplayAsync) { Body = "WebhookReplay", Answer = "WebhookReplayed" },
    ];

    private static async Task ListAsync(ApiCall call)
    {
        var webhooks = await call.Session.Webhooks.ListAsync(call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var webhook in webhooks) Write(json, webhook);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task CreateAsync(ApiCall call) => await AnswerAsync(call, await call.Session.Webhooks.CreateAsync(await DraftAsync(call), call.Cancelled), StatusCodes.Status201Created);

    private static async Task GetAsync(ApiCall call)
    {
        var webhook = await call.Session.Webhooks.GetAsync(DefinitionEndpoints.Id(call), call.Cancelled);
        await call.AnswerAsync(json => Write(json, webhook));
    }

    private static async Task PutAsync(ApiCall call)
    {
        var webhook = await call.Session.Webhooks.ChangeAsync(DefinitionEndpoints.Id(call), await DraftAsync(call), call.Cancelled);
        await call.AnswerAsync(json => Write(json, webhook));
    }

    private static async Task DeleteAsync(ApiCall call)
    {
        await call.Session.Webhooks.RemoveAsync(DefinitionEndpoints.Id(call), call.Cancelled);
        call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task RotateAsync(ApiCall call) => await AnswerAsync(call, await call.Session.Webhooks.RotateSecretAsync(DefinitionEndpoints.Id(call), call.Cancelled));

    private static async Task TestAsync(ApiCall call)
    {
        var delivery = await call.Session.Webhooks.TestAsync(DefinitionEndpoints.Id(call), call.Cancelled);
        await call.AnswerAsync(json => Write(json, delivery), StatusCodes.Status202Accepted);
    }

    private static async Task DeliveriesAsync(ApiCall call)
    {
        var status = call.Text("status");
        if (status is not null && !EnumCode.Codes(typeof(WebhookDeliveryStatus)).Contains(status)) throw ApiErrors.Parameter("status", "pending, delivered, failed or withheld");
        var query = new WebhookDeliveryQuery
        {
            Webhook = DefinitionEndpoints.Id(call),
            Status = status is null ? null : (WebhookDeliveryStatus)EnumCode.Parse(typeof(WebhookDeliveryStatus), status),
            Before = call.Id("before"),
            Limit = call.Integer("limit") ?? 50,
        };
        var deliveries = await call.Session.Webhooks.DeliveriesAsync(query, call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var delivery in deliveries) Write(json, delivery);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task ReplayAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        var wish = new StrictObject(body.RootElement, "body", "deliveries", "since");
        if (wish.Find("deliveries") is null == wish.Find("since") is null) throw ApiErrors.Property("deliveries", "given, or since, but not both");
        var count = wish.Find("deliveries") is { } named
            ? await call.Session.Webhooks.ReplayAsync(DefinitionEndpoints.Id(call), IdsOf(call, named), call.Cancelled)
            : await call.Session.Webhooks.ReplayFailedAsync(DefinitionEndpoints.Id(call), InstantOf(wish.RequiredText("since")), call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("replayed", count);
            json.WriteEndObject();
        });
    }

    private static List<Guid> IdsOf(ApiCall call, JsonElement named)
    {
        if (named.ValueKind != JsonValueKind.Array || named.GetArrayLength() > call.Options.MaxBatchSize) throw ApiErrors.Property("deliveries", $"a list of at most {call.Options.MaxBatchSize} ids");
        return [.. named.EnumerateArray().Select(i => i.ValueKind == JsonValueKind.String && JsonText.TryRead(i, out var text) && Guid.TryParseExact(text, "D", out var id) ? id : throw ApiErrors.Property("deliveries", "a list of ids"))];
    }

    private static DateTimeOffset InstantOf(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : throw ApiErrors.Property("since", "an instant as yyyy-MM-ddTHH:mm:ssZ");

    private static async Task<WebhookDraft> DraftAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        var given = DefinitionJson.Read(body.RootElement, DefinitionContext.Default.WebhookBody);
        return new WebhookDraft { Name = given.Name, Url = given.Url, Events = given.Events, Filter = given.Filter, Content = given.Content, OwnerId = given.OwnerId, IsActive = given.IsActive ?? true };
    }

    private static Task AnswerAsync(ApiCall call, IssuedWebhook issued, int status = StatusCodes.Status200OK) => call.AnswerAsync(json => Write(json, issued.Webhook, issued.Secret), status);

    private static void Write(Utf8JsonWriter json, Webhook webhook, string? secret = null)
    {
        json.WriteStartObject();
        json.WriteString("id", webhook.Id);
        json.WriteString("name", webhook.Name);
        json.WriteString("url", webhook.Url);
        json.WriteStartArray("events");
        foreach (var name in webhook.Events) json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteString("filter", webhook.Filter);
        json.WriteString("content", EnumCode.Of(webhook.Content));
        json.WriteString("ownerId", webhook.OwnerId);
        json.WriteBoolean("isActive", webhook.IsActive);
        if (webhook.StoppedBecause is { } stop) json.WriteString("stoppedBecause", EnumCode.Of(stop));
        if (webhook.FailingSince is { } since) json.WriteString("failingSince", FieldJson.Instant(since));
        json.WriteString("secret", secret ?? "whsec_***");
        json.WriteString("secretAt", FieldJson.Instant(webhook.SecretAt));
        if (webhook.OldSecretUntil is { } until) json.WriteString("oldSecretUntil", FieldJson.Instant(until));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, WebhookDelivery delivery)
    {
        json.WriteStartObject();
        json.WriteString("id", delivery.Id);
        json.WriteString("messageId", delivery.MessageId);
        json.WriteString("event", delivery.Event);
        json.WriteString("at", FieldJson.Instant(delivery.At));
        json.WriteNumber("records", delivery.Records);
        json.WriteString("status", EnumCode.Of(delivery.Status));
        if (delivery.NextAt is { } next) json.WriteString("nextAt", FieldJson.Instant(next));
        json.WriteStartArray("tries");
        foreach (var made in delivery.Tries)
        {
            json.WriteStartObject();
            json.WriteString("at", FieldJson.Instant(made.At));
            json.WriteString("outcome", made.Outcome);
            if (made.Status is { } status) json.WriteNumber("status", status);
            if (made.Milliseconds is { } milliseconds) json.WriteNumber("milliseconds", milliseconds);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}

/// <summary>What a caller says of a webhook.</summary>
internal sealed record WebhookBody
{
    public required string Name { get; init; }
    public string? Url { get; init; }
    public required IReadOnlyList<string> Events { get; init; }
    public string? Filter { get; init; }
    public WebhookContent Content { get; init; }
    public Guid? OwnerId { get; init; }
    public bool? IsActive { get; init; }
}
