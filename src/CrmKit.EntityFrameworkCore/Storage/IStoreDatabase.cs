using System.Data.Common;
using CrmKit.Fields;
using CrmKit.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace CrmKit.EntityFrameworkCore;

/// <summary>What each database does in its own way; one implementation per store package.</summary>
internal interface IStoreDatabase : IAsyncDisposable, IDisposable
{
    /// <summary>Takes the database into use by this process. Called before everything else, and safe to call again.</summary>
    ValueTask OpenAsync(CancellationToken cancellationToken);

    /// <summary>Sets up EF Core for a connection of this database, or, without one, for the model alone.</summary>
    void Configure(DbContextOptionsBuilder options, DbConnection? connection);

    /// <summary>Sets up EF Core for the migrations of one module.</summary>
    void ConfigureMigrations(DbContextOptionsBuilder options, DbConnection connection, string historyTable);

    /// <summary>Adds EF Core's services for this database to a provider that is a plugin's own.</summary>
    void AddServices(IServiceCollection services);

    /// <summary>Tables of plugins.</summary>
    IOwnTables Tables { get; }

    /// <summary>The search over all records.</summary>
    ISearchIndex Search { get; }

    /// <summary>Removes EF Core's own migration lock, which a crash may have left.</summary>
    Task ReleaseStaleMigrationLockAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Lends a connection that sees committed data and cannot write.</summary>
    /// <param name="reach">Whose rows are asked for over it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    ValueTask<DbConnection> RentReaderAsync(TenantReach reach, CancellationToken cancellationToken);

    /// <summary>Takes a reader's connection back.</summary>
    void ReturnReader(DbConnection connection);

    /// <summary>Keeps what a reader's connection sees as it is now, until the transaction ends.</summary>
    ValueTask<DbTransaction> BeginSnapshotAsync(DbConnection reader, CancellationToken cancellationToken);

    /// <summary>Whether a reader's connection had been lost and is a new one now: what failed over it may be asked again.</summary>
    ValueTask<bool> RenewReaderAsync(DbConnection connection, Exception failure, CancellationToken cancellationToken);

    /// <summary>What a failing query tells its caller; <see langword="null"/> for what it has no word for.</summary>
    CrmException? FailureOf(Exception failure);

    /// <summary>Begins a transaction that writes; waits its turn where only one may.</summary>
    /// <param name="tenantId">Whose rows it reads and writes; <see langword="null"/> for the store's own work over all tenants.</param>
    /// <param name="cancellationToken">Cancels.</param>
    ValueTask<IWriteConnection> BeginAsync(string? tenantId, CancellationToken cancellationToken);

    /// <summary>Runs while no other process and no transaction of this one changes the schema.</summary>
    Task MigrateAsync(Func<DbConnection, CancellationToken, Task> migrate, CancellationToken cancellationToken);

    /// <summary>Puts up the database's own fence between tenants where it has one and is asked to, or finds it standing; over a connection of <see cref="MigrateAsync"/>.</summary>
    Task FenceAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>What the database finds damaged in itself, in words; over a reader's connection.</summary>
    Task<IReadOnlyList<string>> CheckAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>The last sequence of the audit before which no transaction under way can write any more; over a reader's connection. May lag behind by some calls.</summary>
    Task<long> SettledAuditAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Writes the files anew; what could not be done, in words.</summary>
    Task<IReadOnlyList<string>> ScrubAsync(CancellationToken cancellationToken);

    /// <summary>Has queries no longer step over the many rows that were just removed from a table, where removing leaves them there; outside a transaction. Nothing is lost if it cannot be done.</summary>
    Task ReclaimAsync(string table, CancellationToken cancellationToken);

    /// <summary>Whether nulls sort before all values.</summary>
    bool NullsFirst { get; }

    /// <summary>The column type of JSON.</summary>
    string JsonColumnType { get; }

    /// <summary>Whether JSON comes back as the text that was written: not where the database keeps it parsed.</summary>
    bool KeepsJsonText { get; }

    /// <summary>The SQL function that reads one custom value as text, number or bool.</summary>
    SqlExpression CustomValue(SqlExpression custom, string key, Type type);

