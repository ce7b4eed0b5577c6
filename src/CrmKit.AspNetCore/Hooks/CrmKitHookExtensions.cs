using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.AspNetCore;

/// <summary>Takes in what messenger services and call centres deliver by themselves. Everything passes the intake door, each message and call once.</summary>
public static class CrmKitHookExtensions
{
    /// <summary>Maps the address that Meta's Cloud API delivers WhatsApp messages to: who writes from a new number becomes a lead, what he writes next is added to it.</summary>
    /// <param name="endpoints">The host's endpoints.</param>
    /// <param name="options">The secrets, as Meta gave them.</param>
    /// <param name="pattern">Where, with a leading slash; default <c>/hooks/whatsapp</c>.</param>
    /// <returns>A builder for conventions on the endpoint, such as <c>RequireRateLimiting</c> or <c>AllowAnonymous</c>.</returns>
    /// <exception cref="ArgumentException">A secret is empty: anybody could sign.</exception>
    public static IEndpointConventionBuilder MapCrmKitWhatsApp(this IEndpointRouteBuilder endpoints, WhatsAppOptions options, string pattern = "/hooks/whatsapp")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.AppSecret, nameof(options));
        ArgumentException.ThrowIfNullOrWhiteSpace(options.VerifyToken, nameof(options));
        var hook = new WhatsAppHook(ActivatorUtilities.CreateInstance<Hook>(endpoints.ServiceProvider), options);
        var group = endpoints.MapGroup(pattern);
        group.MapGet("", (RequestDelegate)hook.ConfirmAsync);
        group.MapPost("", (RequestDelegate)hook.TakeAsync);
        return group;
    }

    /// <summary>Maps the address that a call centre at Twilio tells of calls by status callbacks: each call that came in is a signal, also the one that nobody took.</summary>
    /// <param name="endpoints">The host's endpoints.</param>
    /// <param name="options">The token, and the address as it was entered at Twilio.</param>
    /// <param name="pattern">Where, with a leading slash; default <c>/hooks/twilio/calls</c>.</param>
    /// <returns>A builder for conventions on the endpoint, such as <c>RequireRateLimiting</c> or <c>AllowAnonymous</c>.</returns>
    /// <exception cref="ArgumentException">The token is empty: anybody could sign.</exception>
    public static IEndpointConventionBuilder MapCrmKitTwilioCalls(this IEndpointRouteBuilder endpoints, TwilioCallOptions options, string pattern = "/hooks/twilio/calls")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.AuthToken, nameof(options));
        var hook = new TwilioCallHook(ActivatorUtilities.CreateInstance<Hook>(endpoints.ServiceProvider), options);
        return endpoints.MapPost(pattern, (RequestDelegate)hook.TakeAsync);
    }
}
