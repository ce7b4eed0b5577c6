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

    /// <summary>Asks all that <see cref="SaveAsync"/> would ask before it writes, in the same door, and writes nothing: rights, normalisers, handlers before the save, fields, uniqueness, rules, validators and guards.</summary>
    /// <remarks>
    /// Refusals are thrown or in the result as <see cref="ChangeSet.AllOrNothing"/> says. Each outcome has the record as it would be, also when its values are refused; <see langword="null"/> when it is absent or the act is not allowed.
    /// Handlers after the save are not asked, and somebody else may write before it is saved.
    /// </remarks>
    /// <exception cref="CrmException">As <see cref="SaveAsync"/>.</exception>
    Task<SaveResult> TryAsync(ChangeSet changes, CancellationToken cancellationToken = default);

    /// <summary>The fields of a record that forms and pages leave out now, because their <see cref="FieldDefinition.ShownWhen"/> does not hold; the record need not be stored.</summary>
    /// <remarks>A condition that reads a field which the actor may not read, or which is away with its plugin, counts as if it held, so that nothing is told by it.</remarks>
    Task<IReadOnlySet<string>> UnaskedFieldsAsync(Record record, CancellationToken cancellationToken = default);

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
    /// <exception cref="CrmValidationException"><c>filter.syntax</c>, <c>filter.field-unknown</c>, <c>filter.type</c>, <c>filter.operator</c>, <c>filter.too-complex</c>, <c>query.cursor-invalid</c>, <c>query.size</c>, <c>query.total-limit</c>.</exception>
    Task<RecordPage> QueryAsync(RecordQuery query, CancellationToken cancellationToken = default);

    /// <summary>Who changed what, newest first, without fields that the actor may not read.</summary>
    Task<IReadOnlyList<AuditEntry>> HistoryAsync(RecordRef record, CancellationToken cancellationToken = default);

    /// <summary>Makes one record out of two, many pairs in one transaction: the winner takes the values chosen, whatever refers to the loser refers to the winner, and the loser is deleted.</summary>
    /// <remarks>
    /// It takes the rights to update the winner, to delete the loser, and to update what refers to it. Records of every type move along, also those of plugins, activities, links of connectors and conversions.
    /// Audit and stage history stay with the record that they are about. Pairs are merged in their order, so a winner may be the loser of a later pair.
    /// </remarks>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>, <c>record.merged</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>, <c>access.field-forbidden</c>, <c>merge.children-forbidden</c>.</exception>
    /// <exception cref="CrmConflictException"><c>record.conflict</c>: somebody else wrote first.</exception>
    /// <exception cref="CrmValidationException"><c>merge.same</c>, <c>merge.types</c>, <c>merge.type</c>, or a field's code.</exception>
    /// <exception cref="CrmRuleException"><c>merge.closed</c>, <c>merge.converted</c>, or the code of a rule that refuses a change.</exception>
    Task<IReadOnlyList<MergeOutcome>> MergeAsync(IReadOnlyList<MergeRequest> merges, MergeOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Says which of two records could stay, and whose value in each field, out of what the actor may see.</summary>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>.</exception>
    /// <exception cref="CrmValidationException"><c>merge.same</c>, <c>merge.types</c>, <c>merge.type</c>.</exception>
    Task<MergeProposal> ProposeMergeAsync(RecordRef first, RecordRef second, MergeRule rule = MergeRule.Fill, CancellationToken cancellationToken = default);

    /// <summary>Undoes merges, in the order given: both records, and all that was moved, have the values from before again, except those that were edited after the merge, which stay and are listed.</summary>
    /// <exception cref="CrmNotFoundException"><c>merge.unknown</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>, <c>merge.children-forbidden</c>.</exception>
    /// <exception cref="CrmRuleException"><c>merge.undone</c>; <c>merge.later</c>: the winner was merged into another one since; <c>merge.winner-deleted</c>; <c>merge.plugin-missing</c>; or the code of a rule that refuses.</exception>
    Task<IReadOnlyList<UnmergeOutcome>> UnmergeAsync(IReadOnlyList<Guid> merges, MergeOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>The merges that a record won or lost, newest first, also those that were undone.</summary>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>.</exception>
    Task<IReadOnlyList<RecordMerge>> MergesAsync(RecordRef record, CancellationToken cancellationToken = default);
}
