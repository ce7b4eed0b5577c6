using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrmKit.Plugins.Runtime;

/// <summary>Loads the plugins when the host starts, looks again if it is told to, and takes them out when the host stops.</summary>
internal sealed class PluginService(PluginRuntime runtime, TimeProvider clock, IOptions<PluginOptions> options, ILogger<PluginService> log) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await runtime.RefreshAsync(cancellationToken);
        await runtime.InstallConfiguredAsync(log, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await runtime.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.PollInterval is not { } interval) return;
        using var timer = new PeriodicTimer(interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await runtime.RefreshAsync(stoppingToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Data.Common.DbException)
            {
                log.LogWarning("The plugin folder could not be looked through: {Reason}", e.Message);
            }
        }
    }
}
