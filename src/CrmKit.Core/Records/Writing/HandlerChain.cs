namespace CrmKit.Records;

/// <summary>The handlers under way in a session, outermost first: what saves they cause is counted and held against going round in circles.</summary>
internal sealed class HandlerChain
{
    private readonly List<Link> _links = [];

    public int Depth => _links.Count;

    public string Text => string.Join(" → ", _links.Select(l => l.Text));

    /// <summary>Enters a handler; dispose what is returned when it has returned and all that it asked for is done.</summary>
    /// <exception cref="CrmRuleException"><c>record.handler-cycle</c>: it is under way already for the same record and the same fields.</exception>
    public IDisposable Enter(string source, string handler, string type, IReadOnlyList<WriteItem> items)
    {
        var link = new Link(this, source, handler, type, items);
        foreach (var outer in _links)
            if (outer.Source == source && outer.Handler == handler && outer.Type == type && Shared(outer.Items, items) is { } record)
                throw new CrmRuleException(RecordErrors.HandlerCycle(record, $"{Text} → {link.Text}"));
        _links.Add(link);
        return link;
    }

    /// <summary>The class's own name, without its namespace: what people look for.</summary>
    public static string Short(string handler) => handler[(handler.LastIndexOfAny(['.', '+']) + 1)..];

    private static RecordRef? Shared(IReadOnlyList<WriteItem> outer, IReadOnlyList<WriteItem> inner)
    {
        foreach (var item in inner)
            foreach (var other in outer)
                if (other.Ref == item.Ref && other.Operation == item.Operation && IsSame(other.Changed, item.Changed)) return item.Ref;
        return null;
    }

    private static bool IsSame(List<FieldPlan>? left, List<FieldPlan>? right) =>
        left is null || right is null ? left == right : left.Select(f => f.Definition.Key).ToHashSet().SetEquals(right.Select(f => f.Definition.Key));

    private sealed class Link(HandlerChain chain, string source, string handler, string type, IReadOnlyList<WriteItem> items) : IDisposable
    {
        public string Source => source;
        public string Handler => handler;
        public string Type => type;
        public IReadOnlyList<WriteItem> Items => items;
        public string Text => $"{Short(handler)} ({type})";

        public void Dispose() => chain._links.Remove(this);
    }
}
