using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace CrmKit.AspNetCore;

/// <summary>The document that describes this API as it is now.</summary>
internal static class OpenApiEndpoint
{
    // By snapshot: a new version of the catalog has no document yet, and an old one takes its document along when it goes.
    private static readonly ConditionalWeakTable<CatalogSnapshot, ConcurrentDictionary<(string, string), byte[]>> Documents = new();

    public static async Task GetAsync(ApiCall call)
    {
        var (http, catalog) = (call.Http, call.Session.Catalog);
        var bytes = await DocumentAsync(http, catalog, call.Options, http.Request.Path.Value![..^call.Route.Path.Length]);
        http.Response.Headers.ETag = $"\"c{catalog.Version.ToString(CultureInfo.InvariantCulture)}\"";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = bytes.Length;
        await http.Response.BodyWriter.WriteAsync(bytes, call.Cancelled);
    }

    /// <summary>The document of the API under a prefix, as JSON.</summary>
    public static async Task<byte[]> DocumentAsync(HttpContext http, CatalogSnapshot catalog, CrmKitApiOptions options, string prefix)
    {
        var server = http.Request.PathBase + prefix;
        var documents = Documents.GetOrCreateValue(catalog);
        if (documents.TryGetValue((server, options.Title), out var known)) return known;
        using var stream = new MemoryStream();
        var (packages, host) = (http.RequestServices.GetServices<IApiRoutes>(), HostRoutes.Of(http.RequestServices.GetRequiredService<EndpointDataSource>(), prefix));
        await DocumentBuilder.Build(catalog, packages, host, options, server.Length == 0 ? "/" : server).SerializeAsJsonAsync(stream, OpenApiSpecVersion.OpenApi3_1, http.RequestAborted);
        var bytes = stream.ToArray();
        // The server part is the mount point that the host chose; requests cannot make up many.
        if (documents.Count < 16) documents[(server, options.Title)] = bytes;
        return bytes;
    }
}
