using CrmKit.Access;
using CrmKit.AspNetCore;
using CrmKit.Identity.Sessions;

namespace CrmKit.Identity.Endpoints;

internal static class SessionEndpoints
{
    public static async Task SignOutAsync(ApiCall call)
    {
        var user = call.Self();
        await SignInSessions.EndAsync(call.Session, user, SessionAuthentication.SessionOf(call.Http.User), cancellationToken: call.Cancelled);
        call.Service<SessionCookie>().Clear(call.Http.Response);
        Log(call, user);
        call.Done();
    }

    public static async Task ListAsync(ApiCall call)
    {
        var sessions = await call.Service<SignInSessions>().ListAsync(call.Session, await call.WhoseAsync(call.Id("user")), call.Cancelled);
        var current = SessionAuthentication.SessionOf(call.Http.User);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var session in sessions)
            {
                json.WriteStartObject();
                json.WriteString("id", session.Id);
                json.WriteBoolean("isThis", session.Id == current);
                json.WriteString("createdAt", session.CreatedAt);
                json.WriteString("lastSeenAt", session.LastSeenAt);
                json.WriteString("expiresAt", session.ExpiresAt);
                json.WriteString("address", session.Address);
                json.WriteString("agent", session.Agent);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public static async Task EndAsync(ApiCall call)
    {
        var (user, id) = (await call.WhoseAsync(null), DefinitionEndpoints.Id(call));
        if (await SignInSessions.EndAsync(call.Session, user, id, cancellationToken: call.Cancelled) == 0) throw new CrmNotFoundException(SignInErrors.SessionUnknown(id));
        Log(call, user);
        call.Done();
    }

    public static async Task EndAllAsync(ApiCall call)
    {
        var user = await call.WhoseAsync(call.Id("user"));
        await SignInSessions.EndAsync(call.Session, user, cancellationToken: call.Cancelled);
        Log(call, user);
        call.Done();
    }

    private static void Log(ApiCall call, Guid user) =>
        call.Service<ISecurityLog>().Write(new SecurityEvent(SecurityKinds.SignOut) { UserId = user, ActorId = call.Session.Actor.UserId, Address = Origin.Of(call.Http).Address });
}
