using System.Text.Json;
using CrmKit.Events;
using CrmKit.Settings;
using CrmKit.Storage;

namespace CrmKit.Effects;

/// <summary>Payloads of effects as they are stored: encrypted where they hold a secret.</summary>
internal sealed class SealedPayloads(IEnumerable<ISecretProtector> protectors)
{
    /// <summary>Held by whoever writes over such a payload.</summary>
    public static readonly StoreLock Lock = new("effects/sealed");

    private const string Begin = "{\"$sealed\":\"", End = "\"}";
    private readonly ISecretProtector? _protector = protectors.LastOrDefault();

    public static string PurposeOf(OutboxMessage message) => SecretPurposes.Effect(message.TenantId, message.Name, message.Key ?? "");

    /// <summary>Those of a tenant's effects that are encrypted.</summary>
    public static IQueryable<OutboxMessage> In(IStoreReader reader) => reader.Query<OutboxMessage>().Where(m => m.Class == OutboxClass.Effect && m.Payload.StartsWith(Begin));

    /// <summary>The encrypted text in a payload; <see langword="null"/> when it is not encrypted.</summary>
    public static string? TextOf(string payload)
    {
        if (!payload.StartsWith(Begin, StringComparison.Ordinal)) return null;
        using var json = JsonDocument.Parse(payload);
        return json.RootElement.EnumerateObject().First().Value.GetString();
    }

    public static string Around(string text) => Begin + JsonEncodedText.Encode(text) + End;

    public string Write(string tenantId, EffectRequest effect)
    {
        var payload = effect.Payload.ValueKind == JsonValueKind.Undefined ? "{}" : effect.Payload.GetRawText();
        if (effect.Consent is { } consent) payload = ConsentedPayloads.With(payload, consent);
        if (!effect.HoldsSecret || _protector is null) return payload;
        return Around(_protector.Protect(SecretPurposes.Effect(tenantId, effect.Kind, effect.Key), payload));
    }

    /// <summary>The payload itself; <see langword="null"/> when nobody can decrypt it.</summary>
    public string? Read(OutboxMessage message) => TextOf(message.Payload) is { } text ? _protector?.Unprotect(PurposeOf(message), text) : message.Payload;
}
