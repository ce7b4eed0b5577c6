using System.Reflection;
using System.Runtime.InteropServices;
using CrmKit.Plugins.Loading;
using CrmKit.Plugins.Manifests;

namespace CrmKit.Plugins.Inspection;

/// <summary>Checks a plugin's assemblies by their metadata and instructions, before any of its code runs.</summary>
internal sealed class PluginInspector(SharedAssemblies shared)
{
    public static bool IsHostPackage(string name) => HostPackages.Contains(name);

    private static readonly HashSet<string> HostPackages = new(StringComparer.OrdinalIgnoreCase)
    {
        "CrmKit.Core", "CrmKit.EntityFrameworkCore", "CrmKit.Sqlite", "CrmKit.PostgreSql", "CrmKit.Plugins", "CrmKit.AspNetCore", "CrmKit.Web", "CrmKit.Clustering", "CrmKit.Mcp", "crmkit",
    };

    public PluginInspection Inspect(PluginManifest manifest, PluginImage image)
    {
        if (shared.For(image) is var own && own != shared) return new PluginInspector(own).Inspect(manifest, image);
        var told = new PluginInspection();
        if (!manifest.HasCode)
        {
            if (!image.IsEmpty) told.Errors.Add(PluginErrors.ManifestEntry(image.Folder, "is missing, and there are assemblies"));
            return told;
        }
        if (Read(manifest, image, manifest.EntryAssembly, told) is not { } entry) return told;
        var paths = new AssemblyPaths(image, manifest.EntryAssembly);
        new EntryCheck(shared, image, paths).Check(manifest, entry, told.Errors);
        var assemblies = new AssemblyVerdicts(manifest.EntryAssembly, entry);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { manifest.EntryAssembly };
        var queue = new Queue<(string Path, AssemblyFacts Facts)>([(manifest.EntryAssembly, entry)]);
        foreach (var name in manifest.Exports)
            if ((paths.Managed(new AssemblyName { Name = name }) ?? name + ".dll") is var path && seen.Add(path) && Read(manifest, image, path, told) is { } facts) queue.Enqueue((path, facts));
        while (queue.TryDequeue(out var next))
        {
            CheckTarget(manifest.Id, next.Path, next.Facts, told);
            ReadCode(manifest, image, next.Path, next.Facts, told);
            // A package may reference what it never uses: what its own author did not ship is a warning, what the plugin itself lacks is an error.
            var problems = next.Path == manifest.EntryAssembly ? told.Errors : told.Warnings;
            foreach (var (name, version) in next.Facts.References)
                if (Check(manifest, next.Path, name, version, image, paths, problems, told, assemblies) is { } path && seen.Add(path) && Read(manifest, image, path, told) is { } facts) queue.Enqueue((path, facts));
        }
        told.Assemblies.AddRange(assemblies.All);
        Judge(manifest, told);
        return told;
    }

    private void Judge(PluginManifest manifest, PluginInspection told)
    {
        var types = new PluginTypes(told.Code);
        told.Uses = [.. new ContractCheck(ContractSurfaceReader.Host, types).Of(told.Code), .. shared.TablesSurface is { } tables ? new ContractCheck(tables, types).Of(told.Code) : []];
        told.Errors.AddRange(ContractErrors.Of(manifest.Id, told.Uses));
        told.Capabilities = Capabilities.Of(told.Code);
        (told.Grade, told.Hindrances) = Unloadability.Of(told.Code, name => shared.IsShared(name) && !shared.IsCopied(name));
    }

    private string? Check(PluginManifest manifest, string from, string name, Version version, PluginImage image, AssemblyPaths paths, List<CrmError> problems, PluginInspection told, AssemblyVerdicts assemblies)
    {
        var id = manifest.Id;
        if (HostPackages.Contains(name))
        {
            told.Errors.Add(PluginErrors.ReferenceForbidden(id, from, name));
            return null;
        }
        var carried = paths.Managed(new AssemblyName { Name = name });
        if (shared.IsShared(name))
        {
            CheckShared(id, from, name, version, problems, told, assemblies);
            if (carried is not null && !Path.IsPathRooted(carried) && !told.Warnings.Exists(w => w.Code == "plugin.assembly-ignored" && w.Message == PluginErrors.AssemblyIgnored(id, carried, name).Message)) told.Warnings.Add(PluginErrors.AssemblyIgnored(id, carried, name));
            return null;
        }
        if (manifest.Dependencies.FirstOrDefault(d => d.Contracts.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } provider)
        {
            assemblies.Bound(name, version, provider.Id);
            told.Errors.AddRange(image.Named(name).Select(copy => PluginErrors.ContractsCopied(id, copy, name, provider.Id)).Where(e => !told.Errors.Contains(e)));
            return null;
        }
        if (carried is null)
        {
            assemblies.Missing(name, version);
            problems.Add(PluginErrors.ReferenceMissing(id, from, name));
            return null;
        }
        var facts = TryFacts(image, carried);
        assemblies.Private(name, version, facts?.Version, carried);
        if (facts is not null && facts.Version < version) problems.Add(PluginErrors.ReferenceOlder(id, from, name, version, facts.Version));
        return carried;
    }

