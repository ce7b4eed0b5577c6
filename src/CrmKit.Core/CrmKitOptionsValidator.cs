using System.Net;
using CrmKit.Places;
using CrmKit.Webhooks;
using Microsoft.Extensions.Options;

namespace CrmKit;

/// <summary>Names every setting that is out of its range, with the range.</summary>
internal sealed class CrmKitOptionsValidator : IValidateOptions<CrmKitOptions>
{
    public ValidateOptionsResult Validate(string? name, CrmKitOptions options)
    {
        var failures = new List<string>();
        if (string.IsNullOrWhiteSpace(options.TimeZone) || !TimeZoneInfo.TryFindSystemTimeZoneById(options.TimeZone, out _))
            failures.Add($"CrmKitOptions.TimeZone is '{options.TimeZone}', which this system does not know. Use an IANA name such as 'Europe/Berlin'.");
        if (options.Currency is not { Length: 3 } currency || !currency.All(char.IsAsciiLetterUpper))
            failures.Add($"CrmKitOptions.Currency is '{options.Currency}'. Use an ISO 4217 code of three capital letters such as 'EUR'.");
        if (options.Country is { } country && Countries.All.All(c => c.Code != country)) failures.Add($"CrmKitOptions.Country is '{country}'. Use an ISO 3166 code of two capital letters such as 'CN', or leave it out.");
        if (options.TenantId is not { Length: > 0 and <= 40 } tenant || !tenant.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            failures.Add($"CrmKitOptions.TenantId is '{options.TenantId}'. Use 1 to 40 lower-case letters, digits and hyphens.");
        Range(failures, nameof(options.HandlerDepth), options.HandlerDepth, 1, 32);
        Range(failures, nameof(options.ListLimit), options.ListLimit, 1, 1_000_000);
        Range(failures, nameof(options.DeliveryAttempts), options.DeliveryAttempts, 1, 100);
        if (options.BehaviourAge < TimeSpan.FromDays(1)) failures.Add($"CrmKitOptions.BehaviourAge is {options.BehaviourAge}. Use 1 day or more, or null to keep everything.");
        if (options.SecurityLogAge < TimeSpan.FromDays(1)) failures.Add($"CrmKitOptions.SecurityLogAge is {options.SecurityLogAge}. Use 1 day or more, or null to keep everything.");
        if (options.IdempotencyAge < TimeSpan.FromMinutes(1) || options.IdempotencyAge > TimeSpan.FromDays(30)) failures.Add($"CrmKitOptions.IdempotencyAge is {options.IdempotencyAge}. Use 1 minute to 30 days.");
        if (options.AuditAge < TimeSpan.FromDays(1)) failures.Add($"CrmKitOptions.AuditAge is {options.AuditAge}. Use 1 day or more, or null to keep everything.");
        Range(failures, nameof(options.LifecycleDays), options.LifecycleDays, 1, 3650);
        if (string.IsNullOrWhiteSpace(options.AttachmentFolder)) failures.Add("CrmKitOptions.AttachmentFolder is empty. Name a folder.");
        if (options.MaxAttachmentBytes < 1) failures.Add($"CrmKitOptions.MaxAttachmentBytes is {options.MaxAttachmentBytes}. Use 1 or more.");
        if (options.AttachmentQuota < 1) failures.Add($"CrmKitOptions.AttachmentQuota is {options.AttachmentQuota}. Use 1 or more.");
        Range(failures, nameof(options.TransferAge), options.TransferAge, TimeSpan.FromHours(1), TimeSpan.FromDays(90));
        if (options.TransferQuota < 1) failures.Add($"CrmKitOptions.TransferQuota is {options.TransferQuota}. Use 1 or more.");
        Range(failures, nameof(options.ConcurrentTransfers), options.ConcurrentTransfers, 1, 16);
        Range(failures, nameof(options.RankedSearchHits), options.RankedSearchHits, 1, 1_000_000);
        if (options.DispatchInterval < TimeSpan.FromMilliseconds(10) || options.DispatchInterval > TimeSpan.FromHours(1))
            failures.Add($"CrmKitOptions.DispatchInterval is {options.DispatchInterval}. Use 10 ms to 1 h.");
        if (options.FormsUrl is { } forms && !(forms.IsAbsoluteUri && (forms.Scheme == Uri.UriSchemeHttps || (forms.Scheme == Uri.UriSchemeHttp && forms.IsLoopback)) && forms.Query.Length == 0 && forms.Fragment.Length == 0))
            failures.Add($"CrmKitOptions.FormsUrl is '{forms}'. Use an absolute address that begins with https://, such as https://www.example.com/forms.");
        Validate(failures, options.Webhooks);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void Validate(List<string> failures, WebhookOptions webhooks)
    {
        Range(failures, "Webhooks.Timeout", webhooks.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        Range(failures, "Webhooks.SecretOverlap", webhooks.SecretOverlap, TimeSpan.Zero, TimeSpan.FromDays(30));
        Range(failures, "Webhooks.DisableAfter", webhooks.DisableAfter, TimeSpan.FromDays(1), TimeSpan.FromDays(30));
        Range(failures, "Webhooks.Concurrency", webhooks.Concurrency, 1, 64);
        foreach (var network in webhooks.PrivateNetworks)
            if (!IPNetwork.TryParse(network, out _)) failures.Add($"CrmKitOptions.Webhooks.PrivateNetworks has '{network}', which is no network. Write its first address and the length of its prefix, such as 10.20.0.0/16.");
    }

    private static void Range(List<string> failures, string setting, TimeSpan value, TimeSpan minimum, TimeSpan maximum)
    {
        if (value < minimum || value > maximum) failures.Add($"CrmKitOptions.{setting} is {value}. Use {minimum} to {maximum}.");
    }

    private static void Range(List<string> failures, string setting, int value, int minimum, int maximum)
    {
        if (value < minimum || value > maximum) failures.Add($"CrmKitOptions.{setting} is {value}. Use {minimum} to {maximum}.");
    }
}
