using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CrmKit.Events;
using CrmKit.Storage;

namespace CrmKit.Webhooks;

/// <summary>Rows of webhooks as what people see, and the messages that carry deliveries.</summary>
internal static class WebhookRows
{
    private const string Prefix = "webhook/";
    private const int MostTries = 20;

    public static string NameOf(Guid webhook) => Prefix + webhook.ToString("N");

    public static string KeyOf(WebhookDeliveryEntry delivery) => $"{delivery.Id:N}/{delivery.Run}";

    public static Guid DeliveryOf(OutboxMessage message) => Guid.ParseExact(message.Key!.Split('/')[0], "N");

    /// <summary>The message that has a delivery sent.</summary>
    public static OutboxMessage Message(WebhookDeliveryEntry delivery, DateTimeOffset now) => new()
    {
        TenantId = delivery.TenantId, Class = OutboxClass.Webhook, Name = NameOf(delivery.WebhookId), Key = KeyOf(delivery), At = now, DueAt = now,
    };

    public static async Task<WebhookEntry?> FindAsync(IStoreReader reader, Guid id, CancellationToken cancellationToken) =>
        await reader.ListAsync(reader.Query<WebhookEntry>().Where(w => w.Id == id), cancellationToken) is [var webhook] ? webhook : null;

    public static IReadOnlyList<WebhookTry> TriesOf(WebhookDeliveryEntry delivery) => JsonSerializer.Deserialize(delivery.Tries, WebhookJson.Default.IReadOnlyListWebhookTry) ?? [];

    public static void Add(WebhookDeliveryEntry delivery, WebhookTry made) =>
        delivery.Tries = JsonSerializer.Serialize([.. TriesOf(delivery).Append(made).TakeLast(MostTries)], WebhookJson.Default.IReadOnlyListWebhookTry);

    /// <summary>What the audit tells of a webhook: of its secrets only when they were given, and of its address what everybody is shown.</summary>
    public static string ForAudit(WebhookEntry row) => new JsonObject
    {
        ["name"] = row.Name,
        ["url"] = row.Shown,
        ["events"] = row.Events,
        ["filter"] = row.Filter,
        ["content"] = EnumCode.Of(row.Content),
        ["ownerId"] = row.OwnerId,
        ["isActive"] = row.IsActive,
        ["secretAt"] = row.SecretAt.UtcDateTime,
    }.ToJsonString();

    public static WebhookDelivery View(WebhookDeliveryEntry row) => new()
    {
        Id = row.Id, Event = row.Event, At = row.At, Records = row.Records, Status = row.Status, NextAt = row.NextAt, Tries = TriesOf(row),
    };

    public static Webhook View(WebhookEntry row, DateTimeOffset now) => new()
    {
        Id = row.Id,
        Name = row.Name,
        Url = row.Shown,
        Events = row.Events.Split(','),
        Filter = row.Filter,
        Content = row.Content,
        OwnerId = row.OwnerId,
        IsActive = row.IsActive,
        StoppedBecause = row.StoppedBecause,
        FailingSince = row.FailingSince,
        SecretAt = row.SecretAt,
        OldSecretUntil = row.OldSecretUntil > now ? row.OldSecretUntil : null,
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<WebhookTry>))]
internal sealed partial class WebhookJson : JsonSerializerContext;