    private void CheckShared(string id, string from, string name, Version version, List<CrmError> problems, PluginInspection told, AssemblyVerdicts assemblies)
    {
        if (shared.VersionOf(name) is not { } have)
        {
            assemblies.Missing(name, version);
            problems.Add(PluginErrors.ReferenceMissing(id, from, name));
            return;
        }
        assemblies.Shared(name, version, have, shared.WhyShared(name));
        if (name == SharedAssemblies.Contracts)
        {
            if (version.Major != have.Major) told.Errors.Add(PluginErrors.ContractsMajor(id, from, version, have));
            else if (have < version) told.Warnings.Add(PluginErrors.ContractsNewer(id, from, version, have));
        }
        else if (SharedAssemblies.IsOfTables(name) && have.Major != version.Major) told.Errors.Add(PluginErrors.ReferenceMajor(id, from, name, version, have));
        else if (have < version) (shared.IsNamed(name) ? told.Warnings : problems).Add(PluginErrors.ReferenceOlder(id, from, name, version, have)); // who names an assembly wants his version
    }

    private static void CheckTarget(string id, string path, AssemblyFacts facts, PluginInspection told)
    {
        var host = RuntimeInformation.ProcessArchitecture.ToString();
        if (facts.Processor is { } built && built != host) told.Errors.Add(PluginErrors.AssemblyArchitecture(id, path, built, host));
        if (facts.Framework is not { Length: > 0 } framework)
        {
            told.Warnings.Add(PluginErrors.FrameworkUnknown(id, path));
            return;
        }
        var parts = framework.Split(",Version=v");
        if (parts[0] == ".NETStandard") return;
        if (parts[0] != ".NETCoreApp" || parts.Length != 2 || !Version.TryParse(parts[1], out var version)) told.Errors.Add(PluginErrors.FrameworkUnsupported(id, path, framework));
        else if (version > new Version(Environment.Version.Major, Environment.Version.Minor)) told.Errors.Add(PluginErrors.FrameworkNewer(id, path, framework));
    }

    private static void ReadCode(PluginManifest manifest, PluginImage image, string path, AssemblyFacts facts, PluginInspection told)
    {
        try
        {
            var code = AssemblyCodeReader.Read(image.Find(path)!);
            told.Code.Add(code);
            told.Warnings.AddRange(UndeclaredSaves.Of(code).Select(s => PluginErrors.SavesUndeclared(manifest.Id, s.Handler, s.Where)));
            if (code.HasModuleInitializer) told.Warnings.Add(PluginErrors.ModuleInitializer(manifest.Id, path));
        }
        catch (UnreadableAssemblyException e)
        {
            // A library that uses nothing of the contracts may be as strange as it likes.
            if (path == manifest.EntryAssembly || facts.References.Any(r => r.Name == SharedAssemblies.Contracts)) told.Errors.Add(PluginErrors.AssemblyDamaged(manifest.Id, path, e.Message));
            else told.Warnings.Add(PluginErrors.AssemblyUnread(manifest.Id, path, e.Message));
        }
    }

    private static AssemblyFacts? Read(PluginManifest manifest, PluginImage image, string path, PluginInspection told)
    {
        if (image.Find(path) is not { } bytes)
        {
            told.Errors.Add(PluginErrors.AssemblyMissing(manifest.Id, path));
            return null;
        }
        try
        {
            return AssemblyFacts.Read(bytes);
        }
        catch (UnreadableAssemblyException e)
        {
            told.Errors.Add(e.IsDamaged ? PluginErrors.AssemblyDamaged(manifest.Id, path, e.Message) : PluginErrors.AssemblyInvalid(manifest.Id, path, e.Message));
            return null;
        }
    }

    /// <summary>As <see cref="AssemblyFacts.Read"/>; <see langword="null"/> when it cannot be read, which is reported where the assembly itself is.</summary>
    public static AssemblyFacts? TryFacts(PluginImage image, string path)
    {
        try
        {
            return image.Find(path) is { } bytes ? AssemblyFacts.Read(bytes) : null;
        }
        catch (UnreadableAssemblyException)
        {
            return null;
        }
    }
}
