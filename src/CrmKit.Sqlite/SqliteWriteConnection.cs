using System.Data.Common;
using CrmKit.EntityFrameworkCore;
using CrmKit.Storage;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CrmKit.Sqlite;

/// <summary>The writer's turn: one transaction, then the gate opens for the next.</summary>
internal sealed class SqliteWriteConnection(SqliteConnection writer, SqliteTransaction transaction, StatementCache statements, SemaphoreSlim gate, Action onEnd) : IWriteConnection
{
    private bool _isEnded;

    public DbConnection Connection => writer;

    public DbTransaction Transaction => transaction;

    public bool IsOver => raw.sqlite3_get_autocommit(writer.Handle) != 0;

    public Task SetTenantAsync(string tenantId, CancellationToken cancellationToken) => Task.CompletedTask;

    public IRowStatement Prepare(string sql) => statements.Get(sql);

    public ValueTask<IRowStatement> PrepareInsertAsync(RowInsert insert, int rows, CancellationToken cancellationToken) => new(statements.Get(insert.Sql));

    public ValueTask<IReadOnlyList<int>> FlushAsync(CancellationToken cancellationToken) => new(statements.TakeTouched());

    public ValueTask SendAsync(CancellationToken cancellationToken)
    {
        statements.TakeTouched(); // each ran at once
        return ValueTask.CompletedTask;
    }

    public ValueTask DiscardAsync()
    {
        statements.TakeTouched();
        return ValueTask.CompletedTask;
    }

    public Task LockAsync(IReadOnlyCollection<StoreLock> locks, CancellationToken cancellationToken) => Task.CompletedTask;

    // What a commit waits for is settled before its transaction begins.
    public Task CommitAsync(bool isStep, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            transaction.Commit();
        }
        catch (SqliteException full) when (full.SqliteErrorCode == raw.SQLITE_FULL)
        {
            throw new CrmRuleException(StoreErrors.Full());
        }
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        if (_isEnded) return default;
        _isEnded = true;
        try
        {
            transaction.Dispose(); // rolls back unless committed
        }
        finally
        {
            gate.Release();
            onEnd();
        }
        return default;
    }
}
