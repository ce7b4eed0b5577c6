using System.Text.Json;
using System.Text.Json.Nodes;
using CrmKit.Consents;
using CrmKit.Sessions;

namespace CrmKit.Effects;

/// <summary>Consents that effects need, stored within their payloads and asked for when their turn comes.</summary>
internal static class ConsentedPayloads
{
    private const string Key = "$consent";

    public static string With(string payload, EffectConsent consent)
    {
        var json = JsonNode.Parse(payload) as JsonObject ?? throw new ArgumentException("The payload of an effect that needs a consent is an object.", nameof(payload));
        json[Key] = JsonSerializer.SerializeToNode(consent);
        return json.ToJsonString();
    }

    /// <summary>The payload as it was asked for, and the consent that it needs.</summary>
    public static (JsonElement Payload, EffectConsent? Consent) Read(string payload)
    {
        var json = JsonElement.Parse(payload);
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(Key, out var consent)) return (json, null);
        var rest = JsonNode.Parse(payload)!.AsObject();
        rest.Remove(Key);
        return (JsonElement.Parse(rest.ToJsonString()), consent.Deserialize<EffectConsent>());
    }

    /// <summary>Whether the newest proof allows it still. When it does not, the activity that says it was sent is deleted.</summary>
    public static async Task<bool> IsAllowedAsync(Crm crm, string tenantId, Guid message, EffectConsent consent, CancellationToken cancellationToken)
    {
        await using var session = crm.Open(Actor.System("consent"), "effects", tenantId, message);
        try
        {
            if ((await session.Consents.MayAsync([consent.Question], cancellationToken))[0].MaySend) return true;
        }
        catch (CrmNotFoundException)
        {
            // The person was erased.
        }
        if (consent.Activity is { } activity && await session.Records.FindAsync(activity, cancellationToken) is { DeletedAt: null })
            await session.Records.SaveAsync(new ChangeSet { Reason = "not sent: consent ended" }.Delete(activity), cancellationToken);
        return false;
    }
}
