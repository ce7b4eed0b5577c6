using System.Collections.Frozen;
using CrmKit.Plugins.Isolation;
using CrmKit.Plugins.Manifests;
using CrmKit.Plugins.Packages;

namespace CrmKit.Plugins.Runtime;

/// <summary>What the runtime knows of one folder. Changed under the runtime's turn only.</summary>
internal sealed class PluginEntry(string folder, PluginIsolation isolation)
{
    public string Folder { get; set; } = folder;

    /// <summary>What of the store it is; <see langword="null"/> for one that lies in the plugins folder.</summary>
    public InstalledPackage? Package { get; set; }
    public PluginTrust Trust { get; set; } = PluginTrust.Folder;

    /// <summary>What it waits for somebody to agree to.</summary>
    public IReadOnlyList<string> Asked { get; set; } = [];

    /// <summary>The version that waits for consent in the place of this one.</summary>
    public string? NextVersion { get; set; }
    public IReadOnlyList<string> OffFor { get; set; } = [];

    /// <summary>As <c>tenant/feature</c>.</summary>
    public IReadOnlyList<string> FeaturesOffFor { get; set; } = [];

    /// <summary>The features that take part whenever the plugin does.</summary>
    public IReadOnlySet<string> On { get; set; } = FrozenSet<string>.Empty;
    public string Fingerprint { get; set; } = "";
    public PluginManifest? Manifest { get; set; }
    public PluginState State { get; set; }
    public bool IsWanted { get; set; } = true;
    public IReadOnlyList<CrmError> Errors { get; set; } = [];
    public IReadOnlyList<CrmError> Warnings { get; set; } = [];
    public PluginGeneration? Running { get; set; }
    public int Generations { get; set; }

    /// <summary>One for every generation that may still be in memory, the running one among them.</summary>
    public List<WeakReference> Traces { get; } = [];

    /// <summary>Whether it failed for something outside its folder, which may have changed since.</summary>
    public bool FailedByOthers => Errors.Any(e => e.Code == "plugin.duplicate-id" || e.Code.StartsWith("plugin.dependency-", StringComparison.Ordinal) || e.Code is "catalog.duplicate" or "catalog.conflict" or "plugin.conflict");

    public PluginStatus Status() => new()
    {
        Id = Manifest?.Id,
        Folder = Folder,
        Name = Manifest?.Name ?? Path.GetFileName(Folder),
        Trust = Trust,
        Asked = Asked,
        NextVersion = NextVersion,
        Permissions = Manifest?.Permissions ?? [],
        Version = Manifest?.Version.ToNormalizedString(),
        Description = Manifest?.Description,
        Publisher = Manifest?.Publisher,
        State = State,
        IsWanted = IsWanted,
        OffFor = OffFor,
        Features = [.. (Manifest?.Features ?? []).Select(f => new PluginFeature(f.Id, f.Name, f.Description, f.DependsOn, On.Contains(f.Id))
        {
            OffFor = [.. FeaturesOffFor.Where(o => o.EndsWith("/" + f.Id, StringComparison.Ordinal)).Select(o => o[..o.IndexOf('/', StringComparison.Ordinal)])],
        })],
        Errors = Errors,
        Warnings = Warnings,
        Generation = Running?.Number ?? Generations,
        Lingering = Traces.Count(t => t.IsAlive && t != Running?.Trace),
        Holders = isolation.Unloads.HoldersOf(Manifest?.Id),
        Calls = isolation.CallsOf(Manifest?.Id),
    };
}
