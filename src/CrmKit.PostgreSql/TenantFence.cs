using Npgsql;

namespace CrmKit.PostgreSql;

/// <summary>
/// Row-level security: the database shows each transaction the rows of the tenant that it was told, and takes none of another. A query that forgot its filter finds nothing foreign; one that names no tenant finds nothing.
/// </summary>
internal static class TenantFence
{
    /// <summary>The setting that policies read. It is set for one transaction at a time, so that no connection carries it to its next user.</summary>
    public const string Setting = "crmkit.tenant";

    /// <summary>The value for the store's own work over all tenants; no key of a tenant has this character.</summary>
    public const string Everybody = "*";

    /// <summary>Sets it to the first parameter, until the transaction ends.</summary>
    public const string Set = $"SELECT set_config('{Setting}', $1, true)";

    private const string Policy = "crm_tenant";

    // Each in a query of its own, which the server answers once for all rows.
    private const string Told = $"(SELECT current_setting('{Setting}', true))";

    /// <summary>Finds out which tables the fence stands around, and puts it around the others.</summary>
    /// <param name="connection">As the owner of those that have none yet.</param>
    /// <param name="isAsked">Whether it is to be put up where none stands.</param>
    /// <param name="prefix">What the names of the tables begin with; <see langword="null"/> for all of CrmKit and its plugins.</param>
    /// <returns>Whether it stands.</returns>
    /// <exception cref="CrmRuleException"><c>store.fence-missing</c>: the user may not put it up.</exception>
    public static bool Stands(NpgsqlConnection connection, bool isAsked, string? prefix = null)
    {
        var (fenced, open) = Tables(connection, prefix);
        if (open.Count == 0 || (!isAsked && fenced == 0)) return isAsked || fenced > 0;
        try
        {
            using var command = new NpgsqlCommand(string.Join('\n', open.Select(Statements)), connection);
            command.ExecuteNonQuery(); // statements that travel together are one transaction
            return true;
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new CrmRuleException(PostgreSqlErrors.FenceMissing(open[0]));
        }
    }

    /// <summary>The user of a connection, if policies do not bind it.</summary>
    public static async Task<string?> UnboundUserAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT rolname::text FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)", connection);
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    private static (int Fenced, List<string> Open) Tables(NpgsqlConnection connection, string? prefix)
    {
        using var command = new NpgsqlCommand($"""
            SELECT quote_ident(c.relname), c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = '{Policy}')
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
            WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
            AND CASE WHEN $1 = '' THEN left(c.relname, 4) IN ('crm_', 'plg_') ELSE lower(left(c.relname, length($1))) = $1 END
            ORDER BY c.relname
            """, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = prefix ?? "" } } };
        using var rows = command.ExecuteReader();
        var (fenced, open) = (0, new List<string>());
        while (rows.Read())
        {
            if (rows.GetBoolean(1)) fenced++;
            else open.Add(rows.GetString(0));
        }
        return (fenced, open);
    }

    // Also for the owner of the table, as whom most hosts work.
    private static string Statements(string table) => $"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        DROP POLICY IF EXISTS {Policy} ON {table};
        CREATE POLICY {Policy} ON {table} USING (tenant_id = {Told} OR {Told} = '{Everybody}');
        """;
}
