using CrmKit.EntityFrameworkCore;
using Npgsql;

namespace CrmKit.PostgreSql;

/// <summary>What tables, columns, keys and indexes a database has, one line each.</summary>
internal static class PostgreSqlSchema
{
    private const string Lines = """
        SELECT format('column %s.%s %s %s%s%s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'not null' END, ' ' || l.collname, ' identity ' || nullif(a.attidentity::text, ''))
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid LEFT JOIN pg_collation l ON l.oid = a.attcollation
            WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relname LIKE 'crm\_%' AND c.relname NOT LIKE 'crm\_migration\_%' AND a.attnum > 0 AND NOT a.attisdropped
        UNION ALL SELECT format('constraint %s %s', conname, replace(pg_get_constraintdef(oid), current_schema() || '.', ''))
            FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND conname NOT LIKE '%crm\_migration\_%'
        UNION ALL SELECT replace(indexdef, ' ' || schemaname || '.', ' ') FROM pg_indexes WHERE schemaname = current_schema() AND tablename NOT LIKE 'crm\_migration\_%' AND indexname NOT LIKE 'ix\_cf\_%'
        ORDER BY 1
        """;

    /// <summary>The differences between a database and the model; empty when they agree. A plus is in the database alone, a minus in the model alone.</summary>
    public static async Task<IReadOnlyList<string>> DriftAsync(string database)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        var actual = await ReadAsync(connection);
        await ExecuteAsync(connection, "DROP SCHEMA IF EXISTS wanted CASCADE; CREATE SCHEMA wanted; SET search_path = wanted");
        using var store = new PostgreSqlDatabase(new PostgreSqlServer(database));
        await new Schema(store).CreateFromModelAsync(connection, CancellationToken.None);
        var wanted = await ReadAsync(connection);
        await ExecuteAsync(connection, "DROP SCHEMA wanted CASCADE");
        return [.. actual.Except(wanted).Select(line => "+ " + line), .. wanted.Except(actual).Select(line => "- " + line)];
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(Lines, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        return lines;
    }
}