    /// <summary>The same function as text of an index over the column <c>custom</c>.</summary>
    string CustomIndexExpression(string key, FieldKind kind);

    /// <summary>Makes an index unless it is there, or drops it if it is; over a connection of <see cref="MigrateAsync"/>, outside a transaction.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="name">The index.</param>
    /// <param name="target">Table and columns to index, as SQL; <see langword="null"/> to drop it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task SetIndexAsync(DbConnection connection, string name, string? target, CancellationToken cancellationToken);

    /// <summary>LIKE without regard to case, with a backslash as escape.</summary>
    SqlExpression Like(SqlExpression text, SqlExpression pattern);

    /// <summary>What keeps claims of two dispatchers apart: <c>FOR UPDATE SKIP LOCKED</c>, or nothing where only one transaction writes.</summary>
    string ClaimLock { get; }
}

/// <summary>Whose rows a reader's connection is lent for.</summary>
internal enum TenantReach
{
    /// <summary>One tenant's, which each query names.</summary>
    One,

    /// <summary>All tenants': for the store's own work.</summary>
    All,
}

/// <summary>A connection inside a transaction that writes. Disposing it without commit rolls back.</summary>
internal interface IWriteConnection : IAsyncDisposable
{
    DbConnection Connection { get; }

    DbTransaction Transaction { get; }

    /// <summary>Whether the database itself has ended the transaction, so that there is no part of it left to undo.</summary>
    bool IsOver { get; }

    /// <summary>Goes on with another tenant.</summary>
    Task SetTenantAsync(string tenantId, CancellationToken cancellationToken);

    /// <summary>A prepared statement with parameters <c>@0</c>, <c>@1</c>…; kept for as long as the connection lives.</summary>
    IRowStatement Prepare(string sql);

    /// <summary>The fastest way for so many rows into one table, behind all that waits; their values are set in the order of its columns.</summary>
    ValueTask<IRowStatement> PrepareInsertAsync(RowInsert insert, int rows, CancellationToken cancellationToken);

    /// <summary>Waits for every run of its statements since the last call.</summary>
    /// <returns>How many rows each run touched, in their order; to be read before the next run.</returns>
    /// <exception cref="StoreDuplicateException">A unique index refuses.</exception>
    /// <exception cref="StoreReferenceException">A foreign key refuses.</exception>
    /// <exception cref="StoreConflictException">The database ended this transaction in favour of another one; names nobody.</exception>
    ValueTask<IReadOnlyList<int>> FlushAsync(CancellationToken cancellationToken);

    /// <summary>Lets what waits begin, and waits at most for what began before: the next rows are made ready meanwhile. To be followed by a flush, which fails for all of it, before anything is read.</summary>
    ValueTask SendAsync(CancellationToken cancellationToken);

    /// <summary>Forgets the runs that wait, once those that began are over: what they belong to failed, and is undone.</summary>
    ValueTask DiscardAsync();

    /// <summary>Waits for names that other transactions hold, and holds them to the end of this one. Nothing to wait for where only one transaction writes.</summary>
    /// <exception cref="CrmRuleException"><c>store.busy</c>: they were not let go in time.</exception>
    Task LockAsync(IReadOnlyCollection<StoreLock> locks, CancellationToken cancellationToken);

    /// <summary>Commits.</summary>
    /// <param name="isStep">Whether the disk need not be waited for, because a later commit will.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task CommitAsync(bool isStep, CancellationToken cancellationToken);
}

/// <summary>A prepared statement that is run once per row.</summary>
internal interface IRowStatement
{
    /// <summary>Where the row's values go before each run.</summary>
    IValueSink Values { get; }

    /// <summary>Runs it with the values set, at once or together with others at the next <see cref="IWriteConnection.FlushAsync"/>; fails as that does.</summary>
    void Run();
}

/// <summary>Takes values by position without boxing them.</summary>
internal interface IValueSink
{
    void Null(int index);
    void Set(int index, string value);
    void Set(int index, long value);
    void Set(int index, double value);
    void Set(int index, bool value);
    void Set(int index, Guid value);
    void Set(int index, DateTime value);
    void Set(int index, DateOnly value);
}
