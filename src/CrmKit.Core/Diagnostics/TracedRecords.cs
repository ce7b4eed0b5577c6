namespace CrmKit.Diagnostics;

/// <summary>The records door, measured.</summary>
internal sealed class TracedRecords(IRecords inner, DoorTrace trace) : IRecords
{
    public Task<SaveResult> SaveAsync(ChangeSet changes, CancellationToken cancellationToken = default) =>
        trace.RunAsync("records.save", null, changes?.Changes.Count, () => inner.SaveAsync(changes!, cancellationToken));

    public Task<SaveResult> TryAsync(ChangeSet changes, CancellationToken cancellationToken = default) =>
        trace.RunAsync("records.try", null, changes?.Changes.Count, () => inner.TryAsync(changes!, cancellationToken));

    public Task<IReadOnlySet<string>> UnaskedFieldsAsync(Record record, CancellationToken cancellationToken = default) => inner.UnaskedFieldsAsync(record, cancellationToken);

    public Task<T?> FindAsync<T>(Guid id, CancellationToken cancellationToken = default) where T : Record =>
        trace.RunAsync("records.find", TypeOf<T>(), 1, () => inner.FindAsync<T>(id, cancellationToken));

    public Task<Record?> FindAsync(RecordRef record, CancellationToken cancellationToken = default) =>
        trace.RunAsync("records.find", record.Type, 1, () => inner.FindAsync(record, cancellationToken));

    public Task<T> GetAsync<T>(Guid id, CancellationToken cancellationToken = default) where T : Record =>
        trace.RunAsync("records.get", TypeOf<T>(), 1, () => inner.GetAsync<T>(id, cancellationToken));

    public Task<Record> GetAsync(RecordRef record, CancellationToken cancellationToken = default) =>
        trace.RunAsync("records.get", record.Type, 1, () => inner.GetAsync(record, cancellationToken));

    public Task<IReadOnlyList<Record>> GetManyAsync(string type, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken = default) =>
        trace.RunAsync("records.get", type, ids?.Count, () => inner.GetManyAsync(type, ids!, cancellationToken));

    public Task<IReadOnlyList<T>> ListAsync<T>(Specification<T> specification, CancellationToken cancellationToken = default) where T : Record =>
        trace.RunAsync("records.list", specification?.TypeKey ?? TypeOf<T>(), null, () => inner.ListAsync(specification!, cancellationToken));

    public Task<IReadOnlyList<TResult>> ListAsync<T, TResult>(Specification<T, TResult> specification, CancellationToken cancellationToken = default) where T : Record =>
        trace.RunAsync("records.list", specification?.Source.TypeKey ?? TypeOf<T>(), null, () => inner.ListAsync(specification!, cancellationToken));

    public Task<Page<T>> PageAsync<T>(Specification<T> specification, CancellationToken cancellationToken = default) where T : Record =>
        trace.RunAsync("records.page", specification?.TypeKey ?? TypeOf<T>(), null, () => inner.PageAsync(specification!, cancellationToken));

    public Task<long> CountAsync<T>(Specification<T> specification, CancellationToken cancellationToken = default) where T : Record =>
        trace.RunAsync("records.count", specification?.TypeKey ?? TypeOf<T>(), null, () => inner.CountAsync(specification!, cancellationToken));

    public Task<RecordPage> QueryAsync(RecordQuery query, CancellationToken cancellationToken = default) =>
        trace.RunAsync("records.query", query?.Type, null, () => inner.QueryAsync(query!, cancellationToken));

    public Task<IReadOnlyList<AuditEntry>> HistoryAsync(RecordRef record, CancellationToken cancellationToken = default) =>
        trace.RunAsync("records.history", record.Type, 1, () => inner.HistoryAsync(record, cancellationToken));

    public Task<IReadOnlyList<MergeOutcome>> MergeAsync(IReadOnlyList<MergeRequest> merges, MergeOptions? options = null, CancellationToken cancellationToken = default) =>
        trace.RunAsync("records.merge", null, merges?.Count, () => inner.MergeAsync(merges!, options, cancellationToken));

    public Task<MergeProposal> ProposeMergeAsync(RecordRef first, RecordRef second, MergeRule rule = MergeRule.Fill, CancellationToken cancellationToken = default) =>
        trace.RunAsync("records.propose-merge", first.Type, 2, () => inner.ProposeMergeAsync(first, second, rule, cancellationToken));

    public Task<IReadOnlyList<UnmergeOutcome>> UnmergeAsync(IReadOnlyList<Guid> merges, MergeOptions? options = null, CancellationToken cancellationToken = default) =>
        trace.RunAsync("records.unmerge", null, merges?.Count, () => inner.UnmergeAsync(merges!, options, cancellationToken));

    public Task<IReadOnlyList<RecordMerge>> MergesAsync(RecordRef record, CancellationToken cancellationToken = default) =>
        trace.RunAsync("records.merges", record.Type, 1, () => inner.MergesAsync(record, cancellationToken));

    private static string? TypeOf<T>() where T : Record => KeyOf<T>.Value;

    private static class KeyOf<T> where T : Record
    {
        public static readonly string? Value = typeof(T).IsAbstract || typeof(T) == typeof(CustomRecord) ? null : RecordTypeKey.Of(typeof(T));
    }
}
