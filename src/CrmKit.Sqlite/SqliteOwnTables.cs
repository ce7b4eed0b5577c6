using System.Data.Common;
using System.Globalization;
using System.Text.Json.Nodes;
using CrmKit.EntityFrameworkCore;
using CrmKit.Tables;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CrmKit.Sqlite;

/// <summary>Tables of plugins on SQLite. What a statement touches is asked of SQLite itself, which says so while it compiles the statement: no reading of SQL could be as exact.</summary>
internal sealed class SqliteOwnTables : IOwnTables
{
    private const string Blob = "$blob";

    public string? Run(DbConnection connection, string sql, string prefix)
    {
        using var watch = new SqliteAuthorizer(HandleOf(connection), prefix, changesSchema: true);
        for (var rest = sql; !string.IsNullOrWhiteSpace(rest);)
        {
            watch.Next();
            var result = raw.sqlite3_prepare_v2(watch.Database, rest, out var statement, out rest);
            using (statement)
            {
                if (watch.Foreign is { } foreign) return foreign;
                if (result != raw.SQLITE_OK) throw Failure(watch.Database, result);
                if (statement.IsInvalid) continue; // a comment
                do result = raw.sqlite3_step(statement);
                while (result == raw.SQLITE_ROW);
                if (result != raw.SQLITE_DONE) throw Failure(watch.Database, result);
            }
        }
        return null;
    }

    public string? Foreign(DbConnection connection, DbCommand command, string prefix)
    {
        var sql = command.CommandText;
        using var watch = new SqliteAuthorizer(HandleOf(connection), prefix, changesSchema: false);
        for (var rest = sql; !string.IsNullOrWhiteSpace(rest);)
        {
            var isOnly = ReferenceEquals(rest, sql);
            var result = raw.sqlite3_prepare_v2(watch.Database, rest, out var statement, out rest);
            statement.Dispose();
            if (watch.Foreign is { } foreign) return foreign;
            if (result != raw.SQLITE_OK) return isOnly && string.IsNullOrWhiteSpace(rest) ? null : "has several statements that cannot be read one by one"; // one alone fails by itself when it runs
        }
        return null;
    }

    public IReadOnlyList<string> Names(DbConnection connection, string prefix) =>
        [.. Texts(connection, "SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(lower(name), 1, length(@a)) = @a ORDER BY name", prefix).Where(name => TablePrefix.Owns(prefix, name))];

    public IReadOnlyList<string> Columns(DbConnection connection, string table) => Texts(connection, "SELECT name FROM pragma_table_xinfo(@a)", table);

    public IReadOnlyList<string> References(DbConnection connection, string table) => Texts(connection, "SELECT DISTINCT \"table\" FROM pragma_foreign_key_list(@a)", table);

    public long Count(DbConnection connection, string table)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT COUNT(*) FROM {Quoted(table)}";
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    public IEnumerable<string> Rows(DbConnection connection, string table, string tenantId)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM {Quoted(table)} WHERE tenant_id = @a";
        Add(command, "@a", tenantId);
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            var row = new JsonObject();
            for (var i = 0; i < rows.FieldCount; i++) row[rows.GetName(i)] = rows.GetValue(i) switch
            {
                DBNull => null,
                long number => JsonValue.Create(number),
                double number => JsonValue.Create(number),
                byte[] bytes => new JsonObject { [Blob] = Convert.ToHexString(bytes) },
                var text => JsonValue.Create(Convert.ToString(text, CultureInfo.InvariantCulture)),
            };
            yield return row.ToJsonString();
        }
    }

    public void Insert(DbConnection connection, string table, string tenantId, string row)
    {
        var columns = JsonNode.Parse(row)!.AsObject().Where(c => !c.Key.Equals(TableConventions.TenantColumn, StringComparison.OrdinalIgnoreCase)).Append(new(TableConventions.TenantColumn, tenantId)).ToList();
        using var command = connection.CreateCommand();
        command.CommandText = $"INSERT INTO {Quoted(table)} ({string.Join(", ", columns.Select(c => Quoted(c.Key)))}) VALUES ({string.Join(", ", columns.Select((_, i) => $"@{i}"))})";
        for (var i = 0; i < columns.Count; i++) Add(command, $"@{i}", columns[i].Value switch
        {
            null => DBNull.Value,
            JsonObject blob => Convert.FromHexString(blob[Blob]!.GetValue<string>()),
            JsonValue value when value.TryGetValue<long>(out var whole) => whole,
            JsonValue value when value.TryGetValue<double>(out var number) => number,
            var text => text.GetValue<string>(),
        });
        command.ExecuteNonQuery();
    }

    public void Clear(DbConnection connection, string table, string tenantId)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"DELETE FROM {Quoted(table)} WHERE tenant_id = @a";
        Add(command, "@a", tenantId);
        command.ExecuteNonQuery();
    }

    public IDisposable? OfAllTenants(DbConnection connection) => null;

    public void Fence(DbConnection connection, string prefix)
    {
        // it keeps tenants apart in files, not in rows
    }

    public void Drop(DbConnection connection, string prefix)
    {
        foreach (var view in Texts(connection, "SELECT name FROM sqlite_schema WHERE type = 'view' AND substr(lower(name), 1, length(@a)) = @a", prefix)) Execute(connection, $"DROP VIEW {Quoted(view)}");
        // A table that others refer to cannot go before them: its rows would leave references behind.
        Execute(connection, "PRAGMA defer_foreign_keys = ON");
        foreach (var table in Names(connection, prefix)) Execute(connection, $"DROP TABLE {Quoted(table)}");
        Execute(connection, "PRAGMA defer_foreign_keys = OFF");
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }

    private static void Execute(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static List<string> Texts(DbConnection connection, string sql, string argument)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Add(command, "@a", argument);
        using var reader = command.ExecuteReader();
        var texts = new List<string>();
        while (reader.Read()) texts.Add(reader.GetString(0));
        return texts;
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static sqlite3 HandleOf(DbConnection connection) => ((SqliteConnection)connection).Handle!;

    private static SqliteException Failure(sqlite3 database, int result) => new(raw.sqlite3_errmsg(database).utf8_to_string(), result & 0xff, result);
}
