using CrmKit.Plugins;

namespace CrmKit.Records;

/// <summary>The handlers under way in a session, outermost first: what saves they cause is counted and held against going round in circles.</summary>
internal sealed class HandlerChain
{
    private readonly List<Link> _links = [];

    public int Depth => _links.Count;

    public string Text => string.Join(" → ", _links.Select(l => l.Text));

    /// <summary>Enters a handler; dispose what is returned when it has returned and all that it asked for is done.</summary>
    /// <exception cref="CrmRuleException"><c>record.handler-cycle</c>: it is under way already for the same record and the same fields.</exception>
    public IDisposable Enter<T>(Handler<T> handler, string type, IReadOnlyList<WriteItem> items) where T : class
    {
        var link = new Link(this, handler.Source, handler.Name, type, items, handler.Saves);
        foreach (var outer in _links)
            if (outer.Source == link.Source && outer.Handler == link.Handler && outer.Type == type && Shared(outer.Items, items) is { } record)
                throw new CrmRuleException(RecordErrors.HandlerCycle(record, $"{Text} → {link.Text}"));
        _links.Add(link);
        return link;
    }

    /// <summary>Refuses what the innermost handler saves and does not say; consequences that core draws are nobody's.</summary>
    /// <exception cref="CrmRuleException"><c>record.save-undeclared</c></exception>
    public void CheckDeclared(WriteBatch batch)
    {
        if (_links.Count == 0 || _links[^1] is not { Source: not CoreSource.Id } link) return;
        foreach (var group in batch.Groups)
        {
            var said = link.Saves.Where(s => s.RecordType == group.Type.Key).ToList();
            if (said.Exists(s => s.Fields.Count == 0)) continue;
            var fields = said.SelectMany(s => s.Fields).ToHashSet(StringComparer.Ordinal);
            foreach (var item in group.Items)
            {
                if (item.IsRefused || item.Request.IsTrusted || item.Along is not null) continue;
                var silent = item.Operation == RecordOperation.Update ? Written(item, group.Plan).Where(f => !fields.Contains(f)).ToList() : [];
                if (said.Count == 0 || silent.Count > 0 || item.Operation == RecordOperation.Create) throw new CrmRuleException(RecordErrors.SaveUndeclared(item.Ref, link.Source, Short(link.Handler), silent));
            }
        }
    }

    private static IEnumerable<string> Written(WriteItem item, TypePlan plan) =>
        plan.Fields.Where(f => f.Definition.Nature is FieldNature.Descriptive or FieldNature.State && f.Differs(item.Before!, item.After!)).Select(f => f.Definition.Key);

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

    private sealed class Link(HandlerChain chain, string source, string handler, string type, IReadOnlyList<WriteItem> items, IReadOnlyList<SavesAttribute> saves) : IDisposable
    {
        public string Source => source;
        public string Handler => handler;
        public string Type => type;
        public IReadOnlyList<WriteItem> Items => items;
        public IReadOnlyList<SavesAttribute> Saves => saves;
        public string Text => $"{Short(handler)} ({type})";

        public void Dispose() => chain._links.Remove(this);
    }
}
