using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace CrmKit.Identity.Sessions;

/// <summary>The cookie with a session's secret: out of reach of scripts, of plain HTTP, of other hosts of the domain, and of forms on other sites.</summary>
internal sealed class SessionCookie(IOptions<CrmKitIdentityOptions> options)
{
    public string Name => options.Value.SecureCookie ? "__Host-crmkit" : "crmkit";

    public void Set(HttpResponse response, string secret) => response.Cookies.Append(Name, secret, Terms());

    public void Clear(HttpResponse response) => response.Cookies.Delete(Name, Terms());

    private CookieOptions Terms() => new() { HttpOnly = true, Secure = options.Value.SecureCookie, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true };
}
