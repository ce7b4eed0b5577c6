using System.Data.Common;

namespace CrmKit.PostgreSql;

/// <summary>
/// Finds out up to where the audit is settled. Transactions draw numbers and commit later, in any order: a number is settled when all transactions that were under way
/// some time after it was drawn have ended. It takes three questions to know; what was not known yet is known a turn later.
/// </summary>
internal sealed class AuditHorizon
{
    private readonly Lock _lock = new();
    private long _settled;
    private long? _drawn;
    private (long Drawn, long Transaction)? _waiting;

    public async Task<long> AdvanceAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence('crm_audit_entry', 'sequence')::regclass), 0),
                   pg_snapshot_xmin(now.snapshot)::text::bigint, pg_snapshot_xmax(now.snapshot)::text::bigint
            FROM (SELECT pg_current_snapshot() AS snapshot) now
            """;
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var (drawn, oldest, next) = (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
        lock (_lock)
        {
            if (_waiting is { } waiting && oldest >= waiting.Transaction)
            {
                _settled = waiting.Drawn;
                _waiting = null;
            }
            // A transaction may draw before it has a number of its own: those of the question before have theirs by now.
            if (_waiting is null && _drawn is { } before && before > _settled) _waiting = (before, next);
            _drawn = drawn;
            return _settled;
        }
    }
}
