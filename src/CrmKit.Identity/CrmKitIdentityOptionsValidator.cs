using Microsoft.Extensions.Options;

namespace CrmKit.Identity;

internal sealed class CrmKitIdentityOptionsValidator : IValidateOptions<CrmKitIdentityOptions>
{
    public ValidateOptionsResult Validate(string? name, CrmKitIdentityOptions options)
    {
        var wrong = new List<string>();
        if (options.PublicUrl is { } url && (!url.IsAbsoluteUri || url.Scheme is not ("https" or "http") || url.Query.Length > 0 || url.Fragment.Length > 0))
            wrong.Add("PublicUrl must be an absolute address without a query, such as https://crm.example.com.");
        if (options.MinPasswordLength is < 8 or > 64) wrong.Add("MinPasswordLength must be 8 to 64.");
        if (options.MaxFailures is < 3 or > 100) wrong.Add("MaxFailures must be 3 to 100.");
        if (options.MaxFailuresPerAddress is < 10 or > 10_000) wrong.Add("MaxFailuresPerAddress must be 10 to 10,000.");
        Span(nameof(options.LockoutTime), options.LockoutTime, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));
        Span(nameof(options.SessionAge), options.SessionAge, TimeSpan.FromMinutes(5), TimeSpan.FromDays(90));
        Span(nameof(options.IdleTime), options.IdleTime, TimeSpan.FromMinutes(5), TimeSpan.FromDays(90));
        Span(nameof(options.InvitationAge), options.InvitationAge, TimeSpan.FromHours(1), TimeSpan.FromDays(30));
        Span(nameof(options.ResetAge), options.ResetAge, TimeSpan.FromMinutes(5), TimeSpan.FromDays(1));
        if (string.IsNullOrWhiteSpace(options.Issuer) || options.Issuer.Contains(':', StringComparison.Ordinal)) wrong.Add("Issuer must be a name without a colon.");
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong.Select(w => "CrmKitIdentityOptions." + w));

        void Span(string setting, TimeSpan value, TimeSpan least, TimeSpan most)
        {
            if (value < least || value > most) wrong.Add($"{setting} is {value}. Use {least} to {most}.");
        }
    }
}
