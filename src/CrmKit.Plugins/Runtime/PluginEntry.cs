using CrmKit.Plugins.Isolation;
using CrmKit.Plugins.Manifests;

namespace CrmKit.Plugins.Runtime;

/// <summary>What the runtime knows of one folder. Changed under the runtime's turn only.</summary>
internal sealed class PluginEntry(string folder, PluginIsolation isolation)
{
    public string Folder { get; } = folder;
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
    public bool FailedByOthers => Errors.Any(e => e.Code == "plugin.duplicate-id" || e.Code.StartsWith("plugin.dependency-", StringComparison.Ordinal) || e.Code == "catalog.duplicate");

    public PluginStatus Status() => new()
    {
        Id = Manifest?.Id,
        Folder = Folder,
        Name = Manifest?.Name ?? Path.GetFileName(Folder),
        Version = Manifest?.Version.ToNormalizedString(),
        Description = Manifest?.Description,
        Publisher = Manifest?.Publisher,
        State = State,
        IsWanted = IsWanted,
        Errors = Errors,
        Warnings = Warnings,
        Generation = Generations,
        Lingering = Traces.Count(t => t.IsAlive && t != Running?.Trace),
        Holders = isolation.Unloads.HoldersOf(Manifest?.Id),
        Calls = isolation.CallsOf(Manifest?.Id),
    };
}
