using System.Security.Cryptography;
using System.Text;

namespace CrmKit.Samples.Host;

/// <summary>The security headers, with a policy that allows the pages their one style.</summary>
internal static class SecurityHeaders
{
    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Page.Style)))}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static void UseSecurityHeaders(this WebApplication app) => app.UseCrmKitSecurityHeaders(Policy);
}
