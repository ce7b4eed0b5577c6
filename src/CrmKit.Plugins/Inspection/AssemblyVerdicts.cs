namespace CrmKit.Plugins.Inspection;

/// <summary>Collects which assembly a plugin gets from where; of several versions asked for, the highest.</summary>
internal sealed class AssemblyVerdicts(string entryPath, AssemblyFacts entry)
{
    private readonly SortedDictionary<string, PluginAssembly> _byName = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The entry assembly first, then by name.</summary>
    public IEnumerable<PluginAssembly> All => _byName.Values.Prepend(new PluginAssembly(entry.Name, AssemblyOrigin.Private, null, entry.Version, entryPath, "the entry assembly"));

    public void Missing(string name, Version asked) => Add(new PluginAssembly(name, AssemblyOrigin.Missing, asked, null, null, "neither in the plugin's folder nor shared by the host"));

    public void Private(string name, Version asked, Version? found, string path) => Add(new PluginAssembly(name, AssemblyOrigin.Private, asked, found, path, Path.IsPathRooted(path) ? "a probing folder of the host has it" : "the plugin brings it"));

    public void Bound(string name, Version asked, string provider) => Add(new PluginAssembly(name, AssemblyOrigin.Plugin, asked, null, null, $"plugin '{provider}' exports it"));

    public void Shared(string name, Version asked, Version found, string why) => Add(new PluginAssembly(name, AssemblyOrigin.Shared, asked, found, null, why));

    private void Add(PluginAssembly assembly)
    {
        if (!_byName.TryGetValue(assembly.Name, out var known) || known.Asked < assembly.Asked) _byName[assembly.Name] = assembly;
    }
}
