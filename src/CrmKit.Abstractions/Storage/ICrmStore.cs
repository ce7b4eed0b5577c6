using System.Linq.Expressions;
using CrmKit.Effects;
using CrmKit.Tables;

namespace CrmKit.Storage;

/// <summary>The database behind the doors. For store packages; nothing else may use it.</summary>
/// <remarks>Singleton, thread safe.</remarks>
internal interface ICrmStore
{
    /// <summary>Brings the schema up to date, under a lock over processes. Safe to call again.</summary>
    Task InitializeAsync(CancellationToken cancellationToken);

    /// <summary>Opens a reader: committed data only.</summary>
    ValueTask<IStoreReader> OpenReaderAsync(string tenantId, CancellationToken cancellationToken);

    /// <summary>Opens a transaction; on SQLite waits its turn at the write gate.</summary>
    ValueTask<IStoreTransaction> BeginAsync(string tenantId, CancellationToken cancellationToken);

    /// <summary>The tenants that anybody can sign in to.</summary>
    Task<IReadOnlyList<string>> TenantsAsync(CancellationToken cancellationToken);

    /// <summary>Makes or drops the expression index behind an indexed custom field.</summary>
    Task SetCustomIndexAsync(string recordType, FieldDefinition field, bool exists, CancellationToken cancellationToken);

    /// <summary>Asks the database whether its pages, indexes and references are whole; what is not, in words. Reads everything.</summary>
    Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken);

    /// <summary>Writes the database's files anew, so that nothing of removed rows is left in them; what the server did not allow, in words.</summary>
    Task<IReadOnlyList<string>> ScrubAsync(CancellationToken cancellationToken);

    /// <summary>The queue of events and effects.</summary>
    IOutboxStore Outbox { get; }

    /// <summary>The counters' background half.</summary>
    ICounterStore Counters { get; }

    /// <summary>The chain over the audit.</summary>
    IAuditChainStore AuditChain { get; }

    /// <summary>Whole tenants out and in.</summary>
    IStoreCopies Copies { get; }

    /// <summary>Tables that plugins bring themselves.</summary>
    IPluginTableStore PluginTables { get; }
}

/// <summary>Reads rows of one tenant. Deleted records come along unless the query leaves them out.</summary>
internal interface IStoreReader : IAsyncDisposable
{
    /// <summary>All rows of a class: record classes, and the row classes of this namespace and of the doors (audit, history, links). Not tracked.</summary>
    /// <remarks>
    /// Compose with LINQ over mapped properties. <c>record[field]</c> with a typed custom field, and <see cref="CustomField"/>'s functions over <see cref="Record.Custom"/>, are translated.
    /// </remarks>
    IQueryable<T> Query<T>() where T : class;

    /// <summary>Runs a query.</summary>
    Task<IReadOnlyList<TResult>> ListAsync<TResult>(IQueryable<TResult> query, CancellationToken cancellationToken);

    /// <summary>Runs a query that was translated before.</summary>
    Task<IReadOnlyList<TResult>> ListAsync<TArgument, TResult>(StoreQuery<TArgument, TResult> query, TArgument argument, CancellationToken cancellationToken);

    /// <summary>Counts a query's rows.</summary>
    Task<long> CountAsync<T>(IQueryable<T> query, CancellationToken cancellationToken);

    /// <summary>Records of the tenant in the search index that meet an expression; to be composed with other queries.</summary>
    /// <param name="expression">What they have.</param>
    /// <param name="among">The most of them that are looked at, without an order that means something; <see langword="null"/> for all.</param>
    IQueryable<SearchHit> Search(SearchExpression expression, int? among = null);

    /// <summary>The best of each of some record types.</summary>
    /// <param name="expression">What they have.</param>
    /// <param name="types">The record types; at least one.</param>
    /// <param name="most">The most of each of them.</param>
    /// <param name="among">As in <see cref="Search"/>.</param>
    IQueryable<SearchHit> SearchEach(SearchExpression expression, IReadOnlyList<string> types, int most, int? among);

