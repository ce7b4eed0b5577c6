using System.Data.Common;
using CrmKit.Storage;

namespace CrmKit.EntityFrameworkCore;

/// <summary>Folds deltas into counters, each fold a transaction, so that readers of counters plus deltas are exact at any moment.</summary>
internal sealed class CounterStore(IStoreDatabase database) : ICounterStore
{
    private const string Key = "tenant_id, record_type, pipeline_key, stage_key, owner_id, team_id, passed_stage_keys, currency";

    private const int ManyRemoved = 1_000; // readers add up all deltas: a thousand removed ones that they step over cost as much as the rest
    private int _removed;

    private static readonly StoreLock Counting = new("counters"); // one fold at a time, and none while all is counted anew

    public async Task<int> FoldAsync(int limit, CancellationToken cancellationToken)
    {
        await database.OpenAsync(cancellationToken);
        var folded = await FoldSomeAsync(limit, cancellationToken);
        if (Interlocked.Add(ref _removed, folded) < ManyRemoved || folded == limit) return folded; // more follow at once
        Interlocked.Exchange(ref _removed, 0);
        await database.ReclaimAsync("crm_counter_delta", cancellationToken);
        return folded;
    }

    private async Task<int> FoldSomeAsync(int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.BeginAsync(null, cancellationToken);
        await connection.LockAsync([Counting], cancellationToken);
        var deltas = await TakeAsync(connection, limit, cancellationToken);
        if (deltas.Count == 0) return 0;
        var statement = connection.Prepare($"""
            INSERT INTO crm_counter ({Key}, count, amount, weighted) VALUES (@0, @1, @2, @3, @4, @5, @6, @7, @8, @9, @10)
            ON CONFLICT ({Key}) DO UPDATE SET count = crm_counter.count + excluded.count, amount = crm_counter.amount + excluded.amount, weighted = crm_counter.weighted + excluded.weighted
            """);
        foreach (var sum in deltas.GroupBy(d => d.Key))
        {
            var (tenant, type, pipeline, stage, owner, team, passed, currency) = sum.Key;
            Run(statement, tenant, new Counter
            {
                RecordType = type, PipelineKey = pipeline, StageKey = stage, OwnerId = owner, TeamId = team, PassedStageKeys = passed, Currency = currency,
                Count = sum.Sum(d => d.Count), Amount = ScaledDecimal.FromScaled(sum.Sum(d => d.Amount)), Weighted = ScaledDecimal.FromScaled(sum.Sum(d => d.Weighted)),
            });
        }
        await connection.FlushAsync(cancellationToken);
        Failpoint.Hit("store.before-fold");
        await connection.CommitAsync(isStep: false, cancellationToken);
        return deltas.Count;
    }

    private sealed record Delta((string Tenant, string Type, string Pipeline, string Stage, Guid Owner, Guid Team, string Passed, string Currency) Key, long Count, long Amount, long Weighted);

    /// <summary>Removes the oldest deltas and returns them: one statement, so that what is removed is what is added.</summary>
    private static async Task<List<Delta>> TakeAsync(IWriteConnection connection, int limit, CancellationToken cancellationToken)
    {
        using var command = connection.Connection.CreateCommand();
        command.Transaction = connection.Transaction;
        command.CommandText = $"""
            WITH oldest AS MATERIALIZED (SELECT tenant_id, id FROM crm_counter_delta ORDER BY tenant_id, id LIMIT {limit})
            DELETE FROM crm_counter_delta WHERE (tenant_id, id) IN (SELECT tenant_id, id FROM oldest) RETURNING {Key}, count, amount, weighted
            """;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var deltas = new List<Delta>();
        while (await reader.ReadAsync(cancellationToken))
            deltas.Add(new Delta(
                (reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetGuid(4), reader.GetGuid(5), reader.GetString(6), reader.GetString(7)), reader.GetInt64(8), reader.GetInt64(9), reader.GetInt64(10)));
        return deltas;
    }

    public async Task ReplaceAsync(string tenantId, IReadOnlyList<Counter> counters, CancellationToken cancellationToken)
    {
        await database.OpenAsync(cancellationToken);
        await using var connection = await database.BeginAsync(tenantId, cancellationToken);
        await connection.LockAsync([Counting], cancellationToken);
        foreach (var table in new[] { "crm_counter", "crm_counter_delta" }) await RunAsync(connection, $"DELETE FROM {table} WHERE tenant_id = @tenant", cancellationToken, tenantId);
        var statement = connection.Prepare($"INSERT INTO crm_counter ({Key}, count, amount, weighted) VALUES (@0, @1, @2, @3, @4, @5, @6, @7, @8, @9, @10)");
        foreach (var counter in counters) Run(statement, tenantId, counter);
        await connection.FlushAsync(cancellationToken);
        await connection.CommitAsync(isStep: false, cancellationToken);
    }

    private static void Run(IRowStatement statement, string tenantId, Counter counter)
    {
        statement.Values.Set(0, tenantId);
        statement.Values.Set(1, counter.RecordType);
        statement.Values.Set(2, counter.PipelineKey);
        statement.Values.Set(3, counter.StageKey);
        statement.Values.Set(4, counter.OwnerId);
        statement.Values.Set(5, counter.TeamId);
        statement.Values.Set(6, counter.PassedStageKeys);
        statement.Values.Set(7, counter.Currency);
        statement.Values.Set(8, counter.Count);
        statement.Values.Set(9, ScaledDecimal.ToScaled(counter.Amount));
        statement.Values.Set(10, ScaledDecimal.ToScaled(counter.Weighted));
        statement.Run();
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
