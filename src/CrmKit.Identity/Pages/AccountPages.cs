using CrmKit.AspNetCore;
using CrmKit.Identity.Accounts;
using CrmKit.Identity.Endpoints;
using CrmKit.Identity.Links;
using CrmKit.Identity.Sessions;
using CrmKit.Sessions;
using CrmKit.Tenants;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CrmKit.Identity.Pages;

/// <summary>Sign-in as plain pages, over the same doors as the API's routes.</summary>
internal static class AccountPages
{
    private const string Prefix = "/account";
    private const long MostBytes = 16 * 1024;

    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup(Prefix);
        // Forms are checked for where they come from, as the API's changes are: no token in the page is needed.
        group.MapGet("/sign-in", (HttpContext http) => PageText.WriteAsync(http, "sign-in"));
        group.MapPost("/sign-in", (HttpContext http) => GuardedAsync(http, "sign-in", SignInAsync)).DisableAntiforgery();
        group.MapPost("/code", (HttpContext http) => GuardedAsync(http, "code", CodeAsync)).DisableAntiforgery();
        group.MapPost("/sign-out", (HttpContext http) => GuardedAsync(http, "sign-in", SignOutAsync)).DisableAntiforgery();
        group.MapGet("/forgotten", (HttpContext http) => PageText.WriteAsync(http, "forgotten"));
        group.MapPost("/forgotten", (HttpContext http) => GuardedAsync(http, "forgotten", ForgottenAsync)).DisableAntiforgery();
        group.MapGet("/password", async (HttpContext http) =>
        {
            var token = http.Request.Query["token"].ToString();
            if (await IsGoodAsync(http, token)) await PageText.WriteAsync(http, "password", values: [("token", token)]);
            else await PageText.WriteAsync(http, "gone", StatusCodes.Status404NotFound);
        });
        group.MapPost("/password", (HttpContext http) => GuardedAsync(http, "password", PasswordAsync)).DisableAntiforgery();
        return group;
    }

    private static async Task<bool> IsGoodAsync(HttpContext http, string token)
    {
        try
        {
            return await http.RequestServices.GetRequiredService<LinkDoor>().IsGoodAsync(await TenantAsync(http), token, http.RequestAborted);
        }
        catch (CrmException)
        {
            return false; // for no tenant that there is
        }
    }

    private static ValueTask<string?> TenantAsync(HttpContext http) =>
        Callers.TenantAsync(http, http.RequestServices.GetRequiredService<ITenants>(), http.RequestServices.GetRequiredService<IOptions<CrmKitApiOptions>>().Value);

    // A refusal shows the form once more, with what is wrong.
    private static async Task GuardedAsync(HttpContext http, string page, Func<HttpContext, IFormCollection, Task> act)
    {
        IFormCollection form = FormCollection.Empty;
        try
        {
            Callers.RefuseOtherSites(http);
            await TenantAsync(http);
            if (!http.Request.HasFormContentType || http.Request.ContentLength > MostBytes) throw ApiErrors.ContentType(http.Request.ContentType);
            form = await http.Request.ReadFormAsync(http.RequestAborted);
            await act(http, form);
        }
        catch (ApiException refusal)
        {
            if (refusal.RetryAfter is { } wait) http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
            await AgainAsync(http, form, page, refusal.Status, refusal.Message);
        }
        catch (CrmException refusal)
        {
            await AgainAsync(http, form, refusal is CrmNotFoundException ? "gone" : page, Problems.StatusOf(refusal), refusal.Message);
        }
    }

    private static Task AgainAsync(HttpContext http, IFormCollection form, string page, int status, string message) =>
        PageText.WriteAsync(http, page, status, [("error", message), ("token", form["token"].ToString()), ("challenge", form["challenge"].ToString()), ("return", ReturnOf(form))]);

    private static async Task SignInAsync(HttpContext http, IFormCollection form)
    {
        var signedIn = await http.RequestServices.GetRequiredService<SignIns>().WithPasswordAsync(form["email"].ToString(), form["password"].ToString(), Origin.Of(http), http.RequestAborted);
        if (signedIn.AwaitsCode) await PageText.WriteAsync(http, "code", values: [("challenge", signedIn.Secret), ("return", ReturnOf(form))]);
        else Enter(http, form, signedIn);
    }

    private static async Task CodeAsync(HttpContext http, IFormCollection form) =>
        Enter(http, form, await http.RequestServices.GetRequiredService<SignIns>().WithCodeAsync(form["challenge"].ToString(), form["code"].ToString(), Origin.Of(http), http.RequestAborted));

    private static async Task SignOutAsync(HttpContext http, IFormCollection form)
    {
        var found = await http.AuthenticateAsync(SessionAuthentication.SchemeName);
        if (found.Principal is { } principal && await SessionAuthentication.ActorAsync(http) is { UserId: { } user } actor)
        {
            await using var session = http.RequestServices.GetRequiredService<ICrm>().OpenSession(actor, "sign-in", Callers.TenantOf(http));
            await SignInSessions.EndAsync(session, user, SessionAuthentication.SessionOf(principal), cancellationToken: http.RequestAborted);
        }
        http.RequestServices.GetRequiredService<SessionCookie>().Clear(http.Response);
        http.Response.Redirect(http.Request.PathBase + Prefix + "/sign-in");
    }

    private static Task ForgottenAsync(HttpContext http, IFormCollection form)
    {
        PasswordEndpoints.Forget(http, form["email"].ToString());
        return PageText.WriteAsync(http, "sent", StatusCodes.Status202Accepted);
    }

    private static async Task PasswordAsync(HttpContext http, IFormCollection form)
    {
        await http.RequestServices.GetRequiredService<LinkDoor>().RedeemAsync(form["token"].ToString(), form["password"].ToString(), Origin.Of(http), http.RequestAborted);
        http.Response.Redirect(http.Request.PathBase + Prefix + "/sign-in");
    }

    private static void Enter(HttpContext http, IFormCollection form, SignedIn signedIn)
    {
        http.RequestServices.GetRequiredService<SessionCookie>().Set(http.Response, signedIn.Secret);
        http.Response.Redirect(http.Request.PathBase + ReturnOf(form));
    }

    /// <summary>A path of this host, whatever was asked for: links must not lead people elsewhere.</summary>
    private static string ReturnOf(IFormCollection form) =>
        form["return"].ToString() is ['/', ..] path && !path.StartsWith("//", StringComparison.Ordinal) && !path.Contains('\\', StringComparison.Ordinal) && !path.Any(char.IsControl) ? path : "/";
}
