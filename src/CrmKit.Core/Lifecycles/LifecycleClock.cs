using CrmKit.Sessions;
using CrmKit.Tenants;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CrmKit.Lifecycles;

/// <summary>Moves classes on by time, in every tenant: whoever has not bought for long enough is lost without anybody's doing.</summary>
internal sealed class LifecycleClock(Crm crm, TenantRegister tenants, TimeProvider clock, ILogger<LifecycleClock> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(15);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await crm.InitializeAsync(cancellationToken);
        foreach (var tenant in await tenants.WorkingAsync(cancellationToken))
        {
            await using var session = crm.Open(Actor.System("lifecycle"), "lifecycle", tenant);
            await session.Service<LifecycleTelling>().DueAsync(cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the host's start does not wait for it
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Pause, clock, stoppingToken);
                await RunAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                log.LogWarning(failure, "Classes of customers could not be moved on; it is tried again.");
            }
        }
    }
}
