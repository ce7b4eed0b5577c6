using CrmKit.Access;
using CrmKit.AspNetCore;
using CrmKit.Identity.Accounts;
using CrmKit.Identity.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Identity.Endpoints;

/// <summary>What the endpoints ask of a call.</summary>
internal static class Callings
{
    public static T Service<T>(this ApiCall call) where T : notnull => call.Http.RequestServices.GetRequiredService<T>();

    public static void Done(this ApiCall call, int status = StatusCodes.Status204NoContent) => call.Http.Response.StatusCode = status;

    /// <summary>The user who makes the call, by himself: a key that leaked must not become a password.</summary>
    public static Guid Self(this ApiCall call)
    {
        if (call.Session.Actor.UserId is not { } user) throw new CrmForbiddenException(SignInErrors.NoAccount());
        return SessionAuthentication.SessionOf(call.Http.User) is null ? throw new CrmForbiddenException(SignInErrors.KeyForbidden()) : user;
    }

    /// <summary>The user in question: the caller, or for administrators another. How somebody signs in is within no scope of a key.</summary>
    public static async Task<Guid> WhoseAsync(this ApiCall call, Guid? asked)
    {
        if (asked is { } other && other != call.Session.Actor.UserId)
        {
            await AdministratorRights.DemandAsync(call.Session, SignInErrors.AdministratorsOnly, call.Cancelled);
            return other;
        }
        if (call.Session.Actor.Scopes is not null) throw new CrmForbiddenException(SignInErrors.KeyForbidden());
        return call.Session.Actor.UserId ?? throw new CrmForbiddenException(SignInErrors.NoAccount());
    }

    /// <summary>Asks for the password once more before something that changes how the user signs in.</summary>
    public static async Task DemandPasswordAsync(this ApiCall call, Guid user, string password)
    {
        if (!await call.Service<SignIns>().KnowsPasswordAsync(call.Session, user, password, Origin.Of(call.Http), call.Cancelled)) throw new CrmForbiddenException(SignInErrors.PasswordWrong());
    }
}
