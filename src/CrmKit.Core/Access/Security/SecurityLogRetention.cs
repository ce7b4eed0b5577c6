using CrmKit.Background;
using CrmKit.Sessions;
using CrmKit.Tenants;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrmKit.Access;

/// <summary>Removes security events that are too old, of every tenant.</summary>
internal sealed class SecurityLogRetention(SecurityLog events, Crm crm, TenantRegister tenants, TimeProvider clock, IOptions<CrmKitOptions> options, ILogger<SecurityLogRetention> log)
    : Upkeep(TimeSpan.FromHours(1), clock, log, "Security events that are too old could not be removed; it is tried again.")
{
    protected override async Task TurnAsync(CancellationToken cancellationToken)
    {
        if (options.Value.SecurityLogAge is not { } age) return;
        await crm.InitializeAsync(cancellationToken);
        foreach (var tenant in await tenants.AllAsync(cancellationToken)) await events.RemoveAsync(tenant, Instants.Truncate(Clock.GetUtcNow() - age), cancellationToken);
    }
}
