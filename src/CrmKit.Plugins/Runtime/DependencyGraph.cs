using CrmKit.Plugins.Manifests;

namespace CrmKit.Plugins.Runtime;

/// <summary>Who needs whom. A plugin's depth is the length of the longest chain below it: it does not change when an unrelated plugin comes, and so neither does the order of handlers.</summary>
internal sealed class DependencyGraph
{
    private readonly Dictionary<string, PluginManifest> _byId;

    public DependencyGraph(IEnumerable<PluginManifest> manifests) => _byId = manifests.ToDictionary(m => m.Id, StringComparer.Ordinal);

    /// <summary>Dependencies first; ties by id. Plugins in circles are left out.</summary>
    public IEnumerable<PluginManifest> Order() =>
        _byId.Values.Where(m => CycleOf(m.Id) is null).OrderBy(m => Depth(m.Id)).ThenBy(m => m.Id, StringComparer.Ordinal);

    /// <summary>0 without dependencies. Only for plugins outside circles.</summary>
    public int Depth(string id) => Depth(id, []);

    /// <summary>The circle that a plugin is in, from it back to it; <see langword="null"/> when it is in none.</summary>
    public IReadOnlyList<string>? CycleOf(string id)
    {
        var seen = new HashSet<string>();
        return Find(id, [id]);

        IReadOnlyList<string>? Find(string at, IReadOnlyList<string> path)
        {
            foreach (var next in DependenciesOf(at))
            {
                if (next == id) return [.. path, id];
                if (seen.Add(next) && Find(next, [.. path, next]) is { } cycle) return cycle;
            }
            return null;
        }
    }

    private int Depth(string id, IReadOnlyCollection<string> above) => DependenciesOf(id)
        .Where(d => !above.Contains(d)) // a circle further down is somebody else's failure
        .Select(d => 1 + Depth(d, [.. above, id])).DefaultIfEmpty(0).Max();

    private IEnumerable<string> DependenciesOf(string id) =>
        _byId.TryGetValue(id, out var manifest) ? manifest.Dependencies.Select(d => d.Id).Where(_byId.ContainsKey) : [];
}
