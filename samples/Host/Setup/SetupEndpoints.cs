using CrmKit.Access;
using CrmKit.Identity;
using CrmKit.Sessions;

namespace CrmKit.Samples.Host;

/// <summary>The one-time set-up link: makes the first administrator and shows the API key, once.</summary>
internal static class SetupEndpoints
{
    public static void MapSetup(this WebApplication app)
    {
        app.MapGet("/setup", async (HttpContext http, IFirstRun firstRun, string? token) =>
            token is not null && await firstRun.IsValidAsync(token, http.RequestAborted)
                ? NoStore(http, Page.Of(http, "setup", 200, ("token", token), ("error", "")))
                : Page.Of(http, "gone", StatusCodes.Status404NotFound));

        // The token is what a forged request would lack, so it stands in for an antiforgery token.
        app.MapPost("/setup", CompleteAsync).DisableAntiforgery();
    }

    private static async Task<IResult> CompleteAsync(HttpContext http, IFirstRun firstRun, IInvitations invitations, ICrm crm)
    {
        if (!http.Request.HasFormContentType) return Page.Of(http, "gone", StatusCodes.Status404NotFound);
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var (token, name, email) = (form["token"].ToString(), form["name"].ToString(), form["email"].ToString());
        try
        {
            var admin = await firstRun.CompleteAsync(token, name, email, http.RequestAborted);
            await using var session = crm.OpenSession(Actor.System("set-up"), "set-up");
            var invitation = await invitations.CreateAsync(session, admin.UserId, http.RequestAborted);
            return NoStore(http, http.Request.Headers.Accept.ToString().Contains("application/json", StringComparison.OrdinalIgnoreCase)
                ? Results.Json(new { userId = admin.UserId, apiKey = admin.Key.Key, setPassword = invitation.Path })
                : Page.Of(http, "done", 200, ("key", admin.Key.Key), ("password", invitation.Path)));
        }
        catch (CrmNotFoundException)
        {
            return Page.Of(http, "gone", StatusCodes.Status404NotFound);
        }
        catch (CrmValidationException failure)
        {
            return NoStore(http, Page.Of(http, "setup", StatusCodes.Status400BadRequest, ("token", token), ("error", failure.Message)));
        }
    }

    private static IResult NoStore(HttpContext http, IResult result)
    {
        http.Response.Headers.CacheControl = "no-store";
        return result;
    }
}
