using CrmKit.Plugins.Loading;
using CrmKit.Plugins.Manifests;

namespace CrmKit.Plugins.Runtime;

/// <summary>An assembly that a plugin binds in the place of a copy of its own: that of the generation that exports it, so that both mean the same types.</summary>
/// <param name="Name">Its simple name.</param>
/// <param name="Provider">Whose it is.</param>
internal sealed record ContractLink(string Name, PluginGeneration Provider)
{
    /// <summary>What a plugin binds of those that run and that it depends on.</summary>
    public static (IReadOnlyList<ContractLink> Links, IReadOnlyList<CrmError> Errors) Of(PluginManifest manifest, PluginImage image, PluginBoard board)
    {
        var (links, errors) = (new List<ContractLink>(), new List<CrmError>());
        foreach (var dependency in manifest.Dependencies)
        {
            if (board.Find(dependency.Id)?.Running is not { } provider) continue; // it may do without
            var exports = provider.Manifest.Exports;
            errors.AddRange(from name in exports
                            from copy in image.Named(name)
                            select PluginErrors.ContractsCopied(manifest.Id, copy, name, dependency.Id));
            foreach (var name in dependency.Contracts)
            {
                if (!exports.Contains(name, StringComparer.OrdinalIgnoreCase))
                    errors.Add(PluginErrors.DependencyContracts(manifest.Id, dependency.Id, provider.Manifest.Version.ToNormalizedString(), name));
                else if (image.Asked(name) is { } asked && provider.Export(name).GetName().Version is { } have && have < asked)
                    errors.Add(PluginErrors.ReferenceOlder(manifest.Id, manifest.EntryAssembly, name, asked, have));
                else links.Add(new ContractLink(name, provider));
            }
        }
        return (links, errors);
    }
}
