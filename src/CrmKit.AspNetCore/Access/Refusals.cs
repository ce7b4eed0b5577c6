using CrmKit.Access;
using CrmKit.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CrmKit.AspNetCore;

/// <summary>Tells the security log which requests were refused for lack of a caller or of rights: code and route, no text that the caller made up.</summary>
internal static class Refusals
{
    public static void Note(ISecurityLog log, HttpContext http, Actor? actor, Exception failure)
    {
        if (CodeOf(failure) is not { } code) return;
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "";
        log.Write(new SecurityEvent(SecurityKinds.Refused) { UserId = actor?.UserId, Address = http.Connection.RemoteIpAddress?.ToString(), Detail = $"{code}: {http.Request.Method} {route}" });
    }

    // What is hidden answers like what is absent: a user who tries ids shows by how many he tries.
    private static string? CodeOf(Exception failure) => failure switch
    {
        ApiException { Status: StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden } refused => refused.Error.Code,
        CrmForbiddenException forbidden => forbidden.Errors[0].Code,
        CrmNotFoundException hidden when hidden.Errors[0].Code == "record.not-found" => hidden.Errors[0].Code,
        _ => null,
    };
}
