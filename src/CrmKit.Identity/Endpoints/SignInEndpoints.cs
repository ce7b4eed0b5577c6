using CrmKit.AspNetCore;
using CrmKit.Identity.Accounts;
using CrmKit.Identity.Sessions;

namespace CrmKit.Identity.Endpoints;

internal static class SignInEndpoints
{
    public static async Task PasswordAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        var given = new StrictObject(body.RootElement, "body", "email", "password", "keepIn");
        var inCookie = InCookie(given);
        await AnswerAsync(call, await call.Service<SignIns>().WithPasswordAsync(given.RequiredText("email"), given.RequiredText("password"), Origin.Of(call.Http), call.Cancelled), inCookie);
    }

    public static async Task CodeAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        var given = new StrictObject(body.RootElement, "body", "challenge", "code", "keepIn");
        var inCookie = InCookie(given);
        await AnswerAsync(call, await call.Service<SignIns>().WithCodeAsync(given.RequiredText("challenge"), given.RequiredText("code"), Origin.Of(call.Http), call.Cancelled), inCookie);
    }

    private static bool InCookie(StrictObject given) => given.Text("keepIn") switch
    {
        null or "token" => false,
        "cookie" => true,
        _ => throw ApiErrors.Property("keepIn", "token or cookie"),
    };

    private static Task AnswerAsync(ApiCall call, SignedIn signedIn, bool inCookie)
    {
        if (!signedIn.AwaitsCode && inCookie) call.Service<SessionCookie>().Set(call.Http.Response, signedIn.Secret);
        return call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            if (signedIn.AwaitsCode) json.WriteString("challenge", signedIn.Secret);
            else
            {
                json.WriteString("userId", signedIn.UserId);
                if (!inCookie) json.WriteString("token", signedIn.Secret);
            }
            json.WriteString("expiresAt", signedIn.ExpiresAt);
            json.WriteEndObject();
        });
    }
}
