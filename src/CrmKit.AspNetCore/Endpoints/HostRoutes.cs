using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace CrmKit.AspNetCore;

/// <summary>Marks an endpoint of the host's own that answers as the API does.</summary>
internal sealed class HostEndpoint;

/// <summary>The host's own endpoints under the API's prefix, for the document: what they are called and take is in their metadata.</summary>
internal static class HostRoutes
{
    public static IEnumerable<ApiRoute> Of(EndpointDataSource endpoints, string prefix)
    {
        foreach (var endpoint in endpoints.Endpoints.OfType<RouteEndpoint>().Where(e => e.Metadata.GetMetadata<HostEndpoint>() is not null))
        {
            var pattern = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
            if (!pattern.StartsWith(prefix + "/", StringComparison.OrdinalIgnoreCase)) continue;
            foreach (var method in endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods) yield return Route(endpoint.Metadata, method, pattern[prefix.Length..]);
        }
    }

    private static ApiRoute Route(EndpointMetadataCollection metadata, string method, string path)
    {
        var taken = metadata.GetMetadata<IAcceptsMetadata>();
        var takesJson = taken?.ContentTypes.Any(t => t.Contains("json", StringComparison.OrdinalIgnoreCase)) == true;
        var status = metadata.GetMetadata<IProducesResponseTypeMetadata>()?.StatusCode ?? 200;
        return new ApiRoute(method, path, metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? SchemaNames.HostOperation(method, path), metadata.GetMetadata<IEndpointSummaryMetadata>()?.Summary ?? "An endpoint of the host's own.", AnswerNotHereAsync)
        {
            IsOfHost = true,
            Body = takesJson ? SchemaNames.Anything : null,
            IsBodyOptional = taken?.IsOptional == true,
            TakesFile = taken is not null && !takesJson,
            Answer = status == 204 ? null : SchemaNames.Anything,
            Status = status,
        };
    }

    // Routing leads to the endpoint itself.
    private static Task AnswerNotHereAsync(ApiCall call) => throw new InvalidOperationException("Endpoints of the host are not served by the API.");
}
