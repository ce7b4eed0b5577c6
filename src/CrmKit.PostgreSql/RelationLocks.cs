using CrmKit.Tables;
using Npgsql;

namespace CrmKit.PostgreSql;

/// <summary>
/// What the statements of a transaction touch, as the server itself sees it: it locks every table that a statement names while it reads the statement, and keeps the lock until the transaction ends.
/// </summary>
internal sealed class RelationLocks
{
    private readonly HashSet<(uint Relation, string Mode)> _held;
    private readonly Dictionary<uint, (string? Name, bool IsOwn)> _relations;

    private RelationLocks(HashSet<(uint, string)> held, Dictionary<uint, (string?, bool)> relations) => (_held, _relations) = (held, relations);

    /// <summary>What the transaction of a connection has touched up to now, and what is a plugin's.</summary>
    public static RelationLocks Read(NpgsqlConnection connection, string prefix)
    {
        using var command = new NpgsqlCommand("""
            WITH own AS (
                SELECT oid, reltoastrelid FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND lower(left(relname, length($1))) = $1 AND length(relname) > length($1) AND relkind IN ('r', 'p', 'v', 'm', 'S')),
            parts AS (
                SELECT oid FROM own UNION SELECT reltoastrelid FROM own WHERE reltoastrelid <> 0
                UNION SELECT indexrelid FROM pg_index WHERE indrelid IN (SELECT oid FROM own UNION SELECT reltoastrelid FROM own)),
            held AS (
                SELECT relation, mode FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation' AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
            SELECT h.relation, h.mode, CASE WHEN n.nspname = current_schema() THEN c.relname ELSE n.nspname || '.' || c.relname END, h.relation IN (SELECT oid FROM parts)
            FROM held h LEFT JOIN pg_class c ON c.oid = h.relation LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname IS DISTINCT FROM 'pg_catalog'
            UNION ALL SELECT oid, NULL, NULL, true FROM parts
            """, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = prefix } } };
        var (held, relations) = (new HashSet<(uint, string)>(), new Dictionary<uint, (string?, bool)>());
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            var relation = rows.GetFieldValue<uint>(0);
            if (!rows.IsDBNull(1)) held.Add((relation, rows.GetString(1)));
            if (!rows.IsDBNull(1) || !relations.ContainsKey(relation)) relations[relation] = (rows.IsDBNull(2) ? null : rows.GetString(2), rows.GetBoolean(3));
        }
        return new(held, relations);
    }

    /// <summary>Names of what was touched and is not the plugin's.</summary>
    public IEnumerable<string> ForeignNames => _held.Select(h => _relations[h.Relation]).Where(r => r is { IsOwn: false, Name: not null }).Select(r => r.Name!);

    /// <summary>What was touched since an earlier look and is not the plugin's, in words; <see langword="null"/> when nothing.</summary>
    public string? ForeignSince(RelationLocks? earlier)
    {
        foreach (var (relation, mode) in _held)
        {
            if (earlier?._held.Contains((relation, mode)) == true || _relations[relation] is { IsOwn: true }) continue;
            var name = _relations[relation].Name;
            if (name is null && earlier?._relations.GetValueOrDefault(relation).IsOwn == true) continue; // its own, and dropped
            return $"{Act(mode)} {name ?? "what it dropped"}";
        }
        return null;
    }

    private static string Act(string mode) => mode switch
    {
        "AccessShareLock" or "RowShareLock" => "reads",
        "RowExclusiveLock" => "writes to",
        _ => "changes",
    };
}
