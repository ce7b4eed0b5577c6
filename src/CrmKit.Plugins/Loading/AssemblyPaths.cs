using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace CrmKit.Plugins.Loading;

/// <summary>Where a plugin's assemblies and native libraries are: by its deps.json when it has one, then by the folders' conventions, then in the host's probing folders.</summary>
internal sealed class AssemblyPaths(PluginImage image, string entryAssembly)
{
    private readonly AssemblyDependencyResolver? _resolver = ResolverOf(image, entryAssembly);
    private readonly string _root = Path.GetDirectoryName(entryAssembly)?.Replace('\\', '/') ?? "";

    /// <summary>The path in the image, absolute for what a probing folder has; <see langword="null"/> when there is no such assembly.</summary>
    public string? Managed(AssemblyName name)
    {
        if (_resolver?.ResolveAssemblyToPath(name) is { } resolved && image.FindAbsolute(resolved) is not null) return PluginImage.Relative(image.Folder, resolved);
        var file = name.Name + ".dll";
        if (!string.IsNullOrEmpty(name.CultureName)) file = $"{name.CultureName}/{file}";
        return image.Find(InRoot(file)) is null ? image.Probe(file) : InRoot(file);
    }

    /// <summary>The absolute path; <see langword="null"/> when there is no such library.</summary>
    public string? Native(string name)
    {
        if (_resolver?.ResolveUnmanagedDllToPath(name) is { } resolved && image.Holds(resolved)) return resolved;
        if (name.Contains('/', StringComparison.Ordinal) || name.Contains('\\', StringComparison.Ordinal)) return null;
        return (from place in image.Probing.Prepend(Path.Combine(image.Folder, _root))
                from folder in NativeFolders()
                from file in FileNames(name)
                let path = Path.Combine(place, folder, file)
                where File.Exists(path)
                select path).FirstOrDefault();
    }

    private string InRoot(string path) => _root.Length == 0 ? path : $"{_root}/{path}";

    private static IEnumerable<string> NativeFolders()
    {
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        var machine = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        yield return "";
        foreach (var rid in new[] { RuntimeInformation.RuntimeIdentifier, $"{system}-{machine}", system, "unix", "any" }.Distinct())
            yield return $"runtimes/{rid}/native";
    }

    private static IEnumerable<string> FileNames(string name)
    {
        var suffix = OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";
        yield return name;
        yield return name + suffix;
        if (OperatingSystem.IsWindows()) yield break;
        yield return $"lib{name}{suffix}";
        yield return $"lib{name}";
    }

    private static AssemblyDependencyResolver? ResolverOf(PluginImage image, string entryAssembly)
    {
        var path = Path.Combine(image.Folder, entryAssembly);
        // Without a deps.json the resolver would take everything beside the assembly, which is what the folder conventions do already.
        return File.Exists(Path.ChangeExtension(path, ".deps.json")) ? new AssemblyDependencyResolver(path) : null;
    }
}
