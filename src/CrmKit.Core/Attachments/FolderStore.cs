using System.Runtime.CompilerServices;
using CrmKit.Storage;
using Microsoft.Extensions.Options;

namespace CrmKit.Attachments;

/// <summary>Files in a folder: one folder for each tenant, in it 256 others so that none grows too large. A file has its name when it is whole and on the disk.</summary>
internal sealed class FolderStore(IOptions<CrmKitOptions> options) : IFileStore
{
    private const string Partial = ".partial";
    private readonly string _root = Path.GetFullPath(options.Value.AttachmentFolder);

    public async Task WriteAsync(string tenantId, Guid id, Stream content, CancellationToken cancellationToken)
    {
        var path = PathOf(tenantId, id);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var partial = path + Partial;
        try
        {
            await using (var output = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                await content.CopyToAsync(output, cancellationToken);
                output.Flush(flushToDisk: true);
            }
            Failpoint.Hit("attachment.before-rename");
            File.Move(partial, path, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    public Task<Stream?> OpenAsync(string tenantId, Guid id, CancellationToken cancellationToken)
    {
        var path = PathOf(tenantId, id);
        return Task.FromResult<Stream?>(File.Exists(path) ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 64 * 1024, FileOptions.Asynchronous) : null);
    }

    public Task DeleteAsync(string tenantId, Guid id, CancellationToken cancellationToken)
    {
        var path = PathOf(tenantId, id);
        if (Directory.Exists(Path.GetDirectoryName(path))) File.Delete(path);
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<Guid> ListAsync(string tenantId, DateTimeOffset before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        var folder = new DirectoryInfo(Path.Combine(_root, tenantId));
        if (!folder.Exists) yield break;
        foreach (var file in folder.EnumerateFiles("*", SearchOption.AllDirectories))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (file.LastWriteTimeUtc >= before.UtcDateTime) continue;
            if (file.Name.EndsWith(Partial, StringComparison.Ordinal)) file.Delete(); // a process died while it wrote it
            else if (Guid.TryParseExact(file.Name, "N", out var id)) yield return id;
        }
    }

    // Tenants' names and ids have nothing that a path could be made of.
    private string PathOf(string tenantId, Guid id)
    {
        var name = id.ToString("N");
        return Path.Combine(_root, tenantId, name[^2..], name);
    }
}