    /// <summary>Words of names that begin, or end, with some letters.</summary>
    /// <param name="part">Folded letters; for the end in reverse order.</param>
    /// <param name="isEnd">Whether words end so.</param>
    /// <param name="limit">The most words.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<IReadOnlyList<string>> VocabularyAsync(string part, bool isEnd, int limit, CancellationToken cancellationToken);

    /// <summary>Whether the database puts nulls before all values (SQLite) or after them (PostgreSQL) in ascending order.</summary>
    bool NullsFirst { get; }
}

/// <summary>A transaction: reads its own writes.</summary>
internal interface IStoreTransaction : IStoreReader
{
    /// <summary>Writes a batch of rows: inserts, then updates with their version check.</summary>
    /// <exception cref="StoreConflictException">A record was changed or removed since it was read.</exception>
    /// <exception cref="StoreDuplicateException">A unique index refuses.</exception>
    /// <exception cref="StoreReferenceException">A foreign key refuses.</exception>
    Task WriteAsync(StoreBatch batch, CancellationToken cancellationToken);

    /// <summary>Gives one property of all rows of a query a value, in one statement; for what is derived, and never for what has versions, an audit or events.</summary>
    Task SetAsync<T, TValue>(IQueryable<T> rows, Expression<Func<T, TValue>> property, TValue value, CancellationToken cancellationToken) where T : class;

    /// <summary>Removes all rows of a query for good, in one statement; for what is too old to be kept, and for erasure.</summary>
    /// <returns>How many.</returns>
    Task<int> RemoveAsync<T>(IQueryable<T> rows, CancellationToken cancellationToken) where T : class;

    /// <summary>Takes all records of a type out of the search index.</summary>
    Task ClearSearchAsync(string recordType, CancellationToken cancellationToken);

    /// <summary>Takes words out of those that names are made of; whoever still has one of them is found by it exactly all the same.</summary>
    Task ForgetWordsAsync(IReadOnlyCollection<string> words, CancellationToken cancellationToken);

    /// <summary>Waits until no other transaction of the tenant holds these names, and holds them to the end: what is read afterwards and depends on them stays true. Nothing to wait for where only one transaction writes.</summary>
    /// <exception cref="CrmRuleException"><c>store.busy</c>: they were not let go in time.</exception>
    Task LockAsync(IReadOnlyCollection<StoreLock> locks, CancellationToken cancellationToken);

    /// <summary>Undoes what was written since, when disposed without <see cref="IStoreSavepoint.Release"/>.</summary>
    ValueTask<IStoreSavepoint> SavepointAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Whether this transaction is one step of many whose last one is none: then its commit need not wait for the disk. A later commit is never there without it; a crash of the database itself, and nothing else, may take the last steps away, each as a whole.
    /// </summary>
    bool IsStep { get; set; }

    /// <summary>Commits; afterwards the transaction can only be disposed.</summary>
    Task CommitAsync(CancellationToken cancellationToken);
}

/// <summary>A point inside a transaction to go back to.</summary>
internal interface IStoreSavepoint : IAsyncDisposable
{
    /// <summary>Keeps what was written.</summary>
    void Release();
}

/// <summary>Rows to write together.</summary>
internal sealed class StoreBatch
{
    /// <summary>New rows of any mapped class, in any mixture; records keep their ids and get version 1 from the caller.</summary>
    public List<object> Inserts { get; } = [];

    /// <summary>Records to write over.</summary>
    public List<StoreUpdate> Updates { get; } = [];

    /// <summary>Changes of machinery rows, by their key; no version check.</summary>
    public List<StoreRowUpdate> RowUpdates { get; } = [];

    /// <summary>Rows to remove for good, by their key; parts before their parents. Only erasure may: everything else deletes softly. Records leave the search index with it.</summary>
    public List<object> Deletes { get; } = [];

    /// <summary>Records whose words change.</summary>
    public List<SearchEntry> Search { get; } = [];
}

