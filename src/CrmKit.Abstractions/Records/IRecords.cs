namespace CrmKit.Records;

/// <summary>The door to records of every type: nothing else reads or writes them.</summary>
/// <remarks>Scoped to a session; not thread safe. Every read sees only what the actor may see; every write is checked, audited and published.</remarks>
public interface IRecords
{
    /// <summary>Writes a batch in one transaction: rights, normalisers, handlers, validators, rows, audit, counters, events.</summary>
    /// <exception cref="CrmValidationException">Fields fail: <c>field.required</c>, <c>field.too-long</c>, <c>field.pattern</c>, <c>field.range</c>, <c>field.option</c>, <c>field.type</c>, <c>field.duplicate</c>, <c>field.reference-missing</c>, <c>field.read-only</c>…</exception>
    /// <exception cref="CrmConflictException"><c>record.conflict</c>: somebody else wrote first.</exception>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>, <c>access.field-forbidden</c>.</exception>
    /// <exception cref="CrmRuleException">A handler, rule or guard refused; <c>record.handler-cycle</c>, <c>record.handler-depth</c>.</exception>
    Task<SaveResult> SaveAsync(ChangeSet changes, CancellationToken cancellationToken = default);

    /// <summary>The record, or <see langword="null"/> when it is absent, deleted or hidden.</summary>
    Task<T?> FindAsync<T>(Guid id, CancellationToken cancellationToken = default) where T : Record;

    /// <summary>The record, or <see langword="null"/> when it is absent, deleted or hidden.</summary>
    Task<Record?> FindAsync(RecordRef record, CancellationToken cancellationToken = default);

    /// <summary>The record.</summary>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>.</exception>
    Task<T> GetAsync<T>(Guid id, CancellationToken cancellationToken = default) where T : Record;

    /// <summary>The record.</summary>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>, <c>catalog.type-unknown</c>.</exception>
    Task<Record> GetAsync(RecordRef record, CancellationToken cancellationToken = default);

    /// <summary>The records of several ids; those absent or hidden are left out.</summary>
    Task<IReadOnlyList<Record>> GetManyAsync(string type, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken = default);

    /// <summary>All records that match, up to <see cref="Specification{T}.Limit"/>.</summary>
    Task<IReadOnlyList<T>> ListAsync<T>(Specification<T> specification, CancellationToken cancellationToken = default) where T : Record;

    /// <summary>All records that match, projected in the database.</summary>
    Task<IReadOnlyList<TResult>> ListAsync<T, TResult>(Specification<T, TResult> specification, CancellationToken cancellationToken = default) where T : Record;

    /// <summary>One page by keyset.</summary>
    Task<Page<T>> PageAsync<T>(Specification<T> specification, CancellationToken cancellationToken = default) where T : Record;

    /// <summary>How many match.</summary>
    Task<long> CountAsync<T>(Specification<T> specification, CancellationToken cancellationToken = default) where T : Record;

    /// <summary>One page of any type, described in text: what REST, lists and exports use.</summary>
    /// <exception cref="CrmValidationException"><c>filter.syntax</c>, <c>filter.field-unknown</c>, <c>filter.type</c>, <c>filter.operator</c>, <c>filter.too-complex</c>, <c>query.cursor-invalid</c>, <c>query.size</c>.</exception>
    Task<RecordPage> QueryAsync(RecordQuery query, CancellationToken cancellationToken = default);

    /// <summary>Who changed what, newest first, without fields that the actor may not read.</summary>
    Task<IReadOnlyList<AuditEntry>> HistoryAsync(RecordRef record, CancellationToken cancellationToken = default);
}
