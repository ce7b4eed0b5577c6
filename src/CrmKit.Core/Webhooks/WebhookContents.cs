using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using CrmKit.Access;
using CrmKit.Sessions;

namespace CrmKit.Webhooks;

/// <summary>What a webhook may tell of an event, in a session with the rights of its owner: asked again for each try, so that rights that shrank hold at once.</summary>
internal sealed class WebhookContents(CrmSession session, IAccess access, RecordQueries queries) : ISessionService
{
    private static readonly JsonWriterOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Those items whose records the owner may read, and that meet the filter.</summary>
    public async Task<IReadOnlyList<JsonElement>> VisibleAsync(string eventName, IReadOnlyList<JsonElement> items, string? filter, CancellationToken cancellationToken)
    {
        if (!session.Catalog.TryType(WebhookEvents.Parse(eventName).Type, out var type)) return []; // its plugin left
        var records = await RecordsAsync(type, items, filter, cancellationToken);
        var hidden = await access.HiddenFieldsAsync(type, cancellationToken);
        return [.. items.Where(i => records.ContainsKey(IdOf(i)) && !TellsOnlyHidden(i, hidden))];
    }

    /// <summary>The body of a message; <see langword="null"/> when the owner may not read any of it.</summary>
    public async Task<ReadOnlyMemory<byte>?> BodyAsync(WebhookEntry webhook, WebhookDeliveryEntry delivery, CancellationToken cancellationToken)
    {
        using var kept = JsonDocument.Parse(delivery.Items);
        IReadOnlyList<JsonElement> items = [.. kept.RootElement.EnumerateArray()];
        var body = new ArrayBufferWriter<byte>(1024);
        await using var json = new Utf8JsonWriter(body, Written);
        json.WriteStartObject();
        json.WriteString("type", delivery.Event);
        json.WriteString("timestamp", RecordValues.Instant(delivery.At));
        json.WriteStartObject("data");
        if (delivery.Event != WebhookEvents.Test && !await WriteItemsAsync(json, webhook, delivery, items, cancellationToken)) return null;
        json.WriteEndObject();
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
        return body.WrittenMemory;
    }

    public static Guid IdOf(JsonElement item) => item.GetProperty("id").GetGuid();

    private async Task<bool> WriteItemsAsync(Utf8JsonWriter json, WebhookEntry webhook, WebhookDeliveryEntry delivery, IReadOnlyList<JsonElement> items, CancellationToken cancellationToken)
    {
        var (key, kind) = WebhookEvents.Parse(delivery.Event);
        if (!session.Catalog.TryType(key, out var type)) return false;
        var records = await RecordsAsync(type, items, delivery.IsChecked ? null : webhook.Filter, cancellationToken);
        var hidden = await access.HiddenFieldsAsync(type, cancellationToken);
        var told = items.Where(i => records.ContainsKey(IdOf(i)) && !TellsOnlyHidden(i, hidden)).ToList();
        if (told.Count == 0) return false;
        json.WriteString("recordType", type.Key);
        json.WriteStartArray("items");
        foreach (var item in told)
        {
            json.WriteStartObject();
            json.WriteString("id", IdOf(item));
            if (item.TryGetProperty("version", out var version)) json.WriteNumber("version", version.GetInt64());
            if (item.TryGetProperty("changed", out var changed))
            {
                json.WriteStartArray("changed");
                foreach (var field in changed.EnumerateArray().Select(c => c.GetString()!).Where(c => !hidden.Contains(c))) json.WriteStringValue(field);
                json.WriteEndArray();
            }
            foreach (var (property, field) in WebhookEvents.Told.GetValueOrDefault(kind, []))
            {
                if ((field is not null && hidden.Contains(field)) || !item.TryGetProperty(property, out var value)) continue;
                json.WritePropertyName(property);
                value.WriteTo(json);
            }
            if (webhook.Content == WebhookContent.Full)
            {
                json.WritePropertyName("record");
                RecordValues.Write(json, type, records[IdOf(item)], hidden);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        return true;
    }

    private async Task<Dictionary<Guid, Record>> RecordsAsync(RecordTypeDefinition type, IReadOnlyList<JsonElement> items, string? filter, CancellationToken cancellationToken) =>
        (await queries.MatchingAsync(type, [.. items.Select(IdOf)], filter, cancellationToken, RecordLife.All)).ToDictionary(r => r.Id);

    // That something hidden changed is hidden, too.
    private static bool TellsOnlyHidden(JsonElement item, IReadOnlySet<string> hidden) =>
        item.TryGetProperty("changed", out var changed) && changed.GetArrayLength() > 0 && changed.EnumerateArray().All(c => hidden.Contains(c.GetString()!));
}
