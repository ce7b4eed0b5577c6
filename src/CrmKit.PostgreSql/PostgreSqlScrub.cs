using Npgsql;

namespace CrmKit.PostgreSql;

/// <summary>Writes tables and indexes anew: VACUUM alone leaves the bytes of removed rows in their pages, and GIN keeps every word that it ever had.</summary>
internal static class PostgreSqlScrub
{
    private const int Looks = 300; // with the pause between them, half a minute
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // What the planner knows of columns are their most frequent values.
    private static readonly (string Sql, string Missing)[] OfServer =
    [
        ("VACUUM FULL pg_catalog.pg_statistic", "The planner's statistics could not be written anew: it takes a superuser ('VACUUM FULL pg_statistic')."),
        ("CHECKPOINT", "No checkpoint was made: it takes a member of pg_checkpoint. The server makes one by itself after some minutes."),
        ("SELECT pg_switch_wal()", "The write-ahead log was not switched: it takes a superuser. Its files are written over in time."),
    ];

    public static async Task RunAsync(NpgsqlConnection connection, List<string> findings, CancellationToken cancellationToken)
    {
        if (!await OthersEndedAsync(connection, cancellationToken)) findings.Add("Transactions that began before are still under way: what they may read stays in the files. Scrub again when they have ended.");
        foreach (var table in await TablesAsync(connection, cancellationToken)) await RunAsync(connection, $"VACUUM (FULL, ANALYZE) {table}", cancellationToken);
        foreach (var (sql, missing) in OfServer)
        {
            try
            {
                await RunAsync(connection, sql, cancellationToken);
            }
            catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
            {
                findings.Add(missing);
            }
        }
    }

    // Rows that were removed are copied along while a transaction that began before their removal runs, in any database of the server: to it they are still there.
    private static async Task<bool> OthersEndedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var begin = new NpgsqlCommand("SELECT pg_current_xact_id()::text", connection);
        var now = (string)(await begin.ExecuteScalarAsync(cancellationToken))!;
        await using var look = new NpgsqlCommand("""
            SELECT pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8 AND NOT EXISTS (
                SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_xmin IS NOT NULL AND age(backend_xmin) > age($1::xid8::xid))
            """, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = now } } };
        for (var looks = 0; looks < Looks; looks++)
        {
            if ((bool)(await look.ExecuteScalarAsync(cancellationToken))!) return true;
            await Task.Delay(Pause, cancellationToken);
        }
        return false;
    }

    private static async Task<IReadOnlyList<string>> TablesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = @"SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema() AND (tablename LIKE 'crm\_%' OR tablename LIKE 'plg\_%') ORDER BY tablename";
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var tables = new List<string>();
        while (await rows.ReadAsync(cancellationToken)) tables.Add(rows.GetString(0));
        return tables;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
