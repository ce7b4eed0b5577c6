using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace CrmKit.AspNetCore;

/// <summary>Files that wait for their import: each in a folder of its own, under the tenant and the user who sent it, so that nobody else can name it.</summary>
internal sealed partial class UploadedFiles(CrmKitApiOptions options, string tenant, Guid? user)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);
    private readonly string _root = Path.Combine(FolderOf(options, tenant), user?.ToString("N") ?? "system");

    /// <summary>Where a tenant's files wait.</summary>
    public static string FolderOf(CrmKitApiOptions options, string tenant) => Path.Combine(options.ImportFolder ?? Path.Combine(Path.GetTempPath(), "crmkit-imports"), tenant);

    /// <summary>Takes a file in as it comes; what is larger than allowed is refused and leaves nothing.</summary>
    /// <returns>Its id and its bytes.</returns>
    /// <exception cref="ApiException"><c>import.too-large</c>.</exception>
    /// <exception cref="CrmRuleException"><c>import.quota</c>: the user or the tenant has no room for it.</exception>
    public Task<(string File, long Bytes)> TakeAsync(HttpRequest request, string name, CancellationToken cancellationToken) => TakeAsync(request.Body, request.ContentLength, name, cancellationToken);

    /// <inheritdoc cref="TakeAsync(HttpRequest, string, CancellationToken)"/>
    public async Task<(string File, long Bytes)> TakeAsync(Stream content, long? length, string name, CancellationToken cancellationToken)
    {
        if (length > options.MaxImportBytes) throw ApiErrors.FileTooLarge(options.MaxImportBytes);
        RemoveOld();
        DemandRoom(length ?? 0);
        var file = Guid.CreateVersion7().ToString("N");
        var folder = Directory.CreateDirectory(Path.Combine(_root, file)).FullName;
        try
        {
            await using var output = new FileStream(Path.Combine(folder, NameOf(name)), new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, Options = FileOptions.Asynchronous });
            var buffer = new byte[64 * 1024];
            long bytes = 0;
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
            {
                if ((bytes += read) > options.MaxImportBytes) throw ApiErrors.FileTooLarge(options.MaxImportBytes);
                await output.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
            DemandRoom(0); // others may have come at the same time, and not everybody says how much he sends
            return (file, bytes);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>The path of an uploaded file.</summary>
    /// <exception cref="CrmNotFoundException"><c>import.upload-unknown</c>.</exception>
    public string PathOf(string file) => Find(file).EnumerateFiles().FirstOrDefault(f => !Made().IsMatch(f.Name))?.FullName ?? throw new CrmNotFoundException(ApiErrors.UploadUnknown(file));

    /// <summary>The path of what an import wrote beside an uploaded file: <c>errors</c> or <c>questions</c>.</summary>
    /// <exception cref="CrmNotFoundException"><c>import.upload-unknown</c>: there is none.</exception>
    public string PathOf(string file, string what)
    {
        var path = Path.Combine(Find(file).FullName, $"{Path.GetFileNameWithoutExtension(PathOf(file))}.{what}.csv");
        return File.Exists(path) ? path : throw new CrmNotFoundException(ApiErrors.UploadUnknown(file));
    }

    /// <summary>Takes an uploaded file away, with what was written beside it.</summary>
    /// <exception cref="CrmNotFoundException"><c>import.upload-unknown</c>.</exception>
    public void Remove(string file) => Find(file).Delete(recursive: true);

    private DirectoryInfo Find(string file) =>
        Guid.TryParseExact(file, "N", out var id) && new DirectoryInfo(Path.Combine(_root, id.ToString("N"))) is { Exists: true } folder ? folder : throw new CrmNotFoundException(ApiErrors.UploadUnknown(file));

    private void DemandRoom(long more)
    {
        if (BytesIn(_root) + more > options.UserImportQuota) throw new CrmRuleException(ApiErrors.ImportQuota(options.UserImportQuota));
        if (BytesIn(FolderOf(options, tenant)) + more > options.ImportQuota) throw new CrmRuleException(ApiErrors.ImportQuota(options.ImportQuota));
    }

    private static long BytesIn(string folder)
    {
        var bytes = 0L;
        foreach (var file in Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true }) : [])
        {
            try
            {
                bytes += file.Length;
            }
            catch (FileNotFoundException)
            {
                // it was taken away meanwhile
            }
        }
        return bytes;
    }

    private void RemoveOld()
    {
        if (!Directory.Exists(_root)) return;
        foreach (var folder in new DirectoryInfo(_root).EnumerateDirectories())
        {
            try
            {
                if (folder.CreationTimeUtc < TimeProvider.System.GetUtcNow().UtcDateTime - Kept) folder.Delete(recursive: true);
            }
            catch (IOException)
            {
                // it is being imported: the next upload takes it away
            }
        }
    }

    // The name is shown with the import and goes into names beside it: letters, digits and what is harmless.
    private static string NameOf(string name)
    {
        var safe = Harmful().Replace(Path.GetFileName(name.Replace('\\', '/')), "_").Trim('.', ' ');
        return Made().IsMatch(safe) ? safe.Replace('.', '_') + ".csv" : safe.Length is > 0 and <= 100 ? safe : "import";
    }

    [GeneratedRegex(@"[^\p{L}\p{N} ._()-]")]
    private static partial Regex Harmful();

    [GeneratedRegex(@"\.(errors|questions)\.csv(\.[0-9a-f]{32}\.partial)?$")]
    private static partial Regex Made();
}
