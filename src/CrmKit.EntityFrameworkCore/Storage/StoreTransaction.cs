using System.Data.Common;
using System.Linq.Expressions;
using CrmKit.Records;
using CrmKit.Storage;
using Microsoft.EntityFrameworkCore;

namespace CrmKit.EntityFrameworkCore;

internal sealed class StoreTransaction(CrmContext context, string tenantId, IStoreDatabase database, IWriteConnection connection, BatchWriter writer, OutboxStore outbox, SearchVocabulary vocabulary)
    : StoreReader(context, tenantId, database, () => EndAsync(context, connection)), IStoreTransaction
{
    private readonly List<string> _words = [];
    private int _savepoints;
    private bool _hasMessages;
    private bool _isCommitted;

    public override DbTransaction Transaction => connection.Transaction;

    public bool IsStep { get; set; }

    public override bool IsOpen => base.IsOpen && !_isCommitted;

    public async Task WriteAsync(StoreBatch batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_isCommitted) throw new InvalidOperationException("The transaction is committed.");
        await writer.WriteAsync(connection, Context.TenantId, batch, () => AddSearchAsync(batch, cancellationToken), cancellationToken);
        _hasMessages |= batch.Inserts.Exists(static row => row is OutboxMessage);
    }

    public Task SetAsync<T, TValue>(IQueryable<T> rows, Expression<Func<T, TValue>> property, TValue value, CancellationToken cancellationToken) where T : class =>
        AskAsync(Translatable(rows), (q, token) => q.ExecuteUpdateAsync(set => set.SetProperty(property, value), token), cancellationToken);

    public Task<int> RemoveAsync<T>(IQueryable<T> rows, CancellationToken cancellationToken) where T : class =>
        AskAsync(Translatable(rows), static (q, token) => q.ExecuteDeleteAsync(token), cancellationToken);

    public async Task ClearSearchAsync(string recordType, CancellationToken cancellationToken)
    {
        SearchIndex.Clear(connection, Context.TenantId, recordType);
        await connection.FlushAsync(cancellationToken);
    }

    /// <summary>Goes on with another tenant: for copies of several in one transaction.</summary>
    public async Task<CrmContext> AtAsync(string tenant, CancellationToken cancellationToken)
    {
        await connection.SetTenantAsync(tenant, cancellationToken);
        Context.TenantId = tenant;
        return Context;
    }

    /// <summary>Takes everything of the tenant out of the search index.</summary>
    public async Task ClearSearchAsync(CancellationToken cancellationToken)
    {
        SearchIndex.Clear(connection, Context.TenantId, null);
        vocabulary.Clear(connection, Context.TenantId);
        await connection.FlushAsync(cancellationToken);
    }

    public async Task ForgetWordsAsync(IReadOnlyCollection<string> words, CancellationToken cancellationToken)
    {
        vocabulary.Forget(connection, Context.TenantId, words);
        _words.RemoveAll(words.Contains);
        await connection.FlushAsync(cancellationToken);
    }

    // Behind the rows: a refused row must not be blamed on the index.
    private async ValueTask AddSearchAsync(StoreBatch batch, CancellationToken cancellationToken)
    {
        foreach (var record in batch.Deletes.OfType<Record>()) batch.Search.Add(new SearchEntry(MappedClasses.RecordType(record), record.Id, IsNew: false, null, ""));
        if (batch.Search.Count == 0) return;
        await SearchIndex.WriteAsync(connection, Context.TenantId, batch.Search, cancellationToken);
        var words = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in batch.Search)
            for (var i = 0; i < entry.Vocabulary.Count; i++) words.Add(entry.Vocabulary[i]);
        _words.AddRange(vocabulary.Write(connection, Context.TenantId, words));
    }

    public Task LockAsync(IReadOnlyCollection<StoreLock> locks, CancellationToken cancellationToken) =>
        connection.LockAsync([.. locks.Select(l => l with { Name = $"{Context.TenantId}/{l.Name}" })], cancellationToken);

    public async ValueTask<IStoreSavepoint> SavepointAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var name = $"sp_{++_savepoints}";
        connection.Prepare($"SAVEPOINT {name}").Run();
        await connection.FlushAsync(cancellationToken);
        return new Savepoint(this, connection, name);
    }

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (_isCommitted) throw new InvalidOperationException("The transaction is committed.");
        Failpoint.Hit("store.before-commit");
        await connection.CommitAsync(IsStep, cancellationToken);
        _isCommitted = true;
        Failpoint.Hit("store.after-commit");
        vocabulary.Remember(Context.TenantId, _words);
        if (_hasMessages) outbox.OnCommitted();
    }

    private static ValueTask EndAsync(CrmContext context, IWriteConnection connection)
    {
        context.Database.UseTransaction(null);
        return connection.DisposeAsync();
    }

    private sealed class Savepoint(StoreTransaction transaction, IWriteConnection connection, string name) : IStoreSavepoint
    {
        private bool _isReleased;
        private bool _isEnded;

        public void Release() => _isReleased = true;

        public async ValueTask DisposeAsync()
        {
            if (_isEnded) return;
            _isEnded = true;
            if (!_isReleased) transaction._words.Clear(); // some of them may be gone: none is known
            if (connection.IsOver) return;
            if (!_isReleased) connection.Prepare($"ROLLBACK TO SAVEPOINT {name}").Run();
            connection.Prepare($"RELEASE SAVEPOINT {name}").Run();
            await connection.FlushAsync(CancellationToken.None);
        }
    }
}
