using Microsoft.EntityFrameworkCore;

namespace CrmKit.Tables;

/// <summary>The base of a plugin's own EF Core context: its tables stand in the host's database, under the plugin's prefix, each row with its tenant.</summary>
/// <remarks>
/// <para>
/// Opened by <see cref="IPluginTables{TContext}"/>, for one session. Tables without an explicit name are named after their <c>DbSet</c> in snake case; all names get the prefix of the plugin. Every entity has a
/// property <c>TenantId</c> (column <c>tenant_id</c>), mapped without a property of the class unless it has one: it is set when rows are added, queries see the rows of the session's tenant alone, and rows of others are
/// neither changed nor removed.
/// </para>
/// <para>Not thread safe. It neither commits nor rolls back: the session's unit of work does. Dispose it; that ends nothing but the context.</para>
/// </remarks>
/// <param name="options">What <see cref="PluginTablesExtensions.AddTables{TContext}"/> hands to the factory.</param>
public abstract class PluginDbContext(DbContextOptions options) : DbContext(options)
{
    /// <summary>Whose rows the context reads and writes; empty outside a session, where there are none.</summary>
    public string TenantId => Lease?.TenantId ?? "";

    /// <summary>The connection that the session lends; <see langword="null"/> while only the model is read.</summary>
    internal ITableLease? Lease { get; set; }
}
