using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrmKit.Access;

/// <summary>Stores security events every second and when the host stops, and removes those that are too old.</summary>
internal sealed class SecurityLogFolding(SecurityLog events, ICrmStore store, Crm crm, TimeProvider clock, IOptions<CrmKitOptions> options, ILogger<SecurityLogFolding> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenRemovals = TimeSpan.FromHours(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(events.FlushAsync, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the host's start does not wait
        var removed = clock.GetUtcNow();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Pause, clock, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await TryAsync(events.FlushAsync, stoppingToken);
            if (clock.GetUtcNow() - removed < BetweenRemovals) continue;
            removed = clock.GetUtcNow();
            await TryAsync(RemoveAsync, stoppingToken);
        }
    }

    private async Task RemoveAsync(CancellationToken cancellationToken)
    {
        if (options.Value.SecurityLogAge is not { } age) return;
        await crm.InitializeAsync(cancellationToken);
        foreach (var tenant in (await store.TenantsAsync(cancellationToken)).Append(options.Value.TenantId).Distinct(StringComparer.Ordinal))
            await events.RemoveAsync(tenant, Instants.Truncate(clock.GetUtcNow() - age), cancellationToken);
    }

    private async Task TryAsync(Func<CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        try
        {
            await act(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        catch (Exception failure)
        {
            log.LogWarning(failure, "The security log could not be written; what comes next is tried again.");
        }
    }
}
