using CrmKit.Storage;

namespace CrmKit.Plugins.Packages;

/// <summary>
/// <c>store/{id}/{version}/{hash}</c> in the plugins folder: each installed package unpacked once, read-only, never changed. A folder is written beside it and renamed into place,
/// so that it is there whole or not at all; what is loaded out of it is checked again, byte by byte, and the bytes that were checked are the bytes that are loaded.
/// </summary>
internal sealed class PackageStore(string root, PackageVerifier verifier)
{
    private const string StagingName = ".staging";
    private readonly string _store = Path.Combine(root, "store");

    /// <summary>Called at every rename boundary; tests stop or fail there.</summary>
    public Action<string> Boundary { get; init; } = Failpoint.Hit;

    public PluginPackage Read(string path) => PluginPackage.Read(path, verifier);

    public string FolderOf(InstalledPackage package) => FolderOf(package.Id, package.Version, package.Hash);

    /// <summary>Puts a package into the store; one that is there already stays as it is, and one that was changed is put aside.</summary>
    /// <exception cref="CrmRuleException"><c>package.store-failed</c>: nothing was changed.</exception>
    public InstalledPackage Put(PluginPackage package)
    {
        var installed = new InstalledPackage(package.Manifest.Id, package.Manifest.Version.ToNormalizedString(), package.Index.Hash, package.KeyId);
        var target = FolderOf(installed);
        try
        {
            if (Directory.Exists(target))
            {
                if (IsWhole(installed)) return installed;
                Directory.CreateDirectory(Path.Combine(root, "quarantine"));
                Directory.Move(target, Path.Combine(root, "quarantine", $"{installed.Id}-{Guid.NewGuid():N}"));
            }
            Write(package, target);
            return installed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(target) && IsWhole(installed)) return installed; // somebody else was first with the same package
            throw new CrmRuleException(PackageErrors.StoreFailed(installed.Id, e.Message.TrimEnd('.')));
        }
    }

    /// <summary>Reads an installed package and checks it as if it had just arrived.</summary>
    /// <exception cref="CrmRuleException"><c>package.store-missing</c>, <c>package.store-changed</c>, <c>package.key-revoked</c>, <c>package.key-unknown</c> and their like.</exception>
    public PluginPackage Open(InstalledPackage installed)
    {
        var folder = FolderOf(installed);
        if (!Directory.Exists(folder)) throw new CrmRuleException(PackageErrors.StoreMissing(installed.Id, folder));
        try
        {
            var package = verifier.Verify($"{installed.Id} {installed.Version}", ReadAll(installed.Id, folder));
            return package.Index.Hash == installed.Hash && package.Manifest.Id == installed.Id ? package : throw new CrmRuleException(PackageErrors.StoreChanged(installed.Id, "files.json"));
        }
        catch (CrmRuleException e) when (e.Error.Code is "package.file-changed" or "package.file-missing" or "package.file-unlisted" or "package.index-missing" or "package.index-invalid"
            or "package.signature-invalid" or "package.signature-format" or "package.manifest-missing")
        {
            throw new CrmRuleException(PackageErrors.StoreChanged(installed.Id, $"what it has ({e.Error.Code})"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CrmRuleException(PackageErrors.Unreadable(folder, e.Message.TrimEnd('.')));
        }
    }

    /// <summary>Removes what a process that died left half written; what another process is writing stays.</summary>
    public void Sweep()
    {
        var staging = Path.Combine(_store, StagingName);
        if (!Directory.Exists(staging)) return;
        foreach (var mark in Directory.EnumerateFiles(staging, "*.lock"))
        {
            try
            {
                using (new FileStream(mark, FileMode.Open, FileAccess.ReadWrite, FileShare.None)) Delete(mark[..^".lock".Length]);
                File.Delete(mark);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Somebody is writing it.
            }
        }
    }

    /// <summary>Takes a package out of the store.</summary>
    public void Remove(InstalledPackage installed) => Delete(FolderOf(installed));

    private void Write(PluginPackage package, string target)
    {
        var staging = Path.Combine(_store, StagingName, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(staging);
        using (var mark = new FileStream(staging + ".lock", FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose))
        {
            try
            {
                foreach (var (path, content) in package.Files)
                {
                    var file = Path.Combine(staging, path);
                    Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                    Boundary("plugins.before-store-write");
                    using (var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write))
                    {
                        stream.Write(content);
                        stream.Flush(flushToDisk: true);
                    }
                    File.SetAttributes(file, FileAttributes.ReadOnly);
                }
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                Boundary("plugins.before-store-rename");
                Directory.Move(staging, target);
                Boundary("plugins.after-store-rename");
            }
            finally
            {
                Delete(staging);
            }
        }
    }

    private bool IsWhole(InstalledPackage installed)
    {
        try
        {
            Open(installed);
            return true;
        }
        catch (CrmRuleException)
        {
            return false;
        }
    }

    private static Dictionary<string, byte[]> ReadAll(string id, string folder)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }))
        {
            if (entry.LinkTarget is not null) throw new CrmRuleException(PackageErrors.StoreChanged(id, $"'{entry.Name}', a link,"));
            if (entry is FileInfo) files[Path.GetRelativePath(folder, entry.FullName).Replace('\\', '/')] = File.ReadAllBytes(entry.FullName);
        }
        return files;
    }

    private static void Delete(string folder)
    {
        if (!Directory.Exists(folder)) return;
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)) File.SetAttributes(file, FileAttributes.Normal); // Windows deletes no read-only file
        Directory.Delete(folder, recursive: true);
    }

    private string FolderOf(string id, string version, string hash) => Path.Combine(_store, id, version, hash[..12]);
}

/// <summary>Which package is installed: the hash is that of its files.json, and so stands for all of it.</summary>
internal sealed record InstalledPackage(string Id, string Version, string Hash, string? KeyId);
