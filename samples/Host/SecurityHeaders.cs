using System.Security.Cryptography;
using System.Text;

namespace CrmKit.Samples.Host;

/// <summary>Headers that every answer carries: nothing may be framed, guessed, loaded from elsewhere, or told to the next site.</summary>
internal static class SecurityHeaders
{
    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Page.Style)))}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static void UseSecurityHeaders(this WebApplication app) => app.Use((http, next) =>
    {
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            if (headers.ContentSecurityPolicy.Count == 0) headers.ContentSecurityPolicy = Policy; // a file that somebody uploaded comes with a stricter one
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "no-referrer"; // the set-up link's token stands in its address
            return Task.CompletedTask;
        });
        return next(http);
    });
}
