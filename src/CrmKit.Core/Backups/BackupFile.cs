using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace CrmKit.Backups;

/// <summary>The form of a backup: a zip with one part for each table of each tenant, and a manifest with their hashes behind them.</summary>
internal static class BackupFile
{
    public const string Manifest = "manifest.json";
    private const long LargestManifest = 64 * 1024 * 1024;
    private const int SmallestZip = 22;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Writes one part.</summary>
    public static async Task<(long Rows, string Sha256)> WritePartAsync(ZipArchive zip, string name, Func<Stream, Task<long>> write)
    {
        using var hash = SHA256.Create();
        long rows;
        // Not disposed asynchronously: on an asynchronous file that leaves zeros in the place of the first header.
        using (var entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open())
        using (var hashed = new CryptoStream(entry, hash, CryptoStreamMode.Write, leaveOpen: true))
            rows = await write(hashed);
        return (rows, Convert.ToHexStringLower(hash.Hash!));
    }

    public static async Task WriteManifestAsync(ZipArchive zip, BackupManifest manifest, CancellationToken cancellationToken)
    {
        using var entry = zip.CreateEntry(Manifest).Open();
        await JsonSerializer.SerializeAsync(entry, manifest, Json, cancellationToken);
    }

    /// <summary>Opens a backup and reads all of it once: what is not as it was written is refused before anything is changed.</summary>
    /// <exception cref="CrmValidationException"><c>backup.damaged</c></exception>
    public static async Task<(ZipArchive Zip, BackupManifest Manifest)> OpenAsync(Stream archive, CancellationToken cancellationToken)
    {
        try
        {
            if (archive.Length < SmallestZip) throw new InvalidDataException(); // uploads do not let the reader look for its end before their beginning
            var zip = new ZipArchive(archive, ZipArchiveMode.Read, leaveOpen: true);
            if (zip.GetEntry(Manifest) is not { Length: <= LargestManifest } entry) throw new CrmValidationException(BackupErrors.Damaged("it has no manifest."));
            BackupManifest manifest;
            await using (var content = entry.Open()) manifest = await JsonSerializer.DeserializeAsync<BackupManifest>(content, Json, cancellationToken) ?? throw new CrmValidationException(BackupErrors.Damaged("its manifest is empty."));
            if (manifest.Format != 1) throw new CrmValidationException(BackupErrors.Damaged("it has a form that this version does not know."));
            await CheckAsync(zip, manifest, cancellationToken);
            return (zip, manifest);
        }
        catch (Exception broken) when (broken is InvalidDataException or JsonException or EndOfStreamException)
        {
            throw new CrmValidationException(BackupErrors.Damaged("it is no whole backup."));
        }
    }

    private static async Task CheckAsync(ZipArchive zip, BackupManifest manifest, CancellationToken cancellationToken)
    {
        var expected = manifest.Parts.Select(p => p.Name).Append(Manifest).Order(StringComparer.Ordinal);
        if (!zip.Entries.Select(e => e.FullName).Order(StringComparer.Ordinal).SequenceEqual(expected)) throw new CrmValidationException(BackupErrors.Damaged("its parts are not those that its manifest lists."));
        if (manifest.Parts.Any(p => !manifest.Tenants.Contains(p.Tenant))) throw new CrmValidationException(BackupErrors.Damaged("a part belongs to no tenant of it."));
        foreach (var part in manifest.Parts)
        {
            await using var content = zip.GetEntry(part.Name)!.Open();
            if (Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken)) != part.Sha256) throw new CrmValidationException(BackupErrors.Damaged($"part '{part.Name}' is not as it was written."));
        }
    }
}
