using System.Security.Claims;
using CrmKit.Planning;
using CrmKit.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.AspNetCore;

/// <summary>The CrmKit user whom a claim of the host's principal names.</summary>
internal static class ClaimedUsers
{
    public static async ValueTask<Actor?> FindAsync(HttpContext http, string claim, UserKey key)
    {
        // Two claims of a kind are two people: neither is believed.
        if (http.User.Identities.Where(i => i.IsAuthenticated).SelectMany(i => i.FindAll(claim)).Select(c => c.Value).ToList() is not [{ Length: > 0 } named]) return null;
        var value = key == UserKey.Email ? named.Trim().ToLowerInvariant() : named;
        var specification = key == UserKey.Email ? new Specification<User>(u => u.Email == value) : new Specification<User>(u => u.ExternalId == value);
        await using var session = http.RequestServices.GetRequiredService<ICrm>().OpenSession(Actor.System("sign-in"), "sign-in", Callers.TenantOf(http));
        return await session.Records.ListAsync(specification, http.RequestAborted) is [{ IsActive: true } user] ? Actor.User(user.Id) : null;
    }
}
