using System.Collections.Concurrent;
using CrmKit.Catalog;
using CrmKit.Workflows;

namespace CrmKit.Plugins;

/// <summary>The sources at one moment, and the handlers of each extension point in their total order: order, then source, then declaration.</summary>
internal sealed class ExtensionSnapshot(IReadOnlyList<ExtensionSource> sources, CatalogSnapshot catalog)
{
    private readonly ConcurrentDictionary<IReadOnlySet<string>, ExtensionSnapshot> _without = new();
    private readonly ConcurrentDictionary<(Type, string), IReadOnlyList<(ExtensionSource, ExtensionPoint)>> _byTarget = new();

    private readonly ConcurrentDictionary<string, IReadOnlyList<WorkflowDefinition>> _workflows = new(StringComparer.Ordinal);

    public static ExtensionSnapshot Empty { get; } = new([], new CatalogSnapshot(0, [], [], [], [], [], []));

    public IReadOnlyList<ExtensionSource> Sources { get; } = sources;

    public CatalogSnapshot Catalog { get; } = catalog;

    public IReadOnlyList<(ExtensionSource Source, ExtensionPoint Point)> For(Type contract, string target) =>
        _byTarget.GetOrAdd((contract, target), key => Sources
            .SelectMany(s => s.Extensions.Select(e => (Source: s, Point: e)))
            .Where(p => p.Point.Contract == key.Item1 && Matches(p.Point.Target, key.Item2))
            .OrderBy(p => p.Point.Order) // stable: sources and declarations keep their order
            .ToList());

    /// <summary>The active workflows that an event may start.</summary>
    public IReadOnlyList<WorkflowDefinition> WorkflowsFor(string eventName) => Catalog.Workflows.Count == 0 ? [] : _workflows.GetOrAdd(eventName, WorkflowStarts.For, Catalog);

    /// <summary>The same without some sources and features (<c>id/feature</c>), composed once per set.</summary>
    /// <exception cref="CrmRuleException">What stays refers to what goes.</exception>
    public ExtensionSnapshot Without(IReadOnlySet<string> sources) => _without.GetOrAdd(sources, static (hidden, all) =>
    {
        var rest = all.Sources.Where(s => !hidden.Contains(s.Id)).Select(s => s.Less(f => hidden.Contains($"{s.Id}/{f}"))).ToList();
        return rest.SequenceEqual(all.Sources) ? all : new ExtensionSnapshot(rest, CatalogComposer.Compose(all.Catalog.Version, rest));
    }, this);

    /// <summary>All handlers of a contract, whatever their target.</summary>
    public IEnumerable<(ExtensionSource Source, ExtensionPoint Point)> All(Type contract) =>
        Sources.SelectMany(s => s.Extensions.Where(e => e.Contract == contract).Select(e => (s, e)));

    // '*' alone is everything; in an event name it stands for one part, 'lead.*', in a conversion for one end, 'lead>*'.
    public static bool Matches(string pattern, string target)
    {
        if (pattern == "*" || pattern == target) return true;
        return (pattern.EndsWith(".*", StringComparison.Ordinal) || pattern.EndsWith(">*", StringComparison.Ordinal)) && target.StartsWith(pattern[..^1], StringComparison.Ordinal);
    }
}
