using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CrmKit.Intake;
using Microsoft.AspNetCore.Http;

namespace CrmKit.AspNetCore;

/// <summary>Deliveries of WhatsApp's Cloud API: the first message of a number makes a lead, the next ones are messages of it.</summary>
internal sealed class WhatsAppHook(Hook hook, WhatsAppOptions options)
{
    private const string Source = "whatsapp", Signature = "X-Hub-Signature-256", Scheme = "sha256=";
    private const int MostBytes = 3 * 1024 * 1024; // what Meta sends at once
    private readonly byte[] _secret = Encoding.UTF8.GetBytes(options.AppSecret);

    /// <summary>Meta asks once whether the address is ours.</summary>
    public async Task ConfirmAsync(HttpContext http)
    {
        var query = http.Request.Query;
        if (query["hub.mode"] != "subscribe" || !IsSame(query["hub.verify_token"].ToString(), options.VerifyToken))
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        (http.Response.ContentType, http.Response.Headers.XContentTypeOptions) = ("text/plain; charset=utf-8", "nosniff");
        await http.Response.WriteAsync(query["hub.challenge"].ToString(), http.RequestAborted);
    }

    public async Task TakeAsync(HttpContext http)
    {
        if (await Hook.ReadAsync(http, MostBytes) is not { } body) return;
        if (!IsSigned(http.Request.Headers[Signature].ToString(), body))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        List<LeadSignal> signals;
        try
        {
            using var json = JsonDocument.Parse(body);
            signals = [.. Signals(json.RootElement)];
        }
        catch (JsonException)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        await hook.CaptureAsync(signals, options.TenantId, http.RequestAborted);
    }

    private IEnumerable<LeadSignal> Signals(JsonElement delivery) =>
        from entry in Items(delivery, "entry")
        from change in Items(entry, "changes")
        where Text(change, "field") == "messages"
        let value = Find(change, "value")
        from message in Items(value, "messages")
        where Text(message, "type") is not ("reaction" or "system") // no words of the person's own
        let key = Text(message, "id")
        let phone = Hook.Number(Text(message, "from"))
        where key is not null && phone is not null
        select new LeadSignal
        {
            Source = Source, Key = key, Use = SignalUse.Conversation, Phone = phone, Channel = options.Channel, Message = Hook.Message(Said(message)),
            Name = Hook.Name(Items(value, "contacts").Where(c => Text(c, "wa_id") == Text(message, "from")).Select(c => Text(Find(c, "profile"), "name")).FirstOrDefault()) ?? phone,
        };

    // What was written; of what was sent instead, what it was and what was written to it.
    private static string Said(JsonElement message)
    {
        var type = Text(message, "type") ?? "unknown";
        var sent = Find(message, type);
        return type switch
        {
            "text" => Text(sent, "body") ?? "",
            "button" => Text(sent, "text") ?? "",
            "interactive" => Text(Find(sent, "button_reply"), "title") ?? Text(Find(sent, "list_reply"), "title") ?? "[interactive]",
            "location" => string.Join(' ', new[] { "[location]", Text(sent, "name"), Text(sent, "address"), Number(sent, "latitude"), Number(sent, "longitude") }.Where(t => !string.IsNullOrEmpty(t))),
            _ => string.Join(' ', new[] { $"[{type}]", Text(sent, "filename"), Text(sent, "caption") }.Where(t => !string.IsNullOrEmpty(t))),
        };
    }

    private bool IsSigned(string given, byte[] body) =>
        given.StartsWith(Scheme, StringComparison.Ordinal) && IsSame(given[Scheme.Length..].ToLowerInvariant(), Convert.ToHexStringLower(HMACSHA256.HashData(_secret, body)));

    private static bool IsSame(string given, string wanted) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(wanted));

    private static JsonElement Find(JsonElement json, string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : default;

    private static IEnumerable<JsonElement> Items(JsonElement json, string name)
    {
        if (Find(json, name) is not { ValueKind: JsonValueKind.Array } list) yield break;
        foreach (var item in list.EnumerateArray()) yield return item;
    }

    private static string? Text(JsonElement json, string name) => Find(json, name) is { ValueKind: JsonValueKind.String } value && JsonText.TryRead(value, out var text) ? text : null;

    private static string? Number(JsonElement json, string name) => Find(json, name) is { ValueKind: JsonValueKind.Number } value ? value.GetRawText() : null;
}
