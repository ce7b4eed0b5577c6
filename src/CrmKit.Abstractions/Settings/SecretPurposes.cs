namespace CrmKit.Settings;

/// <summary>What each stored secret is protected for: a text that is moved to another place cannot be read there.</summary>
internal static class SecretPurposes
{
    /// <summary>A webhook's address.</summary>
    public const string Target = "target";

    /// <summary>What a webhook signs with.</summary>
    public const string Secret = "secret";

    /// <summary>The secret of a user's authenticator.</summary>
    public const string Factor = "CrmKit.Identity.Factor";

    public static string Webhook(string tenantId, Guid webhook, string what) => $"CrmKit.Webhooks/{tenantId}/{webhook}/{what}";

    public static string Effect(string tenantId, string kind, string key) => $"CrmKit.Effects/{tenantId}/{kind}/{key}";

    public static string Setting(string source, string key) => $"CrmKit.Settings/{source}/{key}";
}
