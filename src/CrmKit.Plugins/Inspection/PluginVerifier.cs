using CrmKit.Plugins.Inspection;
using CrmKit.Plugins.Loading;
using CrmKit.Plugins.Manifests;
using CrmKit.Plugins.Packages;

namespace CrmKit.Plugins;

/// <summary>
/// Reads a plugin without running any of its code, and says whether it fits: this host, and every version of the contracts that is known.
/// The host asks the same when it loads a plugin.
/// </summary>
/// <remarks>Reads files alone; thread safe.</remarks>
public sealed class PluginVerifier
{
    private readonly PluginOptions _options;
    private readonly SharedAssemblies _shared;

    /// <param name="options">What the host shares with plugins, and how large packages may be; <see langword="null"/> for the defaults.</param>
    public PluginVerifier(PluginOptions? options = null)
    {
        _options = options ?? new PluginOptions();
        _shared = new SharedAssemblies(_options.SharedAssemblies);
    }

    /// <summary>The versions of CrmKit.Abstractions that plugins can be held against by name, in ascending order: this host's, and those released before.</summary>
    public static IReadOnlyList<string> KnownContracts => ContractVersions.Known;

    /// <summary>Reads a plugin and compares what it uses with the contracts.</summary>
    /// <param name="path">A plugin's folder, its <c>plugin.json</c>, or a package (<c>.crmpkg</c>), whose hashes and signature are checked as installing it does.</param>
    /// <param name="against">
    /// One of <see cref="KnownContracts"/>, or a folder or file with CrmKit.Abstractions.dll or its recorded surface; <see langword="null"/> for all known versions.
    /// </param>
    /// <param name="pluginFolder">The plugins folder of the installation whose <c>trust.json</c> says which signatures count; <see langword="null"/> when there is none, and so no package is trusted.</param>
    /// <exception cref="CrmRuleException"><c>plugin.not-found</c>, <c>plugin.against-unknown</c>, <c>plugin.manifest-…</c>, or a <c>package.…</c> code of an archive that is not safe to unpack.</exception>
    public PluginVerification Verify(string path, string? against = null, string? pluginFolder = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var surfaces = against is null ? ContractVersions.Known.Select(v => ContractVersions.Find(v)!).ToList() : [ContractVersions.Get(against)];
        if (File.Exists(path) && Path.GetFileName(path).Equals(ManifestReader.FileName, StringComparison.OrdinalIgnoreCase)) path = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (Directory.Exists(path) && File.Exists(Path.Combine(path, ManifestReader.FileName))) return OfFolder(Path.GetFullPath(path), surfaces, PluginTrust.Folder, []);
        if (!File.Exists(path) || !Path.GetExtension(path).Equals(PluginPackages.Extension, StringComparison.OrdinalIgnoreCase)) throw new CrmRuleException(PluginErrors.NotAPlugin(path));
        return OfPackage(path, surfaces, pluginFolder);
    }

    private PluginVerification OfPackage(string path, IReadOnlyList<ContractSurface> surfaces, string? pluginFolder)
    {
        Dictionary<string, byte[]> files;
        try
        {
            files = ArchiveReader.Read(Path.GetFileName(path), File.ReadAllBytes(path), PackageLimits.Of(_options));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CrmRuleException(PackageErrors.Unreadable(path, e.Message.TrimEnd('.')));
        }
        var folder = Directory.CreateTempSubdirectory("crmkit-verify-").FullName;
        try
        {
            foreach (var (name, bytes) in files)
            {
                var target = Path.Combine(folder, name);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.WriteAllBytes(target, bytes);
            }
            if (!files.ContainsKey(ManifestReader.FileName)) throw new CrmRuleException(PackageErrors.ManifestMissing(Path.GetFileName(path)));
            var (trust, problems) = TrustIn(Path.GetFileName(path), files, pluginFolder);
            return OfFolder(folder, surfaces, trust, problems);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What installing the package would say to its hashes and its signature.</summary>
    private (PluginTrust? Trust, IReadOnlyList<CrmError> Problems) TrustIn(string name, IReadOnlyDictionary<string, byte[]> files, string? pluginFolder)
    {
        var keys = pluginFolder is null ? TrustStore.Empty : new TrustStore(Path.Combine(pluginFolder, TrustStore.FileName));
        try
        {
            return (new PackageVerifier(keys, PackageLimits.Of(_options), _options.AllowUnsigned == true).Verify(name, files).Trust, []);
        }
        catch (CrmRuleException e)
        {
            return (null, e.Errors);
        }
    }

    private PluginVerification OfFolder(string folder, IReadOnlyList<ContractSurface> surfaces, PluginTrust? trust, IReadOnlyList<CrmError> problems)
    {
        var (manifest, errors) = ManifestReader.Read(folder);
        if (manifest is null) throw new CrmRuleException(errors);
        var image = PluginImage.Read(folder);
        image.Probing = [.. _options.ProbingPaths.Select(p => Path.GetFullPath(p, Path.GetFullPath(_options.Folder)))];
        var told = new PluginInspector(_shared).Inspect(manifest, image);
        var types = new PluginTypes(told.Code);
        return new PluginVerification
        {
            Id = manifest.Id,
            Version = manifest.Version.ToNormalizedString(),
            Trust = trust,
            Errors = [.. problems, .. told.Errors],
            Warnings = told.Warnings,
            Assemblies = told.Assemblies,
            Capabilities = told.Capabilities,
            Unloadability = told.Grade,
            Hindrances = told.Hindrances,
            Contracts = [.. surfaces.Select(s => new ContractComparison(s.Version, new ContractCheck(s, types, ContractSurfaceReader.Host).Of(told.Code)))],
        };
    }
}
