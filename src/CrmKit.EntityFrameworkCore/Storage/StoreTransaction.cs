using System.Data.Common;
using CrmKit.Storage;
using Microsoft.EntityFrameworkCore;

namespace CrmKit.EntityFrameworkCore;

internal sealed class StoreTransaction(CrmContext context, string tenantId, IStoreDatabase database, IWriteConnection connection, BatchWriter writer, OutboxStore outbox)
    : StoreReader(context, tenantId, database, () => EndAsync(context, connection)), IStoreTransaction
{
    private int _savepoints;
    private bool _hasMessages;
    private bool _isCommitted;

    public override DbTransaction Transaction => connection.Transaction;

    public override bool IsOpen => base.IsOpen && !_isCommitted;

    public Task WriteAsync(StoreBatch batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_isCommitted) throw new InvalidOperationException("The transaction is committed.");
        writer.Write(connection, Context.TenantId, batch);
        _hasMessages |= batch.Inserts.Exists(static row => row is OutboxMessage);
        return Task.CompletedTask;
    }

    public ValueTask<IStoreSavepoint> SavepointAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(new Savepoint(connection, $"sp_{++_savepoints}"));
    }

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (_isCommitted) throw new InvalidOperationException("The transaction is committed.");
        Failpoint.Hit("store.before-commit");
        await connection.CommitAsync(cancellationToken);
        _isCommitted = true;
        Failpoint.Hit("store.after-commit");
        if (_hasMessages) outbox.OnCommitted();
    }

    private static ValueTask EndAsync(CrmContext context, IWriteConnection connection)
    {
        context.Database.UseTransaction(null);
        return connection.DisposeAsync();
    }

    private sealed class Savepoint : IStoreSavepoint
    {
        private readonly IWriteConnection _connection;
        private readonly string _name;
        private bool _isReleased;
        private bool _isEnded;

        public Savepoint(IWriteConnection connection, string name)
        {
            (_connection, _name) = (connection, name);
            connection.Prepare($"SAVEPOINT {name}").Execute();
        }

        public void Release() => _isReleased = true;

        public ValueTask DisposeAsync()
        {
            if (_isEnded) return default;
            _isEnded = true;
            if (!_isReleased) _connection.Prepare($"ROLLBACK TO SAVEPOINT {_name}").Execute();
            _connection.Prepare($"RELEASE SAVEPOINT {_name}").Execute();
            return default;
        }
    }
}
