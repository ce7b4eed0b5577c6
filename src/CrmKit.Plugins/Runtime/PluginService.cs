using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrmKit.Plugins.Runtime;

/// <summary>Loads the plugins when the host starts, looks again if it is told to, and takes them out when the host stops.</summary>
internal sealed class PluginService(PluginRuntime runtime, SafeMode safeMode, PluginFolder folder, TimeProvider clock, IOptions<PluginOptions> options, ILogger<PluginService> log)
    : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        safeMode.Begin();
        await runtime.RefreshAsync(cancellationToken);
        await runtime.InstallConfiguredAsync(log, cancellationToken);
        runtime.CheckBoot();
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await runtime.StopAsync(cancellationToken);
        safeMode.End();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value is { PollInterval: null, WatchFolder: false }) return;
        using var watcher = options.Value.WatchFolder ? new PluginWatcher(folder.Root, options.Value.WatchDelay, clock) : null;
        while (!stoppingToken.IsCancellationRequested)
        {
            if (watcher is not null) await watcher.WaitAsync(options.Value.PollInterval, stoppingToken);
            else await Task.Delay(options.Value.PollInterval!.Value, clock, stoppingToken);
            try
            {
                if (watcher is not null) await runtime.ReloadChangedAsync(stoppingToken);
                else await runtime.RefreshAsync(stoppingToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Data.Common.DbException)
            {
                log.LogWarning("The plugin folder could not be looked through: {Reason}", e.Message);
            }
        }
    }
}
