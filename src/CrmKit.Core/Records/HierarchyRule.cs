namespace CrmKit.Records;

/// <summary>Refuses circles in hierarchies, also those that several changes of one change set close together.</summary>
internal abstract class HierarchyRule<T> : IRecordValidator where T : Record
{
    public async ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var moved = context.Living<T>().Where(c => ParentOf(c.Record) is not null
            && (c.Change.Before is null || c.Change.Operation == RecordOperation.Restore || ParentOf((T)c.Change.Before) != ParentOf(c.Record))).ToList();
        if (moved.Count == 0) return;

        var parents = context.Living<T>().ToDictionary(c => c.Record.Id, c => ParentOf(c.Record));
        var next = moved.Select(c => ParentOf(c.Record)!.Value).Where(id => !parents.ContainsKey(id)).ToHashSet();
        while (next.Count > 0)
        {
            var found = await ParentsAsync(context, next, cancellationToken);
            foreach (var id in next) parents[id] = found.GetValueOrDefault(id);
            next = found.Values.OfType<Guid>().Where(id => !parents.ContainsKey(id)).ToHashSet();
        }
        foreach (var (change, record) in moved)
            if (IsInCircle(record.Id, parents)) context.Refuse(change, Error(record));
    }

    /// <summary>The parents of stored records by id.</summary>
    protected abstract ValueTask<Dictionary<Guid, Guid?>> ParentsAsync(SaveContext context, HashSet<Guid> ids, CancellationToken cancellationToken);

    protected abstract Guid? ParentOf(T record);

    protected abstract CrmError Error(T record);

    private static bool IsInCircle(Guid start, Dictionary<Guid, Guid?> parents)
    {
        var seen = new HashSet<Guid>();
        for (var at = parents.GetValueOrDefault(start); at is { } id && seen.Add(id); at = parents.GetValueOrDefault(id))
            if (id == start) return true;
        return false;
    }
}
