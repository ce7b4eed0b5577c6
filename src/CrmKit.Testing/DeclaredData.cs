using System.Reflection;
using CrmKit.Plugins;
using CrmKit.Plugins.Manifests;

namespace CrmKit.Testing;

/// <summary>Holds a plugin that is part of the test program to its manifest, as the loader would: what it forgot to ask for shows in its own tests.</summary>
internal sealed class DeclaredData(DataPermissions data) : ICallMeter
{
    public DataPermissions Data => data;

    public void Charge(CallCost cost, long amount) { }

    /// <summary><see langword="null"/> when no manifest of it lies beside the plugin.</summary>
    public static DeclaredData? Of(Assembly plugin, string id)
    {
        var folder = Path.GetDirectoryName(plugin.Location)!;
        if (!File.Exists(Path.Combine(folder, ManifestReader.FileName))) return null;
        var manifest = PluginFiles.Manifest(folder);
        return manifest.Id != id ? null : new(new DataPermissions(id, manifest.Permissions.Select(p => (p.Name, p.Scope))));
    }
}
