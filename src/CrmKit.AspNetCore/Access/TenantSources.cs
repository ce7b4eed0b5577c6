using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace CrmKit.AspNetCore;

/// <summary>Where requests may say which tenant they are for; see <see cref="CrmKitApiOptions.TenantSources"/>.</summary>
public static class TenantSources
{
    /// <summary>A claim of the host's own sign-in.</summary>
    public static Func<HttpContext, string?> Claim(string type) => http => http.User.FindFirstValue(type);

    /// <summary>A header; given twice it names nobody that there is.</summary>
    public static Func<HttpContext, string?> Header(string name) => http => http.Request.Headers[name] is { Count: > 0 } values ? values.ToString() : null;

    /// <summary>The name before a domain: <c>acme</c> in <c>acme.crm.example.com</c>. Other hosts name none.</summary>
    /// <param name="domain">What comes behind: <c>crm.example.com</c>.</param>
    public static Func<HttpContext, string?> SubDomain(string domain)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(domain);
        var suffix = "." + domain.Trim('.');
        return http => http.Request.Host.Host is { } host && host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) ? host[..^suffix.Length].ToLowerInvariant() : null;
    }
}
