using System.Net;
using System.Reflection;

namespace CrmKit.Samples.Host;

/// <summary>A page out of an embedded file, in the visitor's language, with its placeholders filled in.</summary>
internal static class Page
{
    public static string Style { get; } = Read("style.css");

    private static readonly string Layout = Read("layout.html").Replace("{{style}}", Style, StringComparison.Ordinal);

    public static IResult Of(HttpContext http, string name, int status = StatusCodes.Status200OK, params ReadOnlySpan<(string Name, string Value)> values)
    {
        var language = Language(http.Request);
        var html = Layout.Replace("{{lang}}", language == "zh" ? "zh-Hans" : "en", StringComparison.Ordinal)
            .Replace("{{content}}", Read($"{name}.{language}.html"), StringComparison.Ordinal)
            .Replace("{{base}}", WebUtility.HtmlEncode($"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}"), StringComparison.Ordinal);
        foreach (var (key, value) in values) html = html.Replace("{{" + key + "}}", WebUtility.HtmlEncode(value), StringComparison.Ordinal);
        http.Response.Headers.Vary = "Accept-Language";
        return Results.Content(html, "text/html; charset=utf-8", null, status);
    }

    private static string Language(HttpRequest request) =>
        request.GetTypedHeaders().AcceptLanguage
            .OrderByDescending(l => l.Quality ?? 1)
            .Select(l => l.Value.Value is { Length: >= 2 } name ? name[..2].ToLowerInvariant() : "")
            .FirstOrDefault(l => l is "en" or "zh") ?? "en";

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Pages." + name) ?? throw new FileNotFoundException(name);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
