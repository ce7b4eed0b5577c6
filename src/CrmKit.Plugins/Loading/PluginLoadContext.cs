using System.Reflection;
using System.Runtime.Loader;

namespace CrmKit.Plugins.Loading;

/// <summary>The collectible home of one generation of a plugin: shared assemblies are the host's, contracts that it binds are those of another plugin, everything else is private and comes out of the image.</summary>
internal sealed class PluginLoadContext : AssemblyLoadContext
{
    private readonly PluginImage _image;
    private readonly SharedAssemblies _shared;
    private readonly AssemblyPaths _paths;
    private readonly NativeCopies _natives = new();

    public PluginLoadContext(string name, PluginImage image, string entryAssembly, SharedAssemblies shared) : base(name, isCollectible: true)
    {
        (_image, _shared) = (image, shared);
        _paths = new AssemblyPaths(image, entryAssembly);
        Unloading += _ => _natives.Delete();
    }

    /// <summary>Who answers for the code in here; <see langword="null"/> where it is only looked at.</summary>
    public Isolation.PluginGuard? Guard { get; init; }

    /// <summary>Assemblies that other plugins export and this one binds, by simple name.</summary>
    public IReadOnlyDictionary<string, Assembly> Contracts { get; init; } = new Dictionary<string, Assembly>();

    public Assembly LoadEntry(string relativePath) => LoadImage(relativePath) ?? throw new FileNotFoundException($"There is no assembly '{relativePath}' in the plugin.");

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name is not { } name) return null;
        if (string.IsNullOrEmpty(assemblyName.CultureName) && _shared.IsShared(name)) return _shared.CopyOf(name) is { } file ? LoadFromAssemblyPath(file) : _shared.Find(name);
        if (Contracts.TryGetValue(name, out var contracts)) return contracts;
        return _paths.Managed(assemblyName) is { } path ? LoadImage(path) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _paths.Native(unmanagedDllName) is { } path && _image.ReadFile(path) is { } content ? LoadUnmanagedDllFromPath(_natives.Copy(path, content)) : 0;

    private Assembly? LoadImage(string relativePath)
    {
        if (_image.Find(relativePath) is not { } bytes) return null;
        var symbols = Path.ChangeExtension(Path.Combine(_image.Folder, relativePath), ".pdb");
        using var assembly = new MemoryStream(bytes, writable: false);
        if (_image.ReadFile(symbols) is not { } known) return LoadFromStream(assembly);
        using var debug = new MemoryStream(known, writable: false);
        return LoadFromStream(assembly, debug);
    }
}
