using CrmKit.Access;
using CrmKit.Sessions;
using CrmKit.Tenants;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrmKit.AspNetCore;

/// <summary>What happens around every handler: who calls, whether the question is one, a session, and problems instead of exceptions.</summary>
internal sealed class ApiInvoker(ICrm crm, IApiKeys keys, ITenants tenants, ISecurityLog security, IOptions<CrmKitApiOptions> options, RateBudgets budgets, ILogger<ApiInvoker> log)
{
    public async Task InvokeAsync(HttpContext http, ApiRoute route)
    {
        Actor? actor = null;
        try
        {
            if (route.IsOpen) Callers.RefuseOtherSites(http);
            var isOpenDocument = route.IsDocument && options.Value.PublicDocument;
            var tenant = isOpenDocument ? null : await Callers.TenantAsync(http, tenants, options.Value);
            actor = route.IsOpen ? Actor.System("sign-in") : isOpenDocument ? Actor.System("API document") : await Callers.FindAsync(http, tenant, keys, options.Value);
            CheckQuery(http.Request.Query, route);
            await using var session = crm.OpenSession(actor, "api", tenant, Callers.OriginOf(http));
            var isAnonymous = route.IsOpen || isOpenDocument;
            var call = new ApiCall(http, route, session, options.Value, isAnonymous ? null : budgets);
            call.Charge(route.Cost);
            if (options.Value.RequireIfMatch && route.TakesIfMatch && http.Request.Headers.IfMatch.Count == 0) throw ApiErrors.IfMatchRequired();
            if (IdempotentRequests.KeyOf(http.Request) is not { } key) await route.Handler(call);
            else if (route.TakesKey) await IdempotentRequests.AnswerAsync(call, key, failure => Refusals.Note(security, http, session.Actor, failure), log);
            else throw ApiErrors.KeyNotTaken();
        }
        catch (Exception failure)
        {
            Refusals.Note(security, http, actor, failure);
            await Problems.WriteAsync(http, failure, log);
        }
    }

    /// <summary>For endpoints of the host's own: the same callers, the same problems.</summary>
    public async Task InvokeAsync(HttpContext http, Func<HttpContext, ICrmSession, Task> handler)
    {
        Actor? actor = null;
        try
        {
            var tenant = await Callers.TenantAsync(http, tenants, options.Value);
            actor = await Callers.FindAsync(http, tenant, keys, options.Value);
            if (IdempotentRequests.KeyOf(http.Request) is not null) throw ApiErrors.KeyNotTaken();
            await using var session = crm.OpenSession(actor, "api", tenant, Callers.OriginOf(http));
            budgets.Charge(http.Response, session.TenantId, actor, ApiRoute.CostOf(http.Request.Method));
            await handler(http, session);
        }
        catch (Exception failure)
        {
            Refusals.Note(security, http, actor, failure);
            await Problems.WriteAsync(http, failure, log);
        }
    }

    /// <summary>Whether a request says who makes it.</summary>
    public async Task<bool> IsKnownAsync(HttpContext http)
    {
        try
        {
            return await Callers.FindAsync(http, await Callers.TenantAsync(http, tenants, options.Value), keys, options.Value) is not null;
        }
        catch (ApiException refusal) when (refusal.Status == StatusCodes.Status401Unauthorized)
        {
            return false;
        }
    }

    /// <summary>For what is under the prefix but no route.</summary>
    public Task RefuseAsync(HttpContext http, IReadOnlyList<string> allowedMethods) =>
        Problems.WriteAsync(http, allowedMethods.Count > 0 ? ApiErrors.MethodNotAllowed(string.Join(", ", allowedMethods)) : ApiErrors.RouteUnknown(), log);

    // A misspelt filter that is silently ignored would answer with records that were never asked for.
    private static void CheckQuery(IQueryCollection query, ApiRoute route)
    {
        foreach (var (name, values) in query)
        {
            if (route.Query.FirstOrDefault(p => p.Name == name) is not { } known) throw ApiErrors.ParameterUnknown(name, route.Query.Select(p => p.Name));
            if (values.Count != 1) throw ApiErrors.Parameter(known.Name, "given once");
            if (values[0]!.Contains('\0', StringComparison.Ordinal)) throw ApiErrors.Parameter(known.Name, "a text without NUL characters");
        }
    }
}
