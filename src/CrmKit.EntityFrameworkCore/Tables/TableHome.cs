using CrmKit.Tables;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;
using Microsoft.EntityFrameworkCore.Query.Internal;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CrmKit.EntityFrameworkCore;

/// <summary>
/// EF Core for one generation of a plugin: a service provider of its own, because EF Core's shared one, with its model and query caches, would keep the plugin's code in memory for good.
/// Belongs to the plugin's container and ends with it.
/// </summary>
internal sealed class TableHome : ITableHome
{
    private readonly string _pluginId;
    private readonly PluginTableSet _set;
    private readonly IStoreDatabase _database;
    private readonly ServiceProvider _services;
    private readonly TableGuard _guard;

    public TableHome(string pluginId, PluginTableSet set, IStoreDatabase database)
    {
        (_pluginId, _set, _database, Prefix) = (pluginId, set, database, TablePrefix.Of(pluginId));
        _guard = new TableGuard(Prefix, database.Tables);
        var services = new ServiceCollection();
        database.AddServices(services);
        services.AddScoped<IConventionSetPlugin>(provider => new TableConventions(Prefix, provider.GetRequiredService<ICurrentDbContext>()));
#pragma warning disable EF1001 // the one place where a query can be seen before EF Core evaluates what it captures
        services.Replace(ServiceDescriptor.Scoped<IQueryCompiler, TableQueryCompiler>());
#pragma warning restore EF1001
        services.Replace(ServiceDescriptor.Scoped<IRelationalDatabaseCreator>(_ => new NoDatabaseCreator(Prefix)));
        _services = services.BuildServiceProvider();
    }

    public string Prefix { get; }

    /// <summary>Builds the model, asks the migrations, and checks both.</summary>
    public TableSchema Read()
    {
        using var context = NewContext();
        return new TableSchema(Prefix)
        {
            Scripts = new TableScripts(_pluginId, Prefix, context).Read(_set.Migrations),
            Tables = TableModel.Read(_pluginId, Prefix, context.Model),
        };
    }

    public async ValueTask<PluginDbContext> OpenAsync(ITableSession session, CancellationToken cancellationToken)
    {
        var lease = new TableLease((StoreReader)await session.ReaderAsync(cancellationToken), session);
        var context = NewContext();
        context.Lease = lease;
        // Not among the options: EF Core would register its functions on the connection again, which SQLite refuses while a statement is under way. The host's own context has done so.
        context.Database.SetDbConnection(lease.Connection);
        if (lease.Transaction is { } transaction) await context.Database.UseTransactionAsync(transaction, cancellationToken);
        return context;
    }

    public void Dispose() => _services.Dispose();

    private PluginDbContext NewContext()
    {
        var options = _set.NewOptions();
        options.UseInternalServiceProvider(_services).AddInterceptors(_guard); // before the database's own: it looks at what the plugin wrote
        _database.Configure(options, null);
        return _set.NewContext(options.Options);
    }

    /// <summary>The database is the host's.</summary>
    private sealed class NoDatabaseCreator(string prefix) : IRelationalDatabaseCreator
    {
        public bool EnsureCreated() => throw Refuse();
        public Task<bool> EnsureCreatedAsync(CancellationToken cancellationToken = default) => throw Refuse();
        public bool EnsureDeleted() => throw Refuse();
        public Task<bool> EnsureDeletedAsync(CancellationToken cancellationToken = default) => throw Refuse();
        public bool CanConnect() => true;
        public Task<bool> CanConnectAsync(CancellationToken cancellationToken = default) => Task.FromResult(true);
        public bool Exists() => true;
        public Task<bool> ExistsAsync(CancellationToken cancellationToken = default) => Task.FromResult(true);
        public bool HasTables() => true;
        public Task<bool> HasTablesAsync(CancellationToken cancellationToken = default) => Task.FromResult(true);
        public void Create() => throw Refuse();
        public Task CreateAsync(CancellationToken cancellationToken = default) => throw Refuse();
        public void Delete() => throw Refuse();
        public Task DeleteAsync(CancellationToken cancellationToken = default) => throw Refuse();
        public void CreateTables() => throw Refuse();
        public Task CreateTablesAsync(CancellationToken cancellationToken = default) => throw Refuse();
        public string GenerateCreateScript() => throw Refuse();

        private CrmRuleException Refuse() => new(TableErrors.Foreign(prefix, "makes or deletes the database, which is the host's"));
    }
}
