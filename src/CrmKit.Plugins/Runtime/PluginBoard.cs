using CrmKit.Plugins.Manifests;

namespace CrmKit.Plugins.Runtime;

/// <summary>All plugins of the host, and who needs, excludes or supersedes whom. Changed under the runtime's turn only.</summary>
internal sealed class PluginBoard
{
    public List<PluginEntry> Entries { get; } = [];

    /// <summary>The plugin with this id: of several folders the one that runs, or else the one that is not superseded.</summary>
    public PluginEntry? Find(string id) =>
        Entries.Where(e => e.Manifest?.Id == id).OrderBy(e => e.Running is null).ThenBy(e => e.Package is null).ThenBy(e => e.State == PluginState.Superseded).FirstOrDefault();

    public PluginEntry Get(string id) => Find(id) ?? throw new CrmNotFoundException(PluginErrors.Unknown(id));

    public bool IsRunning(string id) => Entries.Any(e => e.Running?.Manifest.Id == id);

    public DependencyGraph Graph() => new(Entries.Where(e => e.Manifest is not null).GroupBy(e => e.Manifest!.Id)
        .Select(g => g.OrderBy(e => e.Running is null).ThenBy(e => e.State == PluginState.Superseded).First().Manifest!));

    /// <summary>What keeps a plugin from running now.</summary>
    public List<CrmError> Against(PluginManifest manifest)
    {
        var errors = new List<CrmError>();
        foreach (var dependency in manifest.Dependencies)
        {
            var entry = Find(dependency.Id);
            if (entry?.Running is { } running && dependency.Range.Contains(running.Manifest.Version)) continue;
            if (dependency.IsOptional && entry?.Running is null) continue;
            errors.Add(entry switch
            {
                null => PluginErrors.DependencyMissing(manifest.Id, dependency.Id, dependency.Range.ToString()),
                { Running: null } => PluginErrors.DependencyOff(manifest.Id, dependency.Id, entry.State.ToString().ToLowerInvariant()),
                _ => PluginErrors.DependencyVersion(manifest.Id, dependency.Id, dependency.Range.ToString(), entry.Running.Manifest.Version.ToNormalizedString()),
            });
        }
        errors.AddRange(ExcludedBy(manifest).Select(other => PluginErrors.Conflict(manifest, other)));
        return errors;
    }

    /// <summary>The running plugins that a plugin cannot run beside.</summary>
    public IEnumerable<PluginManifest> ExcludedBy(PluginManifest manifest) => Entries.Select(e => e.Running?.Manifest).OfType<PluginManifest>().Where(o => o.Id != manifest.Id && Exclude(manifest, o));

    public static bool Exclude(PluginManifest one, PluginManifest other) =>
        one.Conflicts.Any(c => c.Id == other.Id && c.Range.Contains(other.Version)) || other.Conflicts.Any(c => c.Id == one.Id && c.Range.Contains(one.Version));

    /// <summary>What running plugins would say to this version of a plugin that they need.</summary>
    public IEnumerable<CrmError> Misfits(PluginManifest provider) => DependentsOf(provider.Id).SelectMany(d => d.Manifest!.Dependencies
        .Where(n => n.Id == provider.Id && !n.Range.Contains(provider.Version))
        .Select(n => PluginErrors.DependencyVersion(d.Manifest!.Id, provider.Id, n.Range.ToString(), provider.Version.ToNormalizedString())));

    public IEnumerable<PluginEntry> DependentsOf(string id) =>
        Entries.Where(e => e.Running is { } running && e.Manifest!.Dependencies.Any(d => d.Id == id && (!d.IsOptional || running.IsBoundTo(Find(id)?.Running))));

    /// <summary>Those that bind contracts of a generation.</summary>
    public List<PluginEntry> BoundTo(PluginGeneration provider) => Leaving(Entries.Where(e => e.Running?.IsBoundTo(provider) == true));

    /// <summary>All that cannot run without a plugin, in the order in which they leave.</summary>
    public List<PluginEntry> AllDependentsOf(string id)
    {
        var found = new HashSet<PluginEntry>();
        var queue = new Queue<string>([id]);
        while (queue.TryDequeue(out var next))
            foreach (var dependent in DependentsOf(next))
                if (dependent.Manifest!.Id != id && found.Add(dependent)) queue.Enqueue(dependent.Manifest!.Id);
        return Leaving(found);
    }

    /// <summary>What a plugin needs, and what that needs, and does not run, in the order in which they start.</summary>
    public List<PluginEntry> NeededBy(string id) => NeedsOf(id, isToStart: true);

    /// <summary>What a plugin needs, and what that needs, in the order in which they start.</summary>
    public List<PluginEntry> NeedsOf(string id) => NeedsOf(id, isToStart: false);

    private List<PluginEntry> NeedsOf(string id, bool isToStart)
    {
        var found = new HashSet<PluginEntry>();
        var queue = new Queue<string>([id]);
        while (queue.TryDequeue(out var next))
            foreach (var dependency in Find(next)?.Manifest?.Dependencies.Where(d => !d.IsOptional) ?? [])
                if (Find(dependency.Id) is { } needed && !(isToStart && needed.Running is not null) && dependency.Id != id && found.Add(needed)) queue.Enqueue(dependency.Id);
        var leaving = Leaving(found);
        leaving.Reverse();
        return leaving;
    }

    /// <summary>Those who need others leave before them.</summary>
    public List<PluginEntry> Leaving(IEnumerable<PluginEntry> entries)
    {
        var graph = Graph();
        return [.. entries.OrderByDescending(e => e.Manifest is { } m ? graph.Depth(m.Id) : 0).ThenByDescending(e => e.Manifest?.Id, StringComparer.Ordinal)];
    }
}
