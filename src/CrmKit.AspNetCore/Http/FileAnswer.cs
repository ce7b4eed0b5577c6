using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CrmKit.AspNetCore;

/// <summary>Headers of files: what records or plugins put into them may hold scripts, so browsers save them and never run them with the site's rights.</summary>
internal static class FileAnswer
{
    public static void Describe(HttpResponse response, string? name, string? contentType)
    {
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(name);
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "sandbox";
        response.Headers.CacheControl = "no-store";
        response.ContentType = MediaTypeHeaderValue.TryParse(contentType, out var type) ? type.ToString() : "application/octet-stream";
    }
}
