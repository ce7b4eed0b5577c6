using CrmKit.Plugins.Inspection;
using CrmKit.Plugins.Manifests;

namespace CrmKit.Plugins.Packages;

/// <summary>A package that passed all checks, in memory: what was checked is what is kept.</summary>
internal sealed record PluginPackage
{
    public required PluginManifest Manifest { get; init; }

    /// <summary>Every file by path, with files.json and signature.json.</summary>
    public required IReadOnlyDictionary<string, byte[]> Files { get; init; }
    public required FilesIndex Index { get; init; }
    public required PluginTrust Trust { get; init; }

    /// <summary>The key that signed it; <see langword="null"/> when it is unsigned.</summary>
    public string? KeyId { get; init; }

    public static PluginPackage Read(string path, PackageVerifier verifier)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (file.Length > verifier.Limits.MaxBytes) throw new CrmRuleException(PackageErrors.TooLarge(Path.GetFileName(path), "it", verifier.Limits.MaxBytes));
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return verifier.Verify(Path.GetFileName(path), bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CrmRuleException(PackageErrors.Unreadable(path, e.Message.TrimEnd('.')));
        }
    }
}

/// <summary>The gate of packages: archive, index, signature, trust, manifest, in this order.</summary>
internal sealed class PackageVerifier(TrustStore trust, PackageLimits limits, bool allowUnsigned)
{
    public PackageLimits Limits { get; } = limits;

    /// <exception cref="CrmRuleException">A <c>package.…</c> or <c>plugin.manifest-…</c> code.</exception>
    public PluginPackage Verify(string name, byte[] bytes) => Verify(name, ArchiveReader.Read(name, bytes, Limits));

    /// <summary>Checks files that are unpacked already, as those of the store.</summary>
    public PluginPackage Verify(string name, IReadOnlyDictionary<string, byte[]> files)
    {
        if (!files.TryGetValue(FilesIndex.FileName, out var indexBytes)) throw Refuse(PackageErrors.IndexMissing(name));
        var index = FilesIndex.Parse(name, indexBytes);
        var content = files.Where(f => f.Key is not (FilesIndex.FileName or PackageSignature.FileName)).ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);
        var signature = files.TryGetValue(PackageSignature.FileName, out var signed) ? PackageSignature.Parse(name, signed) : null;
        var key = signature is null ? null : KeyOf(name, signature, indexBytes);
        if (key is null && !allowUnsigned) throw Refuse(PackageErrors.Unsigned(name));
        if (index.Check(name, content) is { } changed) throw Refuse(changed);
        if (!content.TryGetValue(ManifestReader.FileName, out var manifestBytes)) throw Refuse(PackageErrors.ManifestMissing(name));
        var (manifest, errors) = ManifestReader.Parse(name, manifestBytes);
        if (manifest is null) throw new CrmRuleException(errors);
        if (key?.IsFor(manifest.Id) == false) throw Refuse(PackageErrors.KeyForeign(name, manifest.Id, key.Id, key.Prefixes));
        if (content.Keys.FirstOrDefault(p => p.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) && PluginInspector.IsHostPackage(Path.GetFileNameWithoutExtension(p))) is { } reserved)
            throw Refuse(PackageErrors.AssemblyReserved(name, reserved));
        return new PluginPackage
        {
            Manifest = manifest,
            Files = files,
            Index = index,
            KeyId = key?.Id,
            Trust = key is null ? PluginTrust.Unsigned : key.Prefixes.Count == 0 ? PluginTrust.Local : PluginTrust.Publisher,
        };
    }

    private TrustedKey KeyOf(string name, PackageSignature signature, byte[] index)
    {
        var (keys, revoked) = trust.Read();
        if (revoked.TryGetValue(signature.KeyId, out var reason)) throw Refuse(PackageErrors.KeyRevoked(name, signature.KeyId, reason));
        if (!keys.TryGetValue(signature.KeyId, out var key)) throw Refuse(PackageErrors.KeyUnknown(name, signature.KeyId));
        return signature.IsOf(index, key.PublicKey) ? key : throw Refuse(PackageErrors.SignatureInvalid(name, key.Id));
    }

    private static CrmRuleException Refuse(CrmError error) => new(error);
}
