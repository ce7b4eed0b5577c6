namespace CrmKit;

/// <summary>Settings of the PostgreSQL store beside those of the connection string.</summary>
public sealed class PostgreSqlOptions
{
    /// <summary>
    /// Whether the database itself keeps tenants apart too (row-level security); default <see langword="false"/>. Policies are put on every table that carries a tenant when the program starts as their owner; from then on every process
    /// follows them, whether it sets this or not.
    /// </summary>
    /// <remarks>
    /// Set, it refuses to start as a user whom policies do not bind (<c>store.fence-bypassed</c>), or who is not the owner of a table that has none yet (<c>store.fence-missing</c>).
    /// </remarks>
    public bool RowLevelSecurity { get; set; }
}
