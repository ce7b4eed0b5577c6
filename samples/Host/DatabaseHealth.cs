using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CrmKit.Samples.Host;

/// <summary>Healthy when the database answers.</summary>
internal sealed class DatabaseHealth(ICrm crm) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var session = crm.OpenSession(Actor.System("health check"), "health");
        await session.Records.CountAsync(new Specification<User>(), cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
