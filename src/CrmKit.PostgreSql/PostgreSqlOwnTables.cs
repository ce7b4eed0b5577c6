using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using CrmKit.EntityFrameworkCore;
using Npgsql;

namespace CrmKit.PostgreSql;

/// <summary>Tables of plugins on PostgreSQL. What a statement touches is asked of the server: see <see cref="RelationLocks"/>.</summary>
internal sealed class PostgreSqlOwnTables(PostgreSqlDatabase database) : IOwnTables
{
    private static readonly string[] RowWords = ["select", "insert", "update", "delete", "with", "values", "merge"];
    private static readonly string[] Objects = ["table", "unique", "index", "view", "sequence", "materialized", "or"];
    private static readonly ConditionalWeakTable<DbConnection, object> Changed = [];

    /// <summary>Whether plugins' statements ran on a connection since this was last asked.</summary>
    public static bool HasChangedSchema(DbConnection connection) => Changed.Remove(connection);

    public string? Run(DbConnection connection, string sql, string prefix)
    {
        var own = (NpgsqlConnection)connection;
        Changed.AddOrUpdate(connection, prefix);
        foreach (var statement in SqlText.Statements(sql))
        {
            if (Refusal(statement, changesSchema: true) is { } refusal) return refusal;
            var before = RelationLocks.Read(own, prefix);
            // What the transaction holds already would not show again.
            if (before.ForeignNames.FirstOrDefault(name => statement.Words.Contains(name)) is { } named) return $"touches {named}";
            Execute(own, "SAVEPOINT crm_own_tables");
            Execute(own, statement.Text);
            var foreign = RelationLocks.Read(own, prefix).ForeignSince(before);
            Execute(own, foreign is null ? "RELEASE SAVEPOINT crm_own_tables" : "ROLLBACK TO SAVEPOINT crm_own_tables");
            if (foreign is not null) return foreign;
        }
        return null;
    }

    public string? Foreign(DbConnection connection, DbCommand command, string prefix)
    {
        var statements = SqlText.Statements(command.CommandText);
        if (statements.Select(s => Refusal(s, changesSchema: false)).FirstOrDefault(r => r is not null) is { } refusal) return refusal;
        // On a connection of its own: in the plugin's transaction everything that the host has touched would seem to be the plugin's doing.
        var checker = database.Checkers.Rent();
        try
        {
            using var transaction = checker.BeginTransaction();
            using var same = new NpgsqlCommand(command.CommandText, checker, transaction);
            foreach (NpgsqlParameter parameter in command.Parameters) same.Parameters.Add(parameter.Clone());
            try
            {
                same.Prepare(); // the server reads it, with the types of its values, and runs nothing
            }
            catch (PostgresException)
            {
                return statements.Count == 1 ? null : "has several statements that cannot be read one by one"; // one alone fails by itself when it runs
            }
            var foreign = RelationLocks.Read(checker, prefix).ForeignSince(null);
            transaction.Rollback();
            same.Unprepare();
            return foreign;
        }
        finally
        {
            database.Checkers.Return(checker);
        }
    }

    public IReadOnlyList<string> Names(DbConnection connection, string prefix) => Texts(connection, Relations("'r', 'p'"), prefix);

    public IReadOnlyList<string> Columns(DbConnection connection, string table) =>
        Texts(connection, "SELECT attname::text FROM pg_attribute WHERE attrelid = to_regclass(quote_ident($1)) AND attnum > 0 AND NOT attisdropped ORDER BY attnum", table);

    public IReadOnlyList<string> References(DbConnection connection, string table) =>
        Texts(connection, "SELECT DISTINCT c.relname::text FROM pg_constraint f JOIN pg_class c ON c.oid = f.confrelid WHERE f.contype = 'f' AND f.conrelid = to_regclass(quote_ident($1))", table);

