using System.Globalization;
using CrmKit.Backups;
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

    /// <summary>Shows what was described as something to save, as a page of no site: it runs nothing and fetches nothing.</summary>
    public static void Show(HttpResponse response)
    {
        response.Headers.ContentDisposition = "inline" + response.Headers.ContentDisposition.ToString()["attachment".Length..];
        response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";
    }

    /// <summary>Sends a backup of the caller's tenant, through a file of its own: one that fails midway must not look like a whole one.</summary>
    public static async Task SendAsync(HttpContext http, IBackups backups)
    {
        await using var file = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        var manifest = await backups.WriteAsync(file, cancellationToken: http.RequestAborted);
        Describe(http.Response, string.Create(CultureInfo.InvariantCulture, $"{manifest.Tenants[0]}-{manifest.At.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}.crmbackup"), "application/zip");
        http.Response.ContentLength = file.Length;
        file.Position = 0;
        await file.CopyToAsync(http.Response.Body, http.RequestAborted);
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
