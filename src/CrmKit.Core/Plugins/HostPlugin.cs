using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CrmKit.Plugins;

/// <summary>A plugin that is part of the host's own program: registered at start, there as long as the host.</summary>
internal sealed record HostPlugin(string Id, CrmPlugin Instance)
{
    /// <summary>What it is held to, as it would be were it loaded; <see langword="null"/> for nothing.</summary>
    public ICallMeter? Meter { get; init; }
}

/// <summary>Starts the host's own plugins with the host, and stops them in reverse.</summary>
internal sealed class HostPlugins(IEnumerable<HostPlugin> plugins) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var plugin in plugins) await plugin.Instance.StartAsync(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var plugin in plugins.Reverse()) await plugin.Instance.StopAsync(cancellationToken);
    }
}
