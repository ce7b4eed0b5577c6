using Microsoft.AspNetCore.Http;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Headers that keep what a host answers from being framed, guessed, or told to other sites.</summary>
public static class SecurityHeaderExtensions
{
    private const string NothingFromElsewhere = "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>
    /// Adds security headers to every answer that has none of its own: a content security policy, <c>nosniff</c>, no frames, no referrer, and isolation from windows and pages of other origins.
    /// Put it before what it should cover; <c>UseHsts</c> is the host's decision.
    /// </summary>
    /// <param name="app">The host's pipeline.</param>
    /// <param name="contentSecurityPolicy">The policy of answers that bring none; by default nothing is loaded or run, which suits APIs. Pages of a host name their styles and scripts here.</param>
    public static IApplicationBuilder UseCrmKitSecurityHeaders(this IApplicationBuilder app, string contentSecurityPolicy = NothingFromElsewhere)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentException.ThrowIfNullOrWhiteSpace(contentSecurityPolicy);
        (string Name, string Value)[] headers =
        [
            ("Content-Security-Policy", contentSecurityPolicy), ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"), ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Opener-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
        ];
        return app.Use((http, next) =>
        {
            http.Response.OnStarting(() =>
            {
                var isFramed = http.Response.Headers.ContentSecurityPolicy is [{ } own] && own.Contains("frame-ancestors", StringComparison.Ordinal) && !own.Contains("frame-ancestors 'none'", StringComparison.Ordinal);
                foreach (var (name, value) in headers) // a file that somebody uploaded comes with a stricter policy, a form with the sites that may show it
                    if (!isFramed || name != "X-Frame-Options") http.Response.Headers.TryAdd(name, value);
                return Task.CompletedTask;
            });
            return next(http);
        });
    }
}
