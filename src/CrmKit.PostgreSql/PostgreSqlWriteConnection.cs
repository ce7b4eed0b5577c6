using System.Data.Common;
using CrmKit.EntityFrameworkCore;
using Npgsql;

namespace CrmKit.PostgreSql;

/// <summary>A transaction that writes. Runs of statements are collected and travel together: one round trip for a batch instead of one for each row.</summary>
internal sealed class PostgreSqlWriteConnection(NpgsqlConnection connection, NpgsqlTransaction transaction, ConnectionPool pool, PostgreSqlDatabase database) : IWriteConnection
{
    private NpgsqlBatch? _waiting;
    private bool _isEnded;

    public DbConnection Connection => connection;

    public DbTransaction Transaction => transaction;

    public IRowStatement Prepare(string sql) => new PostgreSqlStatement(sql, this);

    /// <summary>Takes a run on.</summary>
    public void Add(NpgsqlBatchCommand run) => (_waiting ??= connection.CreateBatch()).BatchCommands.Add(run);

    public async ValueTask<IReadOnlyList<int>> FlushAsync(CancellationToken cancellationToken)
    {
        if (_waiting is not { } batch) return [];
        _waiting = null;
        await using (batch)
        {
            try
            {
                await batch.ExecuteNonQueryAsync(cancellationToken);
            }
            catch (Exception failure) when (PostgreSqlFailure.Of(failure, database.Server) is { } known)
            {
                throw known;
            }
            var touched = new int[batch.BatchCommands.Count];
            for (var i = 0; i < touched.Length; i++) touched[i] = batch.BatchCommands[i].RecordsAffected;
            return touched;
        }
    }

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (PostgreSqlOwnTables.HasChangedSchema(connection)) database.Renew();
    }

    public async ValueTask DisposeAsync()
    {
        if (_isEnded) return;
        _isEnded = true;
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
