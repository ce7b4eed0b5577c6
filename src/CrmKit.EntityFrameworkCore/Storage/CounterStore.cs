using System.Data.Common;
using CrmKit.Storage;

namespace CrmKit.EntityFrameworkCore;

/// <summary>Folds deltas into counters with two statements per fold, so that readers of counters plus deltas are exact at any moment.</summary>
internal sealed class CounterStore(IStoreDatabase database) : ICounterStore
{
    private const string Key = "tenant_id, record_type, pipeline_key, stage_key, owner_id, month, currency";

    public async Task<int> FoldAsync(int limit, CancellationToken cancellationToken)
    {
        await database.OpenAsync(cancellationToken);
        await using var connection = await database.BeginAsync(cancellationToken);
        var oldest = $"SELECT tenant_id, id FROM crm_counter_delta ORDER BY tenant_id, id LIMIT {limit} {database.ClaimLock}";
        // "WHERE true" keeps SQLite from reading ON CONFLICT as a join's ON.
        await RunAsync(connection, $"""
            INSERT INTO crm_counter ({Key}, count, amount)
            SELECT {Key}, SUM(count), SUM(amount) FROM crm_counter_delta WHERE (tenant_id, id) IN ({oldest}) AND true GROUP BY {Key}
            ON CONFLICT ({Key}) DO UPDATE SET count = crm_counter.count + excluded.count, amount = crm_counter.amount + excluded.amount
            """, cancellationToken);
        var folded = await RunAsync(connection, $"DELETE FROM crm_counter_delta WHERE (tenant_id, id) IN ({oldest})", cancellationToken);
        if (folded == 0) return 0;
        Failpoint.Hit("store.before-fold");
        await connection.CommitAsync(cancellationToken);
        return folded;
    }

    public async Task ReplaceAsync(string tenantId, IReadOnlyList<Counter> counters, CancellationToken cancellationToken)
    {
        await database.OpenAsync(cancellationToken);
        await using var connection = await database.BeginAsync(cancellationToken);
        foreach (var table in new[] { "crm_counter", "crm_counter_delta" }) await RunAsync(connection, $"DELETE FROM {table} WHERE tenant_id = @tenant", cancellationToken, tenantId);
        var statement = connection.Prepare($"INSERT INTO crm_counter ({Key}, count, amount) VALUES (@0, @1, @2, @3, @4, @5, @6, @7, @8)");
        foreach (var counter in counters)
        {
            statement.Values.Set(0, tenantId);
            statement.Values.Set(1, counter.RecordType);
            statement.Values.Set(2, counter.PipelineKey);
            statement.Values.Set(3, counter.StageKey);
            statement.Values.Set(4, counter.OwnerId);
            statement.Values.Set(5, counter.Month);
            statement.Values.Set(6, counter.Currency);
            statement.Values.Set(7, counter.Count);
            statement.Values.Set(8, ScaledDecimal.ToScaled(counter.Amount));
            statement.Execute();
        }
        await connection.CommitAsync(cancellationToken);
    }

    private static async Task<int> RunAsync(IWriteConnection connection, string sql, CancellationToken cancellationToken, string? tenantId = null)
    {
        using var command = connection.Connection.CreateCommand();
        (command.CommandText, command.Transaction) = (sql, connection.Transaction);
        if (tenantId is not null)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("@tenant", tenantId);
            command.Parameters.Add(parameter);
        }
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
