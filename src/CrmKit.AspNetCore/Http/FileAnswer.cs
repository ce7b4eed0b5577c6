using CrmKit.Exports;
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

    /// <summary>Sends an export while it is written. What is wrong with the question is refused before the first byte; what fails later ends the connection, so that nobody takes half a file for a whole one.</summary>
    public static async Task SendAsync(HttpContext http, IExports exports, ExportRequest request)
    {
        var file = await exports.PrepareAsync(request, http.RequestAborted);
        Describe(http.Response, file.Name, file.Format.MediaType);
        try
        {
            await exports.WriteAsync(request, http.Response.Body, http.RequestAborted);
        }
        catch when (http.Response.HasStarted)
        {
            http.Abort();
            throw;
        }
    }
}
