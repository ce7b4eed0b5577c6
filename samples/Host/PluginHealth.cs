using CrmKit.Plugins;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CrmKit.Samples.Host;

/// <summary>Degraded while plugins that are wanted do not run, and in safe mode; the host itself works.</summary>
internal sealed class PluginHealth(IPluginRuntime plugins) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var told = new List<string>();
        if (plugins.SafeMode is { } reason) told.Add($"Safe mode: {reason}.");
        if (plugins.Bisection is { } search) told.Add($"A search for a plugin goes on, at question {search.Step}.");
        told.AddRange(plugins.List().Where(p => p.State is PluginState.Failed or PluginState.Quarantined).Select(p => $"Plugin '{p.Id ?? p.Folder}' is {p.State}: {string.Join(" ", p.Errors.Select(e => e.Code))}."));
        return Task.FromResult(told.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(string.Join(" ", told)));
    }
}
