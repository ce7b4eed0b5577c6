using System.Data.Common;
using CrmKit.Effects;
using CrmKit.Storage;

namespace CrmKit.EntityFrameworkCore;

/// <summary>The queue over one table: claims and settlements are single statements.</summary>
internal sealed class OutboxStore(IStoreDatabase database) : IOutboxStore
{
    private const string Columns = "sequence, id, tenant_id, class, name, key, payload, at, status, attempts, due_at, leased_until, last_error, settled_at, depth, held_since";

    public event Action? Committed;

    public void OnCommitted() => Committed?.Invoke();

    private const string Due = "status = 'pending' AND due_at <= @now AND (leased_until IS NULL OR leased_until <= @now)";

    public Task<IReadOnlyList<OutboxMessage>> ClaimAsync(int limit, TimeSpan lease, DateTimeOffset now, CancellationToken cancellationToken) =>
        ClaimAsync("class <> 'webhook'", limit, lease, now, cancellationToken);

    public Task<IReadOnlyList<OutboxMessage>> ClaimWebhooksAsync(int limit, TimeSpan lease, DateTimeOffset now, CancellationToken cancellationToken) =>
        ClaimAsync("class = 'webhook'", limit, lease, now, cancellationToken);

    public Task PostponeAsync(string tenantId, string name, IReadOnlyList<Guid> claimed, DateTimeOffset until, DateTimeOffset now, CancellationToken cancellationToken) =>
        InTransactionAsync("postpone", async run =>
        {
            using var mine = run("UPDATE crm_outbox_message SET leased_until = NULL, due_at = @until WHERE id = @id AND status = 'pending'");
            Add(mine, "@until", until.UtcDateTime);
            var id = Add(mine, "@id", Guid.Empty);
            var count = 0;
            foreach (var message in claimed)
            {
                id.Value = message;
                count += await mine.ExecuteNonQueryAsync(cancellationToken);
            }
            using var others = run("""
                UPDATE crm_outbox_message SET due_at = @until
                WHERE tenant_id = @tenant AND class = 'webhook' AND name = @name AND status = 'pending' AND due_at < @until AND (leased_until IS NULL OR leased_until <= @now)
                """);
            Add(others, "@until", until.UtcDateTime);
            Add(others, "@now", now.UtcDateTime);
            Add(others, "@tenant", tenantId);
            Add(others, "@name", name);
            return count + await others.ExecuteNonQueryAsync(cancellationToken);
        }, cancellationToken);

    private async Task<IReadOnlyList<OutboxMessage>> ClaimAsync(string lane, int limit, TimeSpan lease, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Nearly always nothing is due: to know that takes no turn at writing.
        var isDue = await InReaderAsync(async run =>
        {
            using var command = run($"SELECT 1 FROM crm_outbox_message WHERE {Due} AND {lane} LIMIT 1");
            Add(command, "@now", now.UtcDateTime);
            return await command.ExecuteScalarAsync(cancellationToken) is not null;
        }, cancellationToken);
        return isDue ? await TakeAsync(lane, limit, lease, now, cancellationToken) : [];
    }

    private Task<IReadOnlyList<OutboxMessage>> TakeAsync(string lane, int limit, TimeSpan lease, DateTimeOffset now, CancellationToken cancellationToken) =>
        InTransactionAsync<IReadOnlyList<OutboxMessage>>("claim", async run =>
        {
            // Materialised: a subquery could be run again for each row, and each time lock others.
            using var command = run($"""
                WITH due AS MATERIALIZED (SELECT sequence FROM crm_outbox_message WHERE {Due} AND {lane} ORDER BY sequence LIMIT @limit {database.ClaimLock})
                UPDATE crm_outbox_message SET leased_until = @until, attempts = attempts + 1
                WHERE sequence IN (SELECT sequence FROM due)
                RETURNING {Columns}
                """);
            Add(command, "@until", (now + lease).UtcDateTime);
            Add(command, "@now", now.UtcDateTime);
            Add(command, "@limit", limit);
            var messages = await ReadAsync(command, cancellationToken);
            messages.Sort((a, b) => a.Sequence.CompareTo(b.Sequence)); // RETURNING promises no order
            return messages;
        }, cancellationToken);

