using System.Data.Common;
using CrmKit.Plugins;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CrmKit.Tables;

/// <summary>What one generation of a plugin has registered, and what the store has made for it: EF Core's services, the model, the caches. Ends with the plugin's container.</summary>
internal abstract class PluginTableSet(IReadOnlyList<RegisteredMigration> migrations) : IPluginTableSet, IDisposable
{
    public IReadOnlyList<RegisteredMigration> Migrations { get; } = migrations;

    /// <summary>Made by the store when the loader takes the tables into use.</summary>
    public ITableHome? Home { get; set; }

    public abstract Type ContextType { get; }

    public abstract DbContextOptionsBuilder NewOptions();

    /// <summary>Runs the plugin's factory.</summary>
    public abstract PluginDbContext NewContext(DbContextOptions options);

    public void Dispose() => Home?.Dispose();
}

internal sealed class PluginTableSet<TContext>(Func<DbContextOptions<TContext>, TContext> create, IReadOnlyList<RegisteredMigration> migrations)
    : PluginTableSet(migrations) where TContext : PluginDbContext
{
    public override Type ContextType => typeof(TContext);

    public override DbContextOptionsBuilder NewOptions() => new DbContextOptionsBuilder<TContext>();

    public override PluginDbContext NewContext(DbContextOptions options) => create((DbContextOptions<TContext>)options);
}

/// <summary>A migration as it was listed.</summary>
internal sealed record RegisteredMigration(string Version, string Name, Func<Migration> Create);

/// <summary>Opens contexts for one generation of a plugin.</summary>
internal interface ITableHome : IDisposable
{
    ValueTask<PluginDbContext> OpenAsync(ITableSession session, CancellationToken cancellationToken);
}

/// <summary>The session's connection, lent to a context.</summary>
internal interface ITableLease
{
    string TenantId { get; }

    DbConnection Connection { get; }

    /// <summary>The transaction of the unit of work; <see langword="null"/> for a reader.</summary>
    DbTransaction? Transaction { get; }

    /// <summary>Whether session and unit of work still go on.</summary>
    bool IsOpen { get; }

    void Charge(CallCost cost, long amount);
}
