using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace CrmKit.AspNetCore;

/// <summary>Shows the document to whoever may call the API, and leads others to the sign-in.</summary>
internal sealed class ApiPages(ApiInvoker invoker, IOptions<CrmKitApiOptions> options, string prefix, string? signInPath)
{
    public async Task GetAsync(HttpContext http)
    {
        if (signInPath is null || await invoker.IsKnownAsync(http)) await invoker.InvokeAsync(http, (_, session) => ShowAsync(http, session.Catalog));
        else http.Response.Redirect($"{http.Request.PathBase}{signInPath}");
    }

    private async Task ShowAsync(HttpContext http, CatalogSnapshot catalog)
    {
        var document = JsonNode.Parse(await OpenApiEndpoint.DocumentAsync(http, catalog, options.Value, prefix))!;
        var part = http.Request.Query["part"] is { Count: 1 } parts && parts[0] is { Length: > 0 } one ? one : null;
        var page = ApiPage.Of(document, part, $"{http.Request.PathBase}{prefix}/openapi.json") ?? throw ApiErrors.RouteUnknown();
        var (response, bytes) = (http.Response, Encoding.UTF8.GetBytes(page));
        response.Headers.ContentSecurityPolicy = ApiPage.Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, http.RequestAborted);
    }
}
