using CrmKit.Plugins;
using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrmKit.Segments;

/// <summary>Keeps the segments of all tenants current: woken by changes, by definitions, and by the clock. No failure ends it.</summary>
internal sealed class SegmentRefresher(Crm crm, ExtensionRegistry registry, IServiceProvider services, TimeProvider clock, IOptions<CrmKitOptions> options, ILogger<SegmentRefresher> logger) : BackgroundService
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly SemaphoreSlim _wake = new(0, 1);

    /// <summary>Brings a tenant's segments up to now.</summary>
    public async Task RefreshAsync(string tenant, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            while (await StepAsync(tenant, cancellationToken))
            {
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Keeps what events say has changed, and sees to it soon.</summary>
    /// <returns>Why that failed; <see langword="null"/> when it did not.</returns>
    public async Task<string?> NoteAsync(IEnumerable<OutboxMessage> events)
    {
        try
        {
            foreach (var tenant in events.GroupBy(e => e.TenantId))
            {
                await using var session = Open(tenant.Key);
                if (await session.Service<SegmentNotes>().KeepAsync([.. tenant], CancellationToken.None)) Wake();
            }
            return null;
        }
        catch (Exception failure)
        {
            return $"segments: {failure.GetType().Name}: {failure.Message}";
        }
    }

    /// <summary>Looks soon whether there is something to do.</summary>
    public void Wake()
    {
        try
        {
            if (_wake.CurrentCount == 0) _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // two at once: one wake-up is enough
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _turn.Dispose();
        _wake.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the host's start does not wait for segments
        registry.Changed += OnCatalogChanged;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await OnceAsync(stoppingToken);
                var now = clock.GetUtcNow();
                await _wake.WaitAsync(SegmentBuilding.Minute(now) + TimeSpan.FromMinutes(1) - now, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the host stops; what waits is found by the next start
        }
        finally
        {
            registry.Changed -= OnCatalogChanged;
        }
    }

    private async Task OnceAsync(CancellationToken stoppingToken)
    {
        try
        {
            await crm.InitializeAsync(stoppingToken);
            foreach (var tenant in (await services.GetRequiredService<ICrmStore>().TenantsAsync(stoppingToken)).Append(options.Value.TenantId).Distinct())
                await RefreshAsync(tenant, stoppingToken);
        }
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
        {
            logger.LogError("Segments could not be kept current and are looked at again within a minute: {Reason}", failure.Message);
        }
    }

    // Changes first: who waits for a segment to be built waits anyway.
    private async Task<bool> StepAsync(string tenant, CancellationToken cancellationToken)
    {
        await using var session = Open(tenant);
        if (await session.Service<SegmentFollowing>().RunAsync(cancellationToken)) return true;
        var reader = await session.ReaderAsync(cancellationToken);
        var isMore = false;
        foreach (var segment in await reader.ListAsync(reader.Query<SegmentEntry>(), cancellationToken)) isMore |= await session.Service<SegmentBuilding>().StepAsync(segment, cancellationToken);
        return isMore;
    }

    private CrmSession Open(string tenant) => crm.Open(Actor.System("segments"), "segments", tenant);

    private void OnCatalogChanged(object? sender, CatalogChangedEventArgs change) => Wake();
}
