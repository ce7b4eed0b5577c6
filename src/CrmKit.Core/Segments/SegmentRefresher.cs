using CrmKit.Background;
using CrmKit.Plugins;
using CrmKit.Sessions;
using CrmKit.Storage;
using CrmKit.Tenants;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CrmKit.Segments;

/// <summary>
/// Keeps the segments of all tenants current: woken by changes, by definitions, and by the clock. Changes are followed while others are built and their clocks moved, which may take longer. No failure ends it.
/// </summary>
internal sealed class SegmentRefresher(Crm crm, ExtensionRegistry registry, IServiceProvider services, TimeProvider clock, ILogger<SegmentRefresher> logger) : BackgroundService
{
    private readonly Line _changes = new(), _building = new();

    /// <summary>Brings a tenant's segments up to now.</summary>
    public async Task RefreshAsync(string tenant, CancellationToken cancellationToken)
    {
        await FollowAsync(tenant, cancellationToken);
        await BuildAsync(tenant, cancellationToken);
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
                if (await session.Service<SegmentNotes>().KeepAsync([.. tenant], CancellationToken.None)) _changes.Wake();
            }
            return null;
        }
        catch (Exception failure)
        {
            return $"segments: {failure.GetType().Name}: {failure.Message}";
        }
    }

    /// <summary>Looks soon whether there is something to build.</summary>
    public void Wake() => _building.Wake();

    public override void Dispose()
    {
        base.Dispose();
        _changes.Dispose();
        _building.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the host's start does not wait for segments
        registry.Changed += OnCatalogChanged;
        try
        {
            await Task.WhenAll(RunAsync(_changes, FollowAsync, stoppingToken), RunAsync(_building, BuildAsync, stoppingToken));
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

    private async Task RunAsync(Line line, Func<string, CancellationToken, Task> act, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await OnceAsync(act, stoppingToken);
            var now = clock.GetUtcNow();
            await line.WaitAsync(SegmentBuilding.Minute(now) + TimeSpan.FromMinutes(1) - now, stoppingToken);
        }
    }

    private async Task OnceAsync(Func<string, CancellationToken, Task> act, CancellationToken stoppingToken)
    {
        try
        {
            await crm.InitializeAsync(stoppingToken);
            foreach (var tenant in await services.GetRequiredService<TenantRegister>().WorkingAsync(stoppingToken))
                await act(tenant, stoppingToken);
        }
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
        {
            logger.LogError("Segments could not be kept current and are looked at again within a minute: {Reason}", failure.Message);
        }
    }

    private Task FollowAsync(string tenant, CancellationToken cancellationToken) =>
        _changes.RunAsync(() => StepAsync(tenant, session => session.Service<SegmentFollowing>().RunAsync(cancellationToken)), cancellationToken);

    private Task BuildAsync(string tenant, CancellationToken cancellationToken) => _building.RunAsync(() => StepAsync(tenant, async session =>
    {
        var reader = await session.ReaderAsync(cancellationToken);
        var isMore = false;
        foreach (var segment in await reader.ListAsync(reader.Query<SegmentEntry>(), cancellationToken)) isMore |= await session.Service<SegmentBuilding>().StepAsync(segment, cancellationToken);
        return isMore;
    }), cancellationToken);

    private async Task<bool> StepAsync(string tenant, Func<CrmSession, Task<bool>> step)
    {
        await using var session = Open(tenant);
        return await step(session);
    }

    private CrmSession Open(string tenant) => crm.Open(Actor.System("segments"), "segments", tenant);

    private void OnCatalogChanged(object? sender, CatalogChangedEventArgs change) => Wake();

    /// <summary>Work that is done by one at a time in this process, and can be woken for.</summary>
    private sealed class Line : IDisposable
    {
        private readonly SemaphoreSlim _turn = new(1);
        private readonly WakeUp _wake = new();

        /// <summary>Takes steps as long as there is more to do.</summary>
        public async Task RunAsync(Func<Task<bool>> step, CancellationToken cancellationToken)
        {
            await _turn.WaitAsync(cancellationToken);
            try
            {
                while (await step())
                {
                }
            }
            finally
            {
                _turn.Release();
            }
        }

        public Task WaitAsync(TimeSpan most, CancellationToken cancellationToken) => _wake.WaitAsync(most, cancellationToken);

        public void Wake() => _wake.Call();

        public void Dispose()
        {
            _turn.Dispose();
            _wake.Dispose();
        }
    }
}
