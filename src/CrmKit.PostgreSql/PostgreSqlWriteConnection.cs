using System.Buffers.Binary;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using CrmKit.EntityFrameworkCore;
using CrmKit.Storage;
using Npgsql;

namespace CrmKit.PostgreSql;

/// <summary>A transaction that writes. Runs of statements are collected and travel together: one round trip for a batch instead of one for each row.</summary>
internal sealed class PostgreSqlWriteConnection(NpgsqlConnection connection, NpgsqlTransaction transaction, ConnectionPool pool, PostgreSqlDatabase database) : IWriteConnection
{
    private const int FewestRowsToCopy = 50; // a COPY is planned anew and takes a round trip more; below this many rows a prepared statement is as fast
    private NpgsqlBatch? _waiting;
    private PostgreSqlCopy? _copy;
    private Task? _sending; // a copy on its way
    private List<(string Table, int Rows)>? _copied;
    private bool _isEnded;

    public DbConnection Connection => connection;

    public DbTransaction Transaction => transaction;

    public bool IsOver => connection.State != System.Data.ConnectionState.Open;

    public async Task SetTenantAsync(string tenantId, CancellationToken cancellationToken)
    {
        if (!database.IsFenced) return;
        await FlushAsync(cancellationToken);
        await using var command = new NpgsqlCommand(TenantFence.Set, connection, transaction) { Parameters = { new NpgsqlParameter<string> { TypedValue = tenantId } } };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public IRowStatement Prepare(string sql) => new PostgreSqlStatement(sql, this);

    public async ValueTask<IRowStatement> PrepareInsertAsync(RowInsert insert, int rows, CancellationToken cancellationToken)
    {
        if (rows < FewestRowsToCopy) return Prepare(insert.Sql);
        await SendAsync(cancellationToken);
        return new PostgreSqlCopy(insert, this);
    }

    /// <summary>Takes a run on.</summary>
    public void Add(NpgsqlBatchCommand run) => (_waiting ??= connection.CreateBatch()).BatchCommands.Add(run);

    /// <summary>Takes a copy on, with one row more.</summary>
    public void Add(PostgreSqlCopy copy)
    {
        if (_waiting is not null || (_copy is not null && _copy != copy)) throw new InvalidOperationException("Another statement waits to be sent: a copy begins after a flush.");
        _copy = copy;
    }

    public async ValueTask<IReadOnlyList<int>> FlushAsync(CancellationToken cancellationToken)
    {
        await SentAsync();
        var (batch, copy) = (_waiting, _copy);
        (_waiting, _copy) = (null, null);
        if (copy is not null) await CopyAsync(copy, cancellationToken);
        if (batch is null) return [];
        await using (batch)
        {
            await SendAsync(() => batch.ExecuteNonQueryAsync(cancellationToken));
            var touched = new int[batch.BatchCommands.Count];
            for (var i = 0; i < touched.Length; i++) touched[i] = batch.BatchCommands[i].RecordsAffected;
            return touched;
        }
    }

    // One copy is on its way while the next one is made ready. Statements go at once: copies come behind them.
    public async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        if (_waiting is not null)
        {
            await FlushAsync(cancellationToken);
            return;
        }
        await SentAsync();
        if (_copy is not { } copy) return;
        _copy = null;
        _sending = Task.Run(() => CopyAsync(copy, cancellationToken), CancellationToken.None);
    }

    public async ValueTask DiscardAsync()
    {
        _waiting?.Dispose();
        (_waiting, _copy) = (null, null);
        if (_sending is not { } sending) return;
        _sending = null;
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // what failed first is known
    }

    private async ValueTask SentAsync()
    {
        if (_sending is not { } sending) return;
        _sending = null;
        await sending;
    }

    private async Task CopyAsync(PostgreSqlCopy copy, CancellationToken cancellationToken)
    {
        var rows = copy.Rows;
        await SendAsync(() => copy.SendAsync(connection, database.IsFenced, cancellationToken));
        (_copied ??= []).Add((copy.Table, rows));
    }

    private async Task SendAsync(Func<Task> send)
    {
        try
        {
            await send();
        }
        catch (Exception failure) when (PostgreSqlFailure.Of(failure, database.Server) is { } known)
        {
            throw known;
        }
    }

    public async Task LockAsync(IReadOnlyCollection<StoreLock> locks, CancellationToken cancellationToken)
    {
        await using var batch = connection.CreateBatch();
        // In one order for everybody, so that nobody waits crosswise.
        foreach (var (name, isShared) in locks.Distinct().OrderBy(l => l.Name, StringComparer.Ordinal))
            batch.BatchCommands.Add(new NpgsqlBatchCommand(isShared ? "SELECT pg_advisory_xact_lock_shared($1)" : "SELECT pg_advisory_xact_lock($1)") { Parameters = { new NpgsqlParameter<long> { TypedValue = NumberOf(name) } } });
        if (batch.BatchCommands.Count == 0) return;
        try
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (Exception failure) when (PostgreSqlFailure.Of(failure, database.Server) is { } known)
        {
            throw known as CrmException ?? new CrmRuleException(PostgreSqlErrors.Busy(database.Server));
        }
    }

    // Advisory locks have numbers for names.
    private static long NumberOf(string name) => BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    public async Task CommitAsync(bool isStep, CancellationToken cancellationToken)
    {
        if (isStep) Prepare("SET LOCAL synchronous_commit = off").Run();
        await FlushAsync(cancellationToken);
        try
        {
            await transaction.CommitAsync(cancellationToken);
        }
        catch (NpgsqlException lost) when (PostgreSqlFailure.IsLost(lost))
        {
            throw new CrmRuleException(PostgreSqlErrors.CommitUnknown(database.Server, lost));
        }
        if (PostgreSqlOwnTables.HasChangedSchema(connection)) database.Renew();
        if (_copied is not null) await database.Statistics.FollowAsync(connection, _copied);
    }

    public async ValueTask DisposeAsync()
    {
        if (_isEnded) return;
        _isEnded = true;
        await DiscardAsync();
        try
        {
            await transaction.DisposeAsync(); // rolls back unless committed
        }
        finally
        {
            await pool.ReturnAsync(connection);
        }
    }
}
