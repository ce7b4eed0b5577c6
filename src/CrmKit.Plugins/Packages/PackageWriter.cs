using CrmKit.Text;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using CrmKit.Plugins.Manifests;

namespace CrmKit.Plugins.Packages;

/// <summary>Packs a folder: the same files make the same bytes, but for the signature.</summary>
internal static class PackageWriter
{
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <exception cref="CrmRuleException">The manifest is not valid, or a file cannot be in a package.</exception>
    public static (PluginManifest Manifest, byte[] Bytes) Pack(string folder, ECDsa? key)
    {
        var (manifest, errors) = ManifestReader.Read(folder);
        if (manifest is null) throw new CrmRuleException(errors);
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden }))
        {
            var name = Path.GetRelativePath(folder, path).Replace('\\', '/').InForm(NormalizationForm.FormC);
            if (name is FilesIndex.FileName or PackageSignature.FileName || name == "CrmKit.Abstractions.dll" || name.EndsWith("/CrmKit.Abstractions.dll", StringComparison.Ordinal)) continue; // the host's own
            if (EntryPath.Check(folder, name) is { } refusal) throw new CrmRuleException(refusal);
            files[name] = File.ReadAllBytes(path);
        }
        if (manifest.HasCode && !files.ContainsKey(manifest.EntryAssembly)) throw new CrmRuleException(PluginErrors.AssemblyMissing(manifest.Id, manifest.EntryAssembly));
        var index = FilesIndex.Of(files);
        files[FilesIndex.FileName] = index.Bytes;
        if (key is not null) files[PackageSignature.FileName] = PackageSignature.Sign(index.Bytes, key);
        return (manifest, Zip(files));
    }

    private static byte[] Zip(IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8))
        {
            foreach (var (path, content) in files)
            {
                var entry = zip.CreateEntry(path, CompressionLevel.SmallestSize);
                entry.LastWriteTime = NoTime;
                using var stream = entry.Open();
                stream.Write(content);
            }
        }
        return bytes.ToArray();
    }
}
