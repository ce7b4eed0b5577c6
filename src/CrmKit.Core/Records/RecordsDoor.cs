using CrmKit.Matching;
using CrmKit.Sessions;

namespace CrmKit.Records;

/// <summary>The door to records: writes go through the writer, reads through the queries.</summary>
internal sealed class RecordsDoor(CrmSession session, RecordWriter writer, RecordQueries queries, FieldRights rights, RecordMerger merger, RecordUnmerger unmerger, MergeFields fields, MergedRecords merged, CreationCheck creations, FieldConditions conditions, PersonReads reads) : IRecords
{
    public Task<SaveResult> SaveAsync(ChangeSet changes, CancellationToken cancellationToken = default) =>
        PassAsync(changes, requests => writer.ExecuteAsync(requests, changes.AllOrNothing, changes.Reason, cancellationToken), cancellationToken);

    public Task<SaveResult> TryAsync(ChangeSet changes, CancellationToken cancellationToken = default) =>
        PassAsync(changes, requests => writer.TryAsync(requests, changes.AllOrNothing, cancellationToken), cancellationToken);

    public Task<IReadOnlySet<string>> UnaskedFieldsAsync(Record record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        return conditions.UnaskedAsync(record, cancellationToken);
    }

    private async Task<SaveResult> PassAsync(ChangeSet changes, Func<IReadOnlyList<WriteRequest>, Task<SaveResult>> pass, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var doubtful = await creations.AskAsync(changes, cancellationToken);
        var requests = WriteRequests.Of(changes, session);
        if (doubtful.Count == 0) return await rights.HideAsync(await pass(requests), cancellationToken);
        var rest = Enumerable.Range(0, requests.Count).Where(i => !doubtful.ContainsKey(i)).ToList();
        var result = await rights.HideAsync(await pass([.. rest.Select(i => requests[i])]), cancellationToken);
        var outcomes = new SaveOutcome[requests.Count];
        foreach (var (at, error) in doubtful) outcomes[at] = new SaveOutcome(requests[at].Ref, null, [error]);
        for (var i = 0; i < rest.Count; i++) outcomes[rest[i]] = result.Outcomes[i] with { Errors = [.. result.Outcomes[i].Errors.Select(e => e with { Index = rest[i] })] };
        return new SaveResult(outcomes);
    }

    public Task<T?> FindAsync<T>(Guid id, CancellationToken cancellationToken = default) where T : Record => reads.OfAsync(queries.FindAsync<T>(id, cancellationToken));

    public Task<Record?> FindAsync(RecordRef record, CancellationToken cancellationToken = default) => reads.OfAsync(queries.FindAsync(record, cancellationToken));

    public Task<T> GetAsync<T>(Guid id, CancellationToken cancellationToken = default) where T : Record => reads.OfAsync(queries.GetAsync<T>(id, cancellationToken));

    public Task<Record> GetAsync(RecordRef record, CancellationToken cancellationToken = default) => reads.OfAsync(queries.GetAsync(record, cancellationToken));

    public Task<IReadOnlyList<Record>> GetManyAsync(string type, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken = default) =>
        queries.GetManyAsync(type, ids, cancellationToken);

    public Task<IReadOnlyList<T>> ListAsync<T>(Specification<T> specification, CancellationToken cancellationToken = default) where T : Record =>
        queries.ListAsync(specification, cancellationToken);

    public Task<IReadOnlyList<TResult>> ListAsync<T, TResult>(Specification<T, TResult> specification, CancellationToken cancellationToken = default) where T : Record =>
        queries.ListAsync(specification, cancellationToken);

    public Task<Page<T>> PageAsync<T>(Specification<T> specification, CancellationToken cancellationToken = default) where T : Record =>
        queries.PageAsync(specification, cancellationToken);

    public Task<long> CountAsync<T>(Specification<T> specification, CancellationToken cancellationToken = default) where T : Record =>
        queries.CountAsync(specification, cancellationToken);

    public Task<RecordPage> QueryAsync(RecordQuery query, CancellationToken cancellationToken = default) => reads.OfAsync(query, queries.QueryAsync(query, cancellationToken));

    public Task<IReadOnlyList<AuditEntry>> HistoryAsync(RecordRef record, CancellationToken cancellationToken = default) => queries.HistoryAsync(record, cancellationToken);

    public Task<IReadOnlyList<MergeOutcome>> MergeAsync(IReadOnlyList<MergeRequest> merges, MergeOptions? options = null, CancellationToken cancellationToken = default) =>
        merger.MergeAsync(merges, options ?? new MergeOptions(), cancellationToken);

    public Task<MergeProposal> ProposeMergeAsync(RecordRef first, RecordRef second, MergeRule rule = MergeRule.Fill, CancellationToken cancellationToken = default) =>
        fields.ProposeAsync(first, second, rule, cancellationToken);

    public Task<IReadOnlyList<UnmergeOutcome>> UnmergeAsync(IReadOnlyList<Guid> merges, MergeOptions? options = null, CancellationToken cancellationToken = default) =>
        unmerger.UnmergeAsync(merges, options ?? new MergeOptions(), cancellationToken);

    public async Task<IReadOnlyList<RecordMerge>> MergesAsync(RecordRef record, CancellationToken cancellationToken = default)
    {
        if (await queries.FindAnyAsync(record, cancellationToken) is null) throw new CrmNotFoundException(RecordErrors.NotFound(record)); // deleted or not: whoever may not see it is told that there is none
        return await merged.OfAsync(session.Catalog.Type(record.Type), record.Id, cancellationToken);
    }
}
