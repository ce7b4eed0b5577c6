using CrmKit.Plugins;
using CrmKit.Records;

namespace CrmKit.Catalog;

/// <summary>What handlers say of themselves: the fields they wait for exist, and what they save does not lead back to them.</summary>
internal static class HandlerRules
{
    public static void Check(IReadOnlyList<ExtensionSource> sources, IReadOnlyDictionary<string, RecordTypeDefinition> types, CatalogProblems problems)
    {
        var saving = new List<Node>();
        foreach (var source in sources)
            foreach (var point in source.Extensions)
            {
                CheckFields(source, point, types, problems);
                if (point.Saves.Count > 0 && (point.Contract == typeof(IBeforeSave) || point.Contract == typeof(IAfterSave))) saving.Add(new Node(source.Id, point));
            }
        var told = new HashSet<Node>();
        foreach (var node in saving)
        {
            if (told.Contains(node) || CircleThrough(node, saving) is not { } circle) continue;
            told.UnionWith(circle);
            problems.Add(CatalogErrors.HandlerCycle(string.Join(" → ", circle.Append(node)), circle.Select(n => n.Source).Distinct().Order(StringComparer.Ordinal)));
        }
    }

    private static void CheckFields(ExtensionSource source, ExtensionPoint point, IReadOnlyDictionary<string, RecordTypeDefinition> types, CatalogProblems problems)
    {
        if (point.OnChangeOf is not { } fields) return;
        var name = HandlerChain.Short(point.Name);
        if (fields.Count == 0) problems.Invalid("Handler", name, $"'{source.Id}' lets it wait for changes of no field, so nobody would ever call it.");
        else if (!types.TryGetValue(point.Target, out var type)) problems.Invalid("Handler", name, $"'{source.Id}' lets it wait for changes of fields, so it has to be registered for one record type, and '{point.Target}' is none.");
        else
            foreach (var field in fields.Where(f => !type.TryField(f, out _)))
                problems.Invalid("Handler", name, $"'{source.Id}' lets it wait for changes of '{field}', which '{type.Key}' does not have.");
    }

    /// <summary>The shortest circle, in the order of sources and of their declarations, so that everybody is told the same one.</summary>
    private static List<Node>? CircleThrough(Node start, List<Node> nodes)
    {
        var from = new Dictionary<Node, Node?> { [start] = null };
        var queue = new Queue<Node>([start]);
        while (queue.TryDequeue(out var node))
            foreach (var next in nodes.Where(node.Causes))
            {
                if (next == start) return Path(node);
                if (from.TryAdd(next, node)) queue.Enqueue(next);
            }
        return null;

        List<Node> Path(Node last)
        {
            var path = new List<Node>();
            for (Node? at = last; at is not null; at = from[at]) path.Insert(0, at);
            return path;
        }
    }

    private sealed class Node(string source, ExtensionPoint point)
    {
        public string Source => source;

        private IReadOnlyList<string> WaitsFor => point.OnChangeOf ?? [];

        public bool Causes(Node next) => point.Saves.Any(s => !s.EndsByItself && next.IsCalledFor(s.RecordType, s.Fields));

        public override string ToString() => $"{HandlerChain.Short(point.Name)} of '{source}' ({point.Target})";

        private bool IsCalledFor(string type, IReadOnlyList<string> fields) =>
            (point.Target == "*" || point.Target == type) && (WaitsFor.Count == 0 || fields.Count == 0 || WaitsFor.Intersect(fields, StringComparer.Ordinal).Any());
    }
}
