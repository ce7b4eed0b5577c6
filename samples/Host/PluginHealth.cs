using CrmKit.Plugins;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CrmKit.Samples.Host;

/// <summary>Degraded while something is wrong with plugins; the host itself works.</summary>
internal sealed class PluginHealth(IPluginRuntime plugins) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await plugins.CheckHealthAsync(cancellationToken) is { Count: > 0 } troubles ? HealthCheckResult.Degraded(string.Join(" ", troubles)) : HealthCheckResult.Healthy();
}
