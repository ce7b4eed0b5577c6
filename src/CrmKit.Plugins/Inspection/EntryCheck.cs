using System.Reflection;
using CrmKit.Plugins.Loading;
using CrmKit.Plugins.Manifests;

namespace CrmKit.Plugins.Inspection;

/// <summary>Whether the class that the manifest names can be made and is a plugin.</summary>
internal sealed class EntryCheck(SharedAssemblies shared, PluginImage image, AssemblyPaths paths)
{
    private const int DeepestChain = 20;
    private static readonly string EntryBase = typeof(CrmPlugin).FullName!;

    public void Check(PluginManifest manifest, AssemblyFacts entry, List<CrmError> errors)
    {
        if (!entry.Types.TryGetValue(manifest.EntryType, out var type))
        {
            errors.Add(PluginErrors.EntryMissing(manifest.Id, manifest.EntryType, manifest.EntryAssembly));
            return;
        }
        if (!DerivesFromPlugin(entry, type)) errors.Add(PluginErrors.EntryInvalid(manifest.Id, type.FullName, "does not derive from CrmPlugin"));
        if (!type.IsUsable) errors.Add(PluginErrors.EntryInvalid(manifest.Id, type.FullName, "is abstract or generic"));
        else if (!type.HasPublicConstructor) errors.Add(PluginErrors.EntryInvalid(manifest.Id, type.FullName, "has no public constructor without parameters"));
    }

    private bool DerivesFromPlugin(AssemblyFacts assembly, TypeFacts type)
    {
        for (var depth = 0; depth < DeepestChain && type.Base is { } name; depth++)
        {
            if (name == EntryBase) return type.BaseAssembly == SharedAssemblies.Contracts;
            if (type.BaseAssembly is { } other)
            {
                if (shared.IsShared(other) || paths.Managed(new AssemblyName { Name = other }) is not { } path || PluginInspector.TryFacts(image, path) is not { } facts) return false;
                assembly = facts;
            }
            if (!assembly.Types.TryGetValue(name, out var next)) return false;
            type = next;
        }
        return false;
    }
}
