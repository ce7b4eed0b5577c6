using CrmKit.Backups;
using CrmKit.Plugins;
using CrmKit.Seeds;
using CrmKit.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrmKit.Sessions;

/// <summary>Opens sessions, each in a scope of its own, and initialises once.</summary>
internal sealed class Crm(IServiceProvider services, ExtensionRegistry registry, IOptions<CrmKitOptions> options, ILogger<Crm> logger) : ICrm, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly TaskCompletionSource _storeReady = new(); // what waits for it begins at once: at a start the pool has no thread to spare
    private readonly AsyncLocal<bool> _isFinishing = new(); // what ends a restore works in sessions before others may
    private volatile bool _isReady;

    /// <summary>Ends when the database is up to date; never, when it cannot be brought there.</summary>
    public Task StoreReady => _storeReady.Task;

    public ICrmSession OpenSession(Actor actor, string door = "code", string? tenantId = null, CallOrigin? origin = null)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentException.ThrowIfNullOrWhiteSpace(door);
        var session = Open(actor, door, tenantId ?? options.Value.TenantId);
        session.Origin = origin;
        return session;
    }

    /// <summary>As <see cref="OpenSession"/>, for continuing another session's work.</summary>
    public CrmSession Open(Actor actor, string door, string tenantId, Guid? correlationId = null)
    {
        var scope = services.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<CrmSession>();
        session.Open(actor, door, tenantId, correlationId, scope);
        return session;
    }

    public async Task InitializeAsync(CancellationToken cancellationToken = default)
    {
        if (_isReady || _isFinishing.Value) return;
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_isReady) return;
            var store = services.GetRequiredService<ICrmStore>();
            await store.InitializeAsync(cancellationToken);
            _storeReady.TrySetResult();
            await LoadDefinitionsAsync(store, cancellationToken);
            await services.GetRequiredService<CustomIndexes>().StartAsync(store, cancellationToken);
            await FinishRestoresAsync(store, cancellationToken);
            _isReady = true;
            services.GetRequiredService<SeedPlanter>().Start();
        }
        finally
        {
            _turn.Release();
        }
    }

    // Nobody works with a tenant in which persons are back who were erased.
    private async Task FinishRestoresAsync(ICrmStore store, CancellationToken cancellationToken)
    {
        _isFinishing.Value = true;
        foreach (var tenant in await store.Copies.UnfinishedAsync(cancellationToken)) await services.GetRequiredService<RestoreEnd>().RunAsync(tenant, cancellationToken);
    }

    /// <summary>Takes the definitions of administrators as they are stored now.</summary>
    public Task ReloadAsync(CancellationToken cancellationToken) => LoadDefinitionsAsync(services.GetRequiredService<ICrmStore>(), cancellationToken);

    private async Task LoadDefinitionsAsync(ICrmStore store, CancellationToken cancellationToken)
    {
        await using var reader = await store.OpenReaderAsync(options.Value.TenantId, cancellationToken);
        var entries = await AdminEntries.ReadAsync(reader, AdminKinds.Names, cancellationToken);
        if (entries.Count == 0) return;
        try
        {
            registry.Put(AdminSource.Of(entries));
        }
        catch (CrmRuleException)
        {
            registry.Put(AdminSource.Of(Fitting(entries)));
        }
    }

    // A newer version of core has something of the same key: the host starts, the administrator renames.
    private List<CatalogEntry> Fitting(IReadOnlyList<CatalogEntry> entries)
    {
        var fitting = new List<CatalogEntry>();
        foreach (var entry in AdminKinds.Names.SelectMany(kind => entries.Where(e => e.Kind == kind)))
        {
            try
            {
                registry.Check(AdminSource.Of([.. fitting, entry]));
                fitting.Add(entry);
            }
            catch (CrmRuleException clash)
            {
                logger.LogWarning("Definition of {Kind} '{Key}' is left out: {Reason}", entry.Kind, entry.Key, clash.Message);
            }
        }
        return fitting;
    }

    public void Dispose() => _turn.Dispose();
}
