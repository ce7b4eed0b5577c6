using System.Reflection;
using System.Runtime.InteropServices;
using CrmKit.Plugins.Loading;
using CrmKit.Plugins.Manifests;

namespace CrmKit.Plugins.Inspection;

/// <summary>Checks a plugin's assemblies by their metadata, before any of its code runs.</summary>
internal sealed class PluginInspector(SharedAssemblies shared)
{
    public static bool IsHostPackage(string name) => HostPackages.Contains(name);

    private static readonly HashSet<string> HostPackages = new(StringComparer.OrdinalIgnoreCase)
    {
        "CrmKit.Core", "CrmKit.EntityFrameworkCore", "CrmKit.Sqlite", "CrmKit.PostgreSql", "CrmKit.Plugins", "CrmKit.AspNetCore", "CrmKit.Web", "CrmKit.Clustering", "CrmKit.Mcp", "crmkit",
    };

    private static readonly string EntryBase = typeof(CrmPlugin).FullName!;

    public (IReadOnlyList<CrmError> Errors, IReadOnlyList<CrmError> Warnings) Inspect(PluginManifest manifest, PluginImage image)
    {
        List<CrmError> errors = [], warnings = [];
        if (Read(manifest, image, manifest.EntryAssembly, errors) is not { } entry) return (errors, warnings);
        CheckTarget(manifest.Id, manifest.EntryAssembly, entry, errors);
        var paths = new AssemblyPaths(image, manifest.EntryAssembly);
        CheckEntryType(manifest, entry, image, paths, errors);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { manifest.EntryAssembly };
        var queue = new Queue<(string Path, AssemblyFacts Facts)>([(manifest.EntryAssembly, entry)]);
        while (queue.TryDequeue(out var next))
        {
            // A package may reference what it never uses: what its own author did not ship is a warning, what the plugin itself lacks is an error.
            var problems = next.Path == manifest.EntryAssembly ? errors : warnings;
            foreach (var (name, version) in next.Facts.References)
            {
                if (Check(manifest.Id, next.Path, name, version, image, paths, problems, errors, warnings) is not { } path || !seen.Add(path)) continue;
                if (Read(manifest, image, path, errors) is not { } facts) continue;
                CheckTarget(manifest.Id, path, facts, errors);
                queue.Enqueue((path, facts));
            }
        }
        return (errors, warnings);
    }

    private string? Check(string id, string from, string name, Version version, PluginImage image, AssemblyPaths paths, List<CrmError> problems, List<CrmError> errors, List<CrmError> warnings)
    {
        if (HostPackages.Contains(name))
        {
            errors.Add(PluginErrors.ReferenceForbidden(id, from, name));
            return null;
        }
        if (shared.IsShared(name))
        {
            if (shared.Find(name) is not { } host) problems.Add(PluginErrors.ReferenceMissing(id, from, name));
            else if (name != SharedAssemblies.Contracts && host.GetName().Version is { } have && have < version)
                (shared.IsNamed(name) ? warnings : problems).Add(PluginErrors.ReferenceOlder(id, from, name, version, have)); // who names an assembly wants his version
            return null;
        }
        if (paths.Managed(new AssemblyName { Name = name }) is not { } path)
        {
            problems.Add(PluginErrors.ReferenceMissing(id, from, name));
            return null;
        }
        if (TryFacts(image, path) is { } facts && facts.Version < version) problems.Add(PluginErrors.ReferenceOlder(id, from, name, version, facts.Version));
        return path;
    }

    private void CheckEntryType(PluginManifest manifest, AssemblyFacts entry, PluginImage image, AssemblyPaths paths, List<CrmError> errors)
    {
        if (!entry.Types.TryGetValue(manifest.EntryType, out var type))
        {
            errors.Add(PluginErrors.EntryMissing(manifest.Id, manifest.EntryType, manifest.EntryAssembly));
            return;
        }
        if (!DerivesFromPlugin(entry, type, image, paths)) errors.Add(PluginErrors.EntryInvalid(manifest.Id, type.FullName, "does not derive from CrmPlugin"));
        if (!type.IsUsable) errors.Add(PluginErrors.EntryInvalid(manifest.Id, type.FullName, "is abstract or generic"));
        else if (!type.HasPublicConstructor) errors.Add(PluginErrors.EntryInvalid(manifest.Id, type.FullName, "has no public constructor without parameters"));
    }

    private bool DerivesFromPlugin(AssemblyFacts assembly, TypeFacts type, PluginImage image, AssemblyPaths paths)
    {
        for (var depth = 0; depth < 20 && type.Base is { } name; depth++)
        {
            if (name == EntryBase) return type.BaseAssembly == SharedAssemblies.Contracts;
            if (type.BaseAssembly is { } other)
            {
                if (shared.IsShared(other) || paths.Managed(new AssemblyName { Name = other }) is not { } path || TryFacts(image, path) is not { } facts) return false;
                assembly = facts;
            }
            if (!assembly.Types.TryGetValue(name, out var next)) return false;
            type = next;
        }
        return false;
    }

    private static void CheckTarget(string id, string path, AssemblyFacts facts, List<CrmError> errors)
    {
        var host = RuntimeInformation.ProcessArchitecture.ToString();
        if (facts.Processor is { } built && built != host) errors.Add(PluginErrors.AssemblyArchitecture(id, path, built, host));
        if (facts.Framework is { } framework && !IsSupported(framework)) errors.Add(PluginErrors.FrameworkUnsupported(id, path, framework));
    }

    private static bool IsSupported(string framework)
    {
        var parts = framework.Split(",Version=v");
        return parts[0] switch
        {
            ".NETStandard" => true,
            ".NETCoreApp" => parts.Length == 2 && Version.TryParse(parts[1], out var version) && version <= new Version(Environment.Version.Major, Environment.Version.Minor),
            _ => false,
        };
    }

    private static AssemblyFacts? Read(PluginManifest manifest, PluginImage image, string path, List<CrmError> errors)
    {
        if (image.Find(path) is not { } bytes)
        {
            errors.Add(PluginErrors.AssemblyMissing(manifest.Id, path));
            return null;
        }
        try
        {
            return AssemblyFacts.Read(bytes);
        }
        catch (BadImageFormatException e)
        {
            errors.Add(PluginErrors.AssemblyInvalid(manifest.Id, path, e.Message));
            return null;
        }
    }

    private static AssemblyFacts? TryFacts(PluginImage image, string path)
    {
        try
        {
            return image.Find(path) is { } bytes ? AssemblyFacts.Read(bytes) : null;
        }
        catch (BadImageFormatException)
        {
            return null; // reported where the assembly itself is read
        }
    }
}