/// <summary>One record to write over.</summary>
/// <param name="Record">As it will be; its version is already the new one.</param>
/// <param name="ExpectedVersion">The version that must be stored.</param>
/// <param name="Properties">The names of the CLR properties that changed, beside version and updated-at/by, which are always written.</param>
internal sealed record StoreUpdate(Record Record, int ExpectedVersion, IReadOnlyCollection<string> Properties);

/// <summary>One machinery row to write over, by its primary key.</summary>
internal sealed record StoreRowUpdate(object Row, IReadOnlyCollection<string> Properties);

/// <summary>A name that transactions hold: one alone, or several together while each shares it.</summary>
internal readonly record struct StoreLock(string Name, bool IsShared = false);

/// <summary>Records were changed or removed since they were read.</summary>
internal sealed class StoreConflictException(IReadOnlyList<Guid> ids) : Exception("Rows were changed by someone else.")
{
    public IReadOnlyList<Guid> Ids { get; } = ids;
}

/// <summary>A unique index refuses a row.</summary>
internal sealed class StoreDuplicateException(string constraint, Exception inner) : Exception($"Unique index {constraint} refuses a row.", inner)
{
    /// <summary>The index or columns, as the database names them.</summary>
    public string Constraint { get; } = constraint;
}

/// <summary>A foreign key refuses a row: what it belongs to is not there.</summary>
internal sealed class StoreReferenceException(Exception inner) : Exception("A foreign key refuses a row.", inner);

/// <summary>Claims and settles messages; every method is one transaction of its own unless said otherwise.</summary>
internal interface IOutboxStore
{
    /// <summary>Takes up to <paramref name="limit"/> due messages, but those to webhooks, oldest first, for <paramref name="lease"/>; nobody else gets them meanwhile.</summary>
    Task<IReadOnlyList<OutboxMessage>> ClaimAsync(int limit, TimeSpan lease, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>As <see cref="ClaimAsync"/>, those to webhooks.</summary>
    Task<IReadOnlyList<OutboxMessage>> ClaimWebhooksAsync(int limit, TimeSpan lease, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Puts messages that the caller has claimed, and all of the same name that nobody has, back until <paramref name="until"/>.</summary>
    Task PostponeAsync(string tenantId, string name, IReadOnlyList<Guid> claimed, DateTimeOffset until, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Marks messages as done.</summary>
    Task CompleteAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken);

    /// <summary>Puts a message back until <paramref name="retryAt"/>, or parks it as a dead letter when that is <see langword="null"/>.</summary>
    Task FailAsync(Guid id, string reason, DateTimeOffset? retryAt, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Puts a message back until <paramref name="until"/> without counting the try: what it needs is not there.</summary>
    Task HoldAsync(Guid id, string reason, DateTimeOffset until, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Makes all held messages due: what they wait for may be back.</summary>
    Task ReleaseHeldAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>What is held, counted by name and reason, the longest held first.</summary>
    Task<IReadOnlyList<HeldDeliveries>> HeldAsync(string tenantId, CancellationToken cancellationToken);

    /// <summary>Removes done events and runs of jobs and workflows with their inbox rows and marks, and all but the newest due entries, from before a time; returns how many messages.</summary>
    Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>Dead letters, newest first.</summary>
    Task<IReadOnlyList<DeadLetter>> DeadLettersAsync(string tenantId, int limit, CancellationToken cancellationToken);

    /// <summary>Makes dead letters due again with no attempts.</summary>
    Task ReplayAsync(string tenantId, IReadOnlyList<Guid> ids, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Fires after a commit that wrote messages, in this process; a hint only.</summary>
    event Action? Committed;
}

/// <summary>Folds counter deltas.</summary>
internal interface ICounterStore
{
    /// <summary>Adds up to <paramref name="limit"/> deltas to their counters and removes them; returns how many.</summary>
    Task<int> FoldAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Replaces all counters of a tenant, in one transaction, by the given ones, dropping deltas.</summary>
    Task ReplaceAsync(string tenantId, IReadOnlyList<Counter> counters, CancellationToken cancellationToken);
}
