using System.Net.Mime;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>What lets the user interface be installed on phones and desktops: its manifest and icon, and the page for those who are off line. The same for everybody, and nothing of anybody's records.</summary>
internal static class AppFiles
{
    private const string Day = "public, max-age=86400";
    private const string Colour = "#206bc4";

    /// <summary>The paths below the prefix, and what answers there.</summary>
    public static IReadOnlyList<(string Path, Func<HttpContext, WebLinks, CrmKitWebOptions, WebAssets, Task> AnswerAsync)> All { get; } =
    [
        ("/_app/manifest.webmanifest", static (http, links, options, _) => SendAsync(http, "application/manifest+json", Day, Manifest(http, links, options))),
        ("/_app/icon.svg", static (http, _, options, _) => SendAsync(http, MediaTypeNames.Image.Svg, Day, Icon(options))),
        ("/_app/offline", static (http, links, _, _) => SendAsync(http, "text/html; charset=utf-8", "no-cache", Offline(http, links))),
        ("/_app/worker.js", static (http, links, _, assets) =>
        {
            http.Response.Headers["Service-Worker-Allowed"] = links.Home; // it stands below what it watches
            return SendAsync(http, "text/javascript; charset=utf-8", "no-cache", assets.TextOf("worker.js"));
        }),
    ];

    private static string Manifest(HttpContext http, WebLinks links, CrmKitWebOptions options) => new JsonObject
    {
        ["name"] = options.Title, ["short_name"] = options.Title, ["id"] = links.Home, ["start_url"] = links.Home, ["scope"] = links.Home, ["display"] = "standalone",
        ["background_color"] = "#ffffff", ["theme_color"] = Colour, ["lang"] = Preferences.Culture(http.Request, []),
        ["icons"] = new JsonArray(options.IconPath is { } own
            ? new JsonObject { ["src"] = http.Request.PathBase + own, ["sizes"] = own.EndsWith(".svg", StringComparison.OrdinalIgnoreCase) ? "any" : "512x512" }
            : new JsonObject { ["src"] = links.AppIcon, ["sizes"] = "any", ["type"] = MediaTypeNames.Image.Svg }),
    }.ToJsonString();

    // The first letter of what the host calls it.
    private static string Icon(CrmKitWebOptions options) => $"""
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512"><rect width="512" height="512" rx="96" fill="{Colour}"/><text x="256" y="352" font-family="sans-serif" font-size="280" font-weight="700" text-anchor="middle" fill="#fff">{HtmlEncoder.Default.Encode(options.Title.EnumerateRunes().First().ToString())}</text></svg>
        """;

    private static string Offline(HttpContext http, WebLinks links)
    {
        var texts = WebTexts.For(Preferences.Culture(http.Request, []));
        return $"""
            <!DOCTYPE html>
            <html lang="{texts.Language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{Said("offline.title")}</title><link rel="stylesheet" href="{links.Asset("tabler.css")}"><link rel="stylesheet" href="{links.Asset("crmkit.css")}"></head>
            <body><main class="crm-main"><h1>{Said("offline.title")}</h1><p>{Said("offline.about")}</p><p><a class="btn btn-primary" href="{links.Home}">{Said("offline.again")}</a></p></main></body></html>
            """;

        string Said(string key) => HtmlEncoder.Default.Encode(texts[key]);
    }

    private static async Task SendAsync(HttpContext http, string type, string cache, string text)
    {
        var (response, bytes) = (http.Response, Encoding.UTF8.GetBytes(text));
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"; // the worker fetches what it keeps
        response.Headers.CacheControl = cache;
        response.Headers.Vary = "Accept-Language, Cookie";
        response.ContentType = type;
        response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(http.Request.Method)) await response.Body.WriteAsync(bytes, http.RequestAborted);
    }
}
