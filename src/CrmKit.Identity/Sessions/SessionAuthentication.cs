using System.Security.Claims;
using System.Text.Encodings.Web;
using CrmKit.Access;
using CrmKit.AspNetCore;
using CrmKit.Sessions;
using CrmKit.Tenants;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrmKit.Identity.Sessions;

/// <summary>The ASP.NET Core scheme <c>CrmKit</c>: a session's secret in a cookie, for browsers, or as a bearer token, for programs. Never out of an address.</summary>
internal sealed class SessionAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> schemes, ILoggerFactory logs, UrlEncoder encoder, SignInSessions sessions, SessionCookie cookie, ITenants tenants, IOptions<CrmKitApiOptions> api) : AuthenticationHandler<AuthenticationSchemeOptions>(schemes, logs, encoder)
{
    public const string SchemeName = "CrmKit";
    private const string SessionClaim = "crmkit:session";
    private const string Bearer = "Bearer ";
    private static readonly object RecognitionItem = new();

    /// <summary>The session that a request was authenticated with.</summary>
    public static Guid? SessionOf(ClaimsPrincipal principal) => principal.FindFirstValue(SessionClaim) is { } id ? Guid.Parse(id) : null;

    /// <summary>Who acts by it.</summary>
    public static async ValueTask<Actor?> ActorAsync(HttpContext http)
    {
        if ((await http.AuthenticateAsync(SchemeName)).Principal is not { } principal) return null;
        http.User = principal;
        var actor = Actor.User(Guid.Parse(principal.FindFirstValue(ClaimTypes.NameIdentifier)!));
        return http.Items[RecognitionItem] is Recognition recognised ? recognised.As(actor) : actor;
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (SecretIn(Request) is not { } secret) return AuthenticateResult.NoResult();
        string? tenant;
        try
        {
            tenant = Callers.TenantOf(Context) ?? await Callers.TenantAsync(Context, tenants, api.Value); // middleware may ask before the request has been looked at
        }
        catch (CrmException)
        {
            return AuthenticateResult.Fail("The request is for no tenant that there is.");
        }
        if (await sessions.FindAsync(secret, awaitsCode: false, tenant, Context.RequestAborted) is not var (session, recognised)) return AuthenticateResult.Fail("The session is unknown or ended.");
        Context.Items[RecognitionItem] = recognised;
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, session.UserId.ToString()), new Claim(SessionClaim, session.Id.ToString())], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    private string? SecretIn(HttpRequest request)
    {
        if (request.Headers.Authorization is [{ } value]) return value.StartsWith(Bearer + SignInSessions.Prefix, StringComparison.OrdinalIgnoreCase) ? value[Bearer.Length..].Trim() : null;
        return request.Cookies[cookie.Name];
    }
}
