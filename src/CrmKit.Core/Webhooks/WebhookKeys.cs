using CrmKit.Sessions;
using CrmKit.Settings;

namespace CrmKit.Webhooks;

/// <summary>Addresses and secrets, encrypted with the host's keys and bound to their webhook and tenant.</summary>
internal sealed class WebhookKeys(CrmSession session, IEnumerable<ISecretProtector> protectors) : ISessionService
{
    private readonly ISecretProtector? _protector = protectors.LastOrDefault();

    public string ProtectTarget(WebhookEntry webhook, string target) => Protect(webhook, SecretPurposes.Target, target);

    public string ProtectSecret(WebhookEntry webhook, string secret) => Protect(webhook, SecretPurposes.Secret, secret);

    public string Target(WebhookEntry webhook) => Unprotect(webhook, SecretPurposes.Target, webhook.Target);

    /// <summary>The secrets that sign now, the newest first.</summary>
    public IReadOnlyList<string> Secrets(WebhookEntry webhook)
    {
        var newest = Unprotect(webhook, SecretPurposes.Secret, webhook.Secret);
        return webhook.OldSecret is { } old && webhook.OldSecretUntil > session.Now ? [newest, Unprotect(webhook, SecretPurposes.Secret, old)] : [newest];
    }

    private string Protect(WebhookEntry webhook, string what, string text) => (_protector ?? throw new CrmRuleException(WebhookErrors.NoProtector())).Protect(Purpose(webhook, what), text);

    private string Unprotect(WebhookEntry webhook, string what, string text) =>
        (_protector ?? throw new CrmRuleException(WebhookErrors.NoProtector())).Unprotect(Purpose(webhook, what), text) ?? throw new CrmRuleException(WebhookErrors.SecretUnreadable(webhook.Name));

    private string Purpose(WebhookEntry webhook, string what) => SecretPurposes.Webhook(session.TenantId, webhook.Id, what);
}