    public long Count(DbConnection connection, string table)
    {
        using var command = new NpgsqlCommand($"SELECT count(*) FROM {Quoted(table)}", (NpgsqlConnection)connection);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    public IEnumerable<string> Rows(DbConnection connection, string table, string tenantId)
    {
        using var command = Command(connection, $"SELECT to_jsonb(t)::text FROM {Quoted(table)} t WHERE tenant_id = $1", tenantId);
        using var rows = command.ExecuteReader();
        while (rows.Read()) yield return rows.GetString(0);
    }

    public void Insert(DbConnection connection, string table, string tenantId, string row)
    {
        using var command = Command(connection, $"INSERT INTO {Quoted(table)} OVERRIDING SYSTEM VALUE SELECT * FROM jsonb_populate_record(NULL::{Quoted(table)}, $1::jsonb || jsonb_build_object('{TableConventions.TenantColumn}', $2))", row, tenantId);
        command.ExecuteNonQuery();
    }

    public void Clear(DbConnection connection, string table, string tenantId)
    {
        using var command = Command(connection, $"DELETE FROM {Quoted(table)} WHERE tenant_id = $1", tenantId);
        command.ExecuteNonQuery();
    }

    private static NpgsqlCommand Command(DbConnection connection, string sql, params ReadOnlySpan<string> values)
    {
        var command = new NpgsqlCommand(sql, (NpgsqlConnection)connection);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        return command;
    }

    public IDisposable? OfAllTenants(DbConnection connection) => database.IsFenced ? new Told((NpgsqlConnection)connection, TenantFence.Everybody) : null;

    public void Fence(DbConnection connection, string prefix)
    {
        if (database.IsFenced) TenantFence.Stands((NpgsqlConnection)connection, isAsked: true, prefix);
    }

    public void Drop(DbConnection connection, string prefix)
    {
        Changed.AddOrUpdate(connection, prefix);
        foreach (var (kinds, what) in (ReadOnlySpan<(string, string)>)[("'v'", "VIEW"), ("'m'", "MATERIALIZED VIEW"), ("'r', 'p'", "TABLE"), ("'S'", "SEQUENCE")])
        {
            var names = Texts(connection, Relations(kinds), prefix);
            if (names.Count > 0) Execute((NpgsqlConnection)connection, $"DROP {what} {string.Join(", ", names.Select(Quoted))}"); // together: they may refer to each other
        }
    }

    private static string? Refusal(SqlStatement statement, bool changesSchema)
    {
        if (statement.Words.FirstOrDefault(IsServers) is { } name) return $"uses {name}";
        if (statement.Words[0] is "select" or "values" && statement.Words.Contains("into")) return "makes a table out of a query";
        if (RowWords.Contains(statement.Words[0])) return null;
        if (!changesSchema) return "is neither a query nor a change of rows";
        if (statement.Begins("create") || statement.Begins("alter") || statement.Begins("drop")) return statement.Words.Count > 1 && Objects.Contains(statement.Words[1]) ? null : "does what no migration of a plugin may";
        return statement.Begins("comment") || statement.Begins("truncate") || statement.Begins("analyze") || statement.Begins("reindex") ? null : "does what no migration of a plugin may"; // copies files, ends transactions, runs programs
    }

    // The server's catalogs, files, processes and settings, and queries that hide in text.
    private static bool IsServers(string word) =>
        (word.StartsWith("pg_", StringComparison.OrdinalIgnoreCase) && word != "pg_get_serial_sequence") || word.StartsWith("lo_", StringComparison.OrdinalIgnoreCase) || word.StartsWith("dblink", StringComparison.OrdinalIgnoreCase)
        || word is "information_schema" or "set_config" or "query_to_xml" or "query_to_xmlschema" or "query_to_xml_and_xmlschema" or "table_to_xml" or "schema_to_xml" or "database_to_xml" or "cursor_to_xml" or "ts_stat";

    private static string Relations(string kinds) =>
        $"SELECT relname::text FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ({kinds}) AND lower(left(relname, length($1))) = $1 AND length(relname) > length($1) ORDER BY relname";

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private static List<string> Texts(DbConnection connection, string sql, string argument)
    {
        using var command = new NpgsqlCommand(sql, (NpgsqlConnection)connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = argument } } };
        using var reader = command.ExecuteReader();
        var texts = new List<string>();
        while (reader.Read()) texts.Add(reader.GetString(0));
        return texts;
    }

    /// <summary>Another tenant for a connection, inside a transaction or not, until it is disposed.</summary>
    private sealed class Told : IDisposable
    {
        private readonly NpgsqlConnection _connection;
        private readonly string _before;

        public Told(NpgsqlConnection connection, string tenant)
        {
            (_connection, _before) = (connection, Texts(connection, "SELECT coalesce(current_setting($1, true), '')", TenantFence.Setting)[0]);
            Tell(tenant);
        }

        public void Dispose() => Tell(_before);

        private void Tell(string tenant) => Texts(_connection, $"SELECT set_config('{TenantFence.Setting}', $1, false)", tenant);
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
