using System.Data.Common;
using CrmKit.EntityFrameworkCore;
using Microsoft.Data.Sqlite;

namespace CrmKit.Sqlite;

/// <summary>What tables, columns, keys and indexes a database has, one line each.</summary>
internal static class SqliteSchema
{
    private const string Lines = """
        SELECT 'column ' || t.name || '.' || c.name || ' ' || c.type || CASE c."notnull" WHEN 1 THEN ' not null' ELSE '' END || CASE WHEN c.pk > 0 THEN ' key ' || c.pk ELSE '' END
            FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name LIKE 'crm\_%' ESCAPE '\' AND t.name NOT LIKE 'crm\_migration\_%' ESCAPE '\'
        UNION ALL SELECT 'reference ' || t.name || '.' || f."from" || ' -> ' || f."table" || '.' || f."to" || ' ' || f.on_delete
            FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) f WHERE t.type = 'table' AND t.name LIKE 'crm\_%' ESCAPE '\'
        UNION ALL SELECT 'index ' || sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND name NOT LIKE 'ix\_cf\_%' ESCAPE '\'
        ORDER BY 1
        """;

    /// <summary>The differences between a database and the model; empty when they agree. A plus is in the database alone, a minus in the model alone.</summary>
    public static async Task<IReadOnlyList<string>> DriftAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        using var scratch = new SqliteConnection("Data Source=:memory:");
        await scratch.OpenAsync(cancellationToken);
        using var database = new SqliteDatabase("", new SqliteOptions());
        await new Schema(database).CreateFromModelAsync(scratch, cancellationToken);
        var (actual, wanted) = (await ReadAsync(connection, cancellationToken), await ReadAsync(scratch, cancellationToken));
        return [.. actual.Except(wanted).Select(line => "+ " + line), .. wanted.Except(actual).Select(line => "- " + line)];
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Lines;
        using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var lines = new List<string>();
        while (await reader.ReadAsync(cancellationToken)) lines.Add(reader.GetString(0));
        return lines;
    }
}
