using CrmKit.Access;
using CrmKit.AspNetCore;
using CrmKit.Identity.Accounts;
using CrmKit.Identity.Links;
using CrmKit.Identity.Sessions;
using CrmKit.Sessions;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Identity.Endpoints;

internal static class PasswordEndpoints
{
    public static async Task ChangeAsync(ApiCall call)
    {
        var id = call.Self();
        using var body = await call.BodyAsync();
        var given = new StrictObject(body.RootElement, "body", "current", "password");
        var (current, password) = (given.RequiredText("current"), given.RequiredText("password"));
        await call.DemandPasswordAsync(id, current);
        var (accounts, session) = (call.Service<SignInAccounts>(), (CrmSession)call.Session);
        accounts.Check(password, await SignInAccounts.UserAsync(session, id, call.Cancelled) ?? throw new CrmForbiddenException(SignInErrors.NoAccount()));
        await using var work = await session.BeginWorkAsync(call.Cancelled);
        await accounts.SetAsync(session, work, id, password, call.Cancelled);
        await SignInSessions.EndAsync(session, id, except: SessionAuthentication.SessionOf(call.Http.User), cancellationToken: call.Cancelled);
        await work.CommitAsync(call.Cancelled);
        call.Service<ISecurityLog>().Write(new SecurityEvent(SecurityKinds.PasswordChanged) { TenantId = session.TenantId, UserId = id, Address = Origin.Of(call.Http).Address });
        call.Done();
    }

    public static async Task ForgottenAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        var email = new StrictObject(body.RootElement, "body", "email").RequiredText("email");
        Forget(call.Http, email);
        call.Done(StatusCodes.Status202Accepted);
    }

    /// <summary>Takes a wish for a link; as many as tries to sign in.</summary>
    public static void Forget(HttpContext http, string email)
    {
        var services = http.RequestServices;
        ((Throttle)services.GetService(typeof(Throttle))!).Begin("forgotten:" + SignInAccounts.NameOf(email), Origin.Of(http));
        ((ForgottenPasswords)services.GetService(typeof(ForgottenPasswords))!).Add(Callers.TenantOf(http), email);
    }

    public static async Task SetAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        var given = new StrictObject(body.RootElement, "body", "token", "password");
        var (token, password) = (given.RequiredText("token"), given.RequiredText("password"));
        await call.Service<LinkDoor>().RedeemAsync(token, password, Origin.Of(call.Http), call.Cancelled);
        call.Done();
    }

    public static async Task InviteAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        var user = new StrictObject(body.RootElement, "body", "userId").Id("userId") ?? throw ApiErrors.Property("userId", "given, as an id");
        var made = await call.Service<IInvitations>().CreateAsync(call.Session, user, call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("isMailed", made.IsMailed);
            if (!made.IsMailed) json.WriteString("path", made.Path); // what was mailed is for the one who gets it
            json.WriteString("expiresAt", made.ExpiresAt);
            json.WriteEndObject();
        }, StatusCodes.Status201Created);
    }
}
