using CrmKit.Plugins.Runtime;
using Microsoft.Extensions.Options;

namespace CrmKit.Plugins.Packages;

/// <summary>Packages that came by a page and wait for somebody's word: an hour, beside the store, where nothing is ever run from.</summary>
internal sealed class PackageUploads(PluginFolder folder, TimeProvider clock, IOptions<PluginOptions> options)
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private readonly string _folder = Path.Combine(folder.Root, ".uploads");

    /// <summary>Takes a package in, unread.</summary>
    /// <returns>The name it waits under.</returns>
    /// <exception cref="CrmRuleException"><c>package.too-large</c>; nothing is kept.</exception>
    public async Task<Guid> TakeAsync(Stream content, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_folder);
        foreach (var old in Directory.EnumerateFiles(_folder).Where(f => File.GetLastWriteTimeUtc(f) < clock.GetUtcNow().UtcDateTime - Kept)) File.Delete(old);
        var id = Guid.CreateVersion7();
        try
        {
            await using (var file = new FileStream(PathOf(id), FileMode.CreateNew))
            {
                var buffer = new byte[81_920];
                for (int read; (read = await content.ReadAsync(buffer, cancellationToken)) > 0;)
                {
                    if (file.Length + read > options.Value.MaxPackageBytes) throw new CrmRuleException(PackageErrors.TooLarge("upload", "the file", options.Value.MaxPackageBytes));
                    await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                }
            }
            File.SetLastWriteTimeUtc(PathOf(id), clock.GetUtcNow().UtcDateTime);
            return id;
        }
        catch
        {
            Forget(id);
            throw;
        }
    }

    /// <summary>Where a package waits.</summary>
    /// <exception cref="CrmNotFoundException"><c>package.upload-gone</c>.</exception>
    public string Get(Guid id) => File.Exists(PathOf(id)) ? PathOf(id) : throw new CrmNotFoundException(PackageErrors.UploadGone());

    public void Forget(Guid id) => File.Delete(PathOf(id));

    private string PathOf(Guid id) => Path.Combine(_folder, $"{id:N}{PluginPackages.Extension}");
}
