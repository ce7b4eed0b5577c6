using CrmKit.Access;
using CrmKit.Sessions;
using CrmKit.Tenants;
using Microsoft.AspNetCore.Http;

namespace CrmKit.AspNetCore;

/// <summary>Finds who makes a request: by CrmKit's own API key, else by the host's mapping.</summary>
internal static class Callers
{
    private static readonly object TenantItem = new();
    private const string KeyPrefix = "crm_";
    private const string Bearer = "Bearer ";

    public static async ValueTask<Actor> FindAsync(HttpContext http, string? tenant, IApiKeys keys, CrmKitApiOptions options)
    {
        if (KeyIn(http.Request) is { } key)
        {
            var holder = await (tenant is null ? keys.FindActorAsync(key, http.RequestAborted) : keys.FindActorAsync(key, tenant, http.RequestAborted)) ?? throw ApiErrors.Unauthenticated(hadKey: true);
            // Every door asks for rights to records; what is none of them, such as a saved view, is fenced here.
            return holder.Scopes is { IsReadOnly: true } scopes && !IsSafe(http.Request.Method) ? throw new CrmForbiddenException(ApiErrors.KeyReadOnly(scopes)) : holder;
        }
        if (options.ResolveActor is not { } resolve || await resolve(http) is not { } actor) throw ApiErrors.Unauthenticated(hadKey: false);
        if (!HasBearer(http.Request)) RefuseOtherSites(http); // browsers send tokens by themselves to nobody, and cookies to everybody
        return actor;
    }

    /// <summary>Refuses a change that a page of another site makes with what the browser sends along, whatever its content type: by what the browser says of where the request comes from.</summary>
    /// <remarks>Programs that are no browsers say nothing of it, and carry no cookie that they were not given.</remarks>
    public static void RefuseOtherSites(HttpContext http)
    {
        var request = http.Request;
        if (IsSafe(request.Method)) return;
        var isOwn = request.Headers["Sec-Fetch-Site"].ToString() switch
        {
            "same-origin" or "none" => true,
            "" => request.Headers.Origin.Count == 0 || IsOwn(request, request.Headers.Origin.ToString()),
            _ => false,
        };
        if (!isOwn) throw ApiErrors.CrossSite();
    }

    private static bool IsOwn(HttpRequest request, string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var from) && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    private static bool HasBearer(HttpRequest request) => request.Headers.Authorization is [{ } value] && value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase);

    /// <summary>Which tenant a request is for; <see langword="null"/> when the host has one alone.</summary>
    public static async ValueTask<string?> TenantAsync(HttpContext http, ITenants tenants, CrmKitApiOptions options)
    {
        if (options.TenantSources.Count == 0) return null;
        var named = Named(http, options);
        if (named.Count > 1) throw ApiErrors.TenantMismatch();
        if (named is not [var tenant]) throw ApiErrors.TenantMissing();
        if (!await tenants.IsActiveAsync(tenant, http.RequestAborted)) throw ApiErrors.TenantUnknown();
        http.Items[TenantItem] = tenant;
        return tenant;
    }

    /// <summary>As <see cref="TenantAsync"/>, for strangers: whoever names none is with the host's own.</summary>
    public static async ValueTask<string?> TenantOfStrangerAsync(HttpContext http, ITenants tenants, CrmKitApiOptions options) =>
        Named(http, options).Count == 0 ? null : await TenantAsync(http, tenants, options);

    private static List<string> Named(HttpContext http, CrmKitApiOptions options) => [.. options.TenantSources.Select(source => source(http)).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>What <see cref="TenantAsync"/> found for this request.</summary>
    public static string? TenantOf(HttpContext http) => http.Items[TenantItem] as string;

    /// <summary>Where a request comes from, for the audit.</summary>
    public static CallOrigin OriginOf(HttpContext http) => new(http.Connection.RemoteIpAddress?.ToString(), KeyIn(http.Request) is null ? null : "key");

    private static string? KeyIn(HttpRequest request)
    {
        if (request.Headers["X-Api-Key"] is { Count: > 0 } header) return header.Count == 1 ? header[0] : "";
        return HasBearer(request) && request.Headers.Authorization[0]!.AsSpan(Bearer.Length).StartsWith(KeyPrefix, StringComparison.Ordinal) ? request.Headers.Authorization[0]![Bearer.Length..].Trim() : null;
    }
}