    public Task CompleteAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken) =>
        InTransactionAsync("complete", async run =>
        {
            using var command = run("UPDATE crm_outbox_message SET status = 'done', leased_until = NULL, held_since = NULL, last_error = NULL WHERE id = @id AND status = 'pending'");
            var id = Add(command, "@id", Guid.Empty);
            var count = 0;
            foreach (var message in ids)
            {
                id.Value = message;
                count += await command.ExecuteNonQueryAsync(cancellationToken);
            }
            return count;
        }, cancellationToken);

    public Task FailAsync(Guid id, string reason, DateTimeOffset? retryAt, DateTimeOffset now, CancellationToken cancellationToken) =>
        InTransactionAsync("fail", async run =>
        {
            using var command = run(retryAt is null
                ? "UPDATE crm_outbox_message SET status = 'dead', leased_until = NULL, held_since = NULL, last_error = @reason, settled_at = @at WHERE id = @id AND status = 'pending'"
                : "UPDATE crm_outbox_message SET leased_until = NULL, held_since = NULL, last_error = @reason, due_at = @at WHERE id = @id AND status = 'pending'");
            Add(command, "@reason", reason);
            Add(command, "@at", (retryAt ?? now).UtcDateTime);
            Add(command, "@id", id);
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }, cancellationToken);

    public Task HoldAsync(Guid id, string reason, DateTimeOffset until, DateTimeOffset now, CancellationToken cancellationToken) =>
        InTransactionAsync("hold", async run =>
        {
            using var command = run("""
                UPDATE crm_outbox_message SET leased_until = NULL, attempts = attempts - 1, last_error = @reason, due_at = @until, held_since = COALESCE(held_since, @now)
                WHERE id = @id AND status = 'pending'
                """);
            Add(command, "@now", now.UtcDateTime);
            Add(command, "@reason", reason);
            Add(command, "@until", until.UtcDateTime);
            Add(command, "@id", id);
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }, cancellationToken);

    public async Task ReleaseHeldAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Nearly always nothing is held: to know that takes no turn at writing.
        const string Held = "status = 'pending' AND held_since IS NOT NULL AND due_at > @now AND leased_until IS NULL";
        var isAny = await InReaderAsync(async run =>
        {
            using var command = run($"SELECT 1 FROM crm_outbox_message WHERE {Held} LIMIT 1");
            Add(command, "@now", now.UtcDateTime);
            return await command.ExecuteScalarAsync(cancellationToken) is not null;
        }, cancellationToken);
        if (!isAny) return;
        await InTransactionAsync("release-held", async run =>
        {
            using var command = run($"UPDATE crm_outbox_message SET due_at = @now WHERE {Held}");
            Add(command, "@now", now.UtcDateTime);
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }, cancellationToken);
    }

    public Task<IReadOnlyList<HeldDeliveries>> HeldAsync(string tenantId, CancellationToken cancellationToken) =>
        InReaderAsync<IReadOnlyList<HeldDeliveries>>(async run =>
        {
            using var command = run("""
                SELECT name, last_error, COUNT(*), MIN(held_since) FROM crm_outbox_message WHERE tenant_id = @tenant AND status = 'pending' AND held_since IS NOT NULL
                GROUP BY name, last_error ORDER BY MIN(held_since), name
                """);
            Add(command, "@tenant", tenantId);
            using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var held = new List<HeldDeliveries>();
            while (await reader.ReadAsync(cancellationToken)) held.Add(new HeldDeliveries(reader.GetString(0), reader.GetString(1), reader.GetInt64(2), Instant(reader, 3)!.Value));
            return held;
        }, cancellationToken);

    public Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        InTransactionAsync("purge", async run =>
        {
            // Effects stay: their keys are what keeps them from being asked for again.
            const string Old = "SELECT id FROM crm_outbox_message WHERE status = 'done' AND class <> 'effect' AND at < @before";
            using var inbox = run($"DELETE FROM crm_inbox_entry WHERE message_id IN ({Old})");
            Add(inbox, "@before", before.UtcDateTime);
            await inbox.ExecuteNonQueryAsync(cancellationToken);
            using var runs = run("DELETE FROM crm_workflow_run WHERE at < @before AND status = 'done'");
            Add(runs, "@before", before.UtcDateTime);
            await runs.ExecuteNonQueryAsync(cancellationToken);
            using var told = run("DELETE FROM crm_webhook_delivery_entry WHERE at < @before AND status <> 'pending'");
            Add(told, "@before", before.UtcDateTime);
            await told.ExecuteNonQueryAsync(cancellationToken);
            // The newest of each rule stays: the next due time counts from it.
            using var due = run("""
                DELETE FROM crm_due_entry WHERE at < @before AND EXISTS (SELECT 1 FROM crm_due_entry newer
                WHERE newer.tenant_id = crm_due_entry.tenant_id AND newer.rule = crm_due_entry.rule AND newer.subject = crm_due_entry.subject AND newer.due_at > crm_due_entry.due_at)
                """);
            Add(due, "@before", before.UtcDateTime);
            await due.ExecuteNonQueryAsync(cancellationToken);
            using var outbox = run("DELETE FROM crm_outbox_message WHERE status = 'done' AND class <> 'effect' AND at < @before");
            Add(outbox, "@before", before.UtcDateTime);
            return await outbox.ExecuteNonQueryAsync(cancellationToken);
        }, cancellationToken);

    public async Task<IReadOnlyList<DeadLetter>> DeadLettersAsync(string tenantId, int limit, CancellationToken cancellationToken)
    {
        var messages = await InReaderAsync(async run =>
        {
            using var command = run($"SELECT {Columns} FROM crm_outbox_message WHERE tenant_id = @tenant AND status = 'dead' ORDER BY settled_at DESC, sequence DESC LIMIT @limit");
            Add(command, "@tenant", tenantId);
            Add(command, "@limit", limit);
            return await ReadAsync(command, cancellationToken);
        }, cancellationToken);
        return [.. messages.Select(Letter)];
    }

    /// <summary>Where only one process writes: claims left over are those of one that died, and nobody else will settle them.</summary>
    public Task ReleaseClaimsAsync(CancellationToken cancellationToken) =>
        InTransactionAsync("release", async run =>
        {
            using var command = run("UPDATE crm_outbox_message SET leased_until = NULL WHERE status = 'pending' AND leased_until IS NOT NULL");
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }, cancellationToken);

    public Task ReplayAsync(string tenantId, IReadOnlyList<Guid> ids, DateTimeOffset now, CancellationToken cancellationToken) =>
        InTransactionAsync("replay", async run =>
        {
            using var command = run("""
                UPDATE crm_outbox_message SET status = 'pending', attempts = 0, due_at = @now, leased_until = NULL, held_since = NULL, settled_at = NULL
                WHERE tenant_id = @tenant AND id = @id AND status = 'dead'
                """);
            Add(command, "@now", now.UtcDateTime);
            Add(command, "@tenant", tenantId);
            var id = Add(command, "@id", Guid.Empty);
            var count = 0;
            foreach (var message in ids)
            {
                id.Value = message;
                count += await command.ExecuteNonQueryAsync(cancellationToken);
            }
            return count;
        }, cancellationToken);

    // The dispatcher writes reasons as "subscriber: failure".
    private static DeadLetter Letter(OutboxMessage message)
    {
        var text = message.LastError ?? "";
        var colon = text.IndexOf(": ", StringComparison.Ordinal);
        return new DeadLetter(message.Id, message.Name, colon < 0 ? message.Name : text[..colon], message.Attempts, colon < 0 ? text : text[(colon + 2)..], message.SettledAt ?? message.At);
    }

    private async Task<T> InTransactionAsync<T>(string act, Func<Func<string, DbCommand>, Task<T>> work, CancellationToken cancellationToken)
    {
        await database.OpenAsync(cancellationToken);
        await using var connection = await database.BeginAsync(null, cancellationToken);
        var result = await work(sql =>
        {
            var command = connection.Connection.CreateCommand();
            (command.CommandText, command.Transaction) = (sql, connection.Transaction);
            return command;
        });
        Failpoint.Hit($"outbox.before-{act}");
        await connection.CommitAsync(isStep: false, cancellationToken);
        return result;
    }

    private async Task<T> InReaderAsync<T>(Func<Func<string, DbCommand>, Task<T>> work, CancellationToken cancellationToken)
    {
        await database.OpenAsync(cancellationToken);
        var connection = await database.RentReaderAsync(TenantReach.All, cancellationToken);
        try
        {
            return await work(sql =>
            {
                var command = connection.CreateCommand();
                command.CommandText = sql;
                return command;
            });
        }
        finally
        {
            database.ReturnReader(connection);
        }
    }

    private static DbParameter Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
        return parameter;
    }

    private static async Task<List<OutboxMessage>> ReadAsync(DbCommand command, CancellationToken cancellationToken)
    {
        using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var messages = new List<OutboxMessage>();
        while (await reader.ReadAsync(cancellationToken))
        {
            messages.Add(new OutboxMessage
            {
                Sequence = reader.GetInt64(0),
                Id = reader.GetGuid(1),
                TenantId = reader.GetString(2),
                Class = reader.GetString(3),
                Name = reader.GetString(4),
                Key = reader.IsDBNull(5) ? null : reader.GetString(5),
                Payload = reader.GetString(6),
                At = Instant(reader, 7)!.Value,
                Status = reader.GetString(8),
                Attempts = reader.GetInt32(9),
                DueAt = Instant(reader, 10)!.Value,
                LeasedUntil = Instant(reader, 11),
                LastError = reader.IsDBNull(12) ? null : reader.GetString(12),
                SettledAt = Instant(reader, 13),
                Depth = reader.GetInt32(14),
                HeldSince = Instant(reader, 15),
            });
        }
        return messages;
    }

    private static DateTimeOffset? Instant(DbDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : new DateTimeOffset(DateTime.SpecifyKind(reader.GetDateTime(column), DateTimeKind.Utc));
}
