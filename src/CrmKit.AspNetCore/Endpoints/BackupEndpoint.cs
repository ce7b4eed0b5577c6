using System.Globalization;

namespace CrmKit.AspNetCore;

/// <summary>A backup of the caller's tenant.</summary>
internal static class BackupEndpoint
{
    public static ApiRoute Route { get; } = new("GET", "/backup", "downloadBackup", "All that the caller's tenant has, of one moment, as one file, for administrators; 'crmkit restore' reads it.", GetAsync) { IsFile = true };

    // Through a file of its own: a backup that fails midway must not look like a whole one.
    private static async Task GetAsync(ApiCall call)
    {
        await using var file = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        var manifest = await call.Session.Backups.WriteAsync(file, cancellationToken: call.Cancelled);
        FileAnswer.Describe(call.Http.Response, string.Create(CultureInfo.InvariantCulture, $"{manifest.Tenants[0]}-{manifest.At.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}.crmbackup"), "application/zip");
        call.Http.Response.ContentLength = file.Length;
        file.Position = 0;
        await file.CopyToAsync(call.Http.Response.Body, call.Cancelled);
    }
}
