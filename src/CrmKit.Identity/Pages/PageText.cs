using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Identity.Pages;

/// <summary>A page out of an embedded file, in the visitor's language, with its placeholders filled in, and with the headers that keep it to itself.</summary>
internal static class PageText
{
    private static readonly string Style = Read("style.css");
    private static readonly string Layout = Read("layout.html").Replace("{{style}}", Style, StringComparison.Ordinal);
    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static async Task WriteAsync(HttpContext http, string name, int status = StatusCodes.Status200OK, IReadOnlyList<(string Name, string Value)>? values = null)
    {
        var language = Language(http.Request);
        var html = new StringBuilder(Layout).Replace("{{lang}}", language == "zh" ? "zh-Hans" : "en").Replace("{{content}}", Read($"{name}.{language}.html")).Replace("{{base}}", WebUtility.HtmlEncode(http.Request.PathBase.Value));
        foreach (var (key, value) in values ?? []) html.Replace("{{" + key + "}}", WebUtility.HtmlEncode(value));
        foreach (var left in new[] { "error", "token", "challenge" }) html.Replace("{{" + left + "}}", "");
        html.Replace("{{return}}", WebUtility.HtmlEncode(http.Request.Query["return"].ToString()));
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.Vary = "Accept-Language";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.XFrameOptions = "DENY";
        response.Headers["Referrer-Policy"] = "no-referrer"; // the token of a link stands in its address
        await response.WriteAsync(html.ToString(), http.RequestAborted);
    }

    private static string Language(HttpRequest request) =>
        request.GetTypedHeaders().AcceptLanguage
            .OrderByDescending(l => l.Quality ?? 1)
            .Select(l => l.Value.Value is { Length: >= 2 } name ? name[..2].ToLowerInvariant() : "")
            .FirstOrDefault(l => l is "en" or "zh") ?? "en";

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("pages." + name) ?? throw new FileNotFoundException(name);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
