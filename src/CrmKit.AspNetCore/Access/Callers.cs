using CrmKit.Access;
using CrmKit.Sessions;
using Microsoft.AspNetCore.Http;

namespace CrmKit.AspNetCore;

/// <summary>Finds who makes a request: by CrmKit's own API key, else by the host's mapping.</summary>
internal static class Callers
{
    private const string KeyPrefix = "crm_";

    public static async ValueTask<Actor> FindAsync(HttpContext http, IApiKeys keys, CrmKitApiOptions options)
    {
        if (KeyIn(http.Request) is { } key)
        {
            var holder = await keys.FindActorAsync(key, http.RequestAborted) ?? throw ApiErrors.Unauthenticated(hadKey: true);
            // Every door asks for rights to records; what is none of them, such as a saved view, is fenced here.
            return holder.Scopes is { IsReadOnly: true } scopes && !IsSafe(http.Request.Method) ? throw new CrmForbiddenException(ApiErrors.KeyReadOnly(scopes)) : holder;
        }
        if (options.ResolveActor is not { } resolve || await resolve(http) is not { } actor) throw ApiErrors.Unauthenticated(hadKey: false);

        // The host's sign-in may be a cookie, which browsers send along with requests that other sites make.
        if (!IsSafe(http.Request.Method) && http.Request.Headers["Sec-Fetch-Site"] == "cross-site") throw ApiErrors.CrossSite();
        return actor;
    }

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    private static string? KeyIn(HttpRequest request)
    {
        if (request.Headers["X-Api-Key"] is { Count: > 0 } header) return header.Count == 1 ? header[0] : "";
        var authorization = request.Headers.Authorization is { Count: 1 } values ? values[0] : null;
        return authorization is not null && authorization.StartsWith("Bearer " + KeyPrefix, StringComparison.OrdinalIgnoreCase) ? authorization[7..].Trim() : null;
    }
}
