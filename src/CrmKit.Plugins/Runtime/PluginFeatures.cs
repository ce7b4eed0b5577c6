using System.Collections.Frozen;
using CrmKit.Plugins.Manifests;

namespace CrmKit.Plugins.Runtime;

/// <summary>Which features of a plugin are on: by the host's settings, or else by what somebody said, or else by the manifest. One whose needs are off is off.</summary>
internal sealed class PluginFeatures(PluginOptions options)
{
    public FrozenSet<string> On(PluginManifest manifest, PluginRow row)
    {
        var on = new HashSet<string>(StringComparer.Ordinal);
        foreach (var feature in manifest.Features) // each comes after those that it needs
            if (IsWanted(manifest, feature, row) && feature.DependsOn.All(on.Contains)) on.Add(feature.Id);
        return on.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Whether a feature is on as far as it is up to itself.</summary>
    public bool IsWanted(PluginManifest manifest, ManifestFeature feature, PluginRow row) =>
        Configured(manifest.Id, feature.Id) ?? (row.Features.TryGetValue(feature.Id, out var said) ? said : feature.IsDefault);

    /// <summary>What the host's settings say, which nobody switches; <see langword="null"/> when they say nothing.</summary>
    public bool? Configured(string plugin, string feature) => options.Features.TryGetValue($"{plugin}/{feature}", out var said) ? said : null;

    /// <summary>Whether a tenant does not have a feature although it is on: it is off for the tenant, or something that it needs is.</summary>
    public static bool IsOff(PluginManifest manifest, string feature, PluginRow row, string tenant) =>
        NeedsOf(manifest, feature).Select(f => f.Id).Append(feature).Any(f => row.FeaturesOffFor.Contains($"{tenant}/{f}"));

    /// <summary>What a feature needs, and what that needs, in the order in which they come.</summary>
    public static IReadOnlyList<ManifestFeature> NeedsOf(PluginManifest manifest, string feature)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal) { feature };
        foreach (var one in manifest.Features.Reverse().Where(f => needed.Contains(f.Id))) needed.UnionWith(one.DependsOn);
        return [.. manifest.Features.Where(f => f.Id != feature && needed.Contains(f.Id))];
    }

    /// <summary>What needs a feature, and what needs that, in the order in which they go.</summary>
    public static IReadOnlyList<ManifestFeature> DependentsOf(PluginManifest manifest, string feature)
    {
        var going = new HashSet<string>(StringComparer.Ordinal) { feature };
        foreach (var one in manifest.Features.Where(f => f.DependsOn.Any(going.Contains))) going.Add(one.Id);
        return [.. manifest.Features.Reverse().Where(f => f.Id != feature && going.Contains(f.Id))];
    }

    /// <summary>What a plugin adds with features that its manifest does not declare.</summary>
    public static IReadOnlyList<CrmError> Undeclared(PluginManifest manifest, ExtensionSource source) =>
        [.. source.Parts.Select(p => p.Feature).Distinct(StringComparer.Ordinal).Where(f => manifest.Features.All(d => d.Id != f)).Select(f => PluginErrors.FeatureUndeclared(manifest.Id, f))];
}
