using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace CrmKit.Plugins.Packages;

/// <summary>Reads a zip into memory as if it came from an enemy: names are checked, sizes are counted while they are unpacked, and nothing is written.</summary>
internal static class ArchiveReader
{
    private const int EndLength = 22;
    private const int EndLocatorLength = 20;
    private const string NuGetFolder = "crmkit/";

    /// <returns>The files by path. Of a .nupkg those under <c>crmkit/</c>, by their path in it.</returns>
    /// <exception cref="CrmRuleException">A <c>package.…</c> code; nothing else is thrown.</exception>
    public static Dictionary<string, byte[]> Read(string package, byte[] bytes, PackageLimits limits)
    {
        if (bytes.LongLength > limits.MaxBytes) throw Refuse(PackageErrors.TooLarge(package, "it", limits.MaxBytes));
        if (EntryCount(package, bytes) > (ulong)limits.MaxFiles) throw Refuse(PackageErrors.TooManyFiles(package, limits.MaxFiles));
        try
        {
            using var zip = new ZipArchive(new MemoryStream(bytes, writable: false), ZipArchiveMode.Read, leaveOpen: false, Encoding.UTF8);
            IReadOnlyList<ZipArchiveEntry> entries = zip.Entries;
            var prefix = package.EndsWith(".nupkg", StringComparison.OrdinalIgnoreCase) ? NuGetFolder : "";
            if (prefix.Length > 0) entries = [.. entries.Where(e => e.FullName.StartsWith(prefix, StringComparison.Ordinal))];
            var named = entries.Select(e => (Path: e.FullName[prefix.Length..], Entry: e)).ToList();
            CheckNames(package, named);
            return Unpack(package, named, limits.MaxUnpackedBytes);
        }
        catch (Exception e) when (e is not (CrmException or OutOfMemoryException)) // what a damaged archive makes the framework throw is not bounded by its documentation
        {
            throw Refuse(PackageErrors.Damaged(package, e is InvalidDataException ? e.Message.TrimEnd('.') : "its directory contradicts itself"));
        }
    }

    private static void CheckNames(string package, List<(string Path, ZipArchiveEntry Entry)> named)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, entry) in named)
        {
            if (EntryPath.Check(package, path) is { } refusal) throw Refuse(refusal);
            switch (entry.ExternalAttributes >> 16 & 0xF000)
            {
                case 0 or 0x8000: break; // made on Windows, or an ordinary file
                case 0xA000: throw Refuse(PackageErrors.Path("package.entry-link", package, path, "is a link"));
                default: throw Refuse(PackageErrors.Path("package.entry-special", package, path, "is not an ordinary file"));
            }
            if (entry.IsEncrypted) throw Refuse(PackageErrors.Path("package.entry-encrypted", package, path, "is encrypted"));
            if (seen.TryAdd(EntryPath.Fold(path), path)) continue;
            var other = seen[EntryPath.Fold(path)];
            throw Refuse(other == path
                ? PackageErrors.Path("package.path-duplicate", package, path, "is there twice")
                : PackageErrors.Path("package.path-twin", package, path, $"is the same file as '{other}' to some systems"));
        }
        foreach (var folded in seen.Keys)
            for (var slash = folded.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = folded.IndexOf('/', slash + 1))
                if (seen.TryGetValue(folded[..slash], out var file)) throw Refuse(PackageErrors.Path("package.path-twin", package, file, "is a file and a folder"));
    }

    private static Dictionary<string, byte[]> Unpack(string package, List<(string Path, ZipArchiveEntry Entry)> named, long limit)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var left = limit;
        var buffer = new byte[64 * 1024];
        foreach (var (path, entry) in named)
        {
            using var content = new MemoryStream();
            using var stream = entry.Open();
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                if ((left -= read) < 0) throw Refuse(PackageErrors.TooLarge(package, "its unpacked content", limit));
                content.Write(buffer, 0, read);
            }
            if (content.Length != entry.Length) throw Refuse(PackageErrors.Damaged(package, $"'{path}' has another size than the archive says"));
            files[path] = content.ToArray();
        }
        return files;
    }

    /// <summary>What the archive's end says: read before the framework makes an object per entry.</summary>
    private static ulong EntryCount(string package, ReadOnlySpan<byte> bytes)
    {
        var end = FindEnd(bytes);
        if (end < 0) throw Refuse(bytes.StartsWith("PK"u8) ? PackageErrors.Truncated(package) : PackageErrors.NotAZip(package));
        var count = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(end + 10)..]);
        if (count != ushort.MaxValue) return count;
        var locator = end - EndLocatorLength;
        if (locator < 0 || !bytes[locator..].StartsWith("PK\x06\x07"u8)) return count;
        var at = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(locator + 8)..]);
        if (at > (ulong)(bytes.Length - 56)) throw Refuse(PackageErrors.Damaged(package, "its end is not where it says"));
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes[((int)at + 32)..]);
    }

    private static int FindEnd(ReadOnlySpan<byte> bytes)
    {
        for (var at = bytes.Length - EndLength; at >= 0 && at >= bytes.Length - EndLength - ushort.MaxValue; at--)
            if (bytes[at..].StartsWith("PK\x05\x06"u8) && at + EndLength + BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 20)..]) == bytes.Length) return at;
        return -1;
    }

    private static CrmRuleException Refuse(CrmError error) => new(error);
}
