using CrmKit.Sessions;

namespace CrmKit.Tables;

/// <summary>Opens the plugin's own context. Injected into handlers of the plugin.</summary>
/// <remarks>Singleton, thread safe.</remarks>
public interface IPluginTables<TContext> where TContext : PluginDbContext
{
    /// <summary>
    /// Opens a context over the place where the session is: inside a unit of work (so in every handler of a save) it reads and writes in the session's transaction, and what becomes of that becomes of the rows; outside one it
    /// reads committed rows and cannot save.
    /// </summary>
    /// <param name="session">The session of the handler's context.</param>
    /// <param name="cancellationToken">Stops waiting for a connection.</param>
    /// <returns>A context for as long as the unit of work, or outside one the session; dispose it.</returns>
    /// <exception cref="CrmRuleException"><c>tables.not-loaded</c>: the plugin is compiled into the host. Later, from the context: <c>tables.read-only</c>, <c>tables.closed</c>, <c>tables.foreign</c>, <c>tables.filter-ignored</c>, <c>tables.transaction-foreign</c>.</exception>
    ValueTask<TContext> OpenAsync(ICrmSession session, CancellationToken cancellationToken = default);
}

internal sealed class PluginTables<TContext>(PluginTableSet tables) : IPluginTables<TContext> where TContext : PluginDbContext
{
    public async ValueTask<TContext> OpenAsync(ICrmSession session, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        var home = tables.Home ?? throw new CrmRuleException(TableErrors.NotLoaded());
        return (TContext)await home.OpenAsync((ITableSession)session, cancellationToken);
    }
}
