namespace CrmKit.Records;

/// <summary>Refuses a second part with the same key in one parent.</summary>
internal abstract class PartDuplicates<T, TKey> : IRecordValidator where T : PartRecord where TKey : struct
{
    public async ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var parts = context.Living<T>().Where(c => c.Change.Before is null || c.Change.Operation == RecordOperation.Restore || !KeyOf((T)c.Change.Before).Equals(KeyOf(c.Record)))
            .Where(c => KeyOf(c.Record) is { Parent: not null, Key: not null }).ToList();
        if (parts.Count == 0) return;
        var changing = context.Changes.Select(c => c.After.Id).ToHashSet();
        var stored = await StoredAsync(context, [.. parts.Select(p => KeyOf(p.Record).Parent).Distinct()], cancellationToken);
        var taken = stored.Where(s => !changing.Contains(s.Id)).Select(KeyOf).ToHashSet();
        foreach (var (_, unchanged) in context.Living<T>().Where(c => parts.TrueForAll(p => p.Record != c.Record))) taken.Add(KeyOf(unchanged));
        foreach (var (change, part) in parts)
            if (!taken.Add(KeyOf(part))) context.Refuse(change, Error(KeyOf(part).Key!.Value));
    }

    protected abstract ValueTask<IReadOnlyList<T>> StoredAsync(SaveContext context, List<Guid?> parents, CancellationToken cancellationToken);

    /// <summary>Parent and key; a part without one of them cannot be a duplicate.</summary>
    protected abstract (Guid? Parent, TKey? Key) KeyOf(T part);

    protected abstract CrmError Error(TKey key);
}
