using CrmKit.Background;
using CrmKit.Sessions;
using CrmKit.Tenants;
using Microsoft.Extensions.Logging;

namespace CrmKit.Lifecycles;

/// <summary>Moves classes on by time, in every tenant: whoever has not bought for long enough is lost without anybody's doing.</summary>
internal sealed class LifecycleClock(Crm crm, TenantRegister tenants, TimeProvider clock, ILogger<LifecycleClock> log)
    : Upkeep(TimeSpan.FromMinutes(15), clock, log, "Classes of customers could not be moved on; it is tried again.")
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await crm.InitializeAsync(cancellationToken);
        foreach (var tenant in await tenants.WorkingAsync(cancellationToken))
        {
            await using var session = crm.Open(Actor.System("lifecycle"), "lifecycle", tenant);
            await session.Service<LifecycleQueue>().RunAsync(cancellationToken); // should their message have been given up
            await session.Service<LifecycleTelling>().DueAsync(cancellationToken);
        }
    }

    protected override Task TurnAsync(CancellationToken cancellationToken) => RunAsync(cancellationToken);
}
