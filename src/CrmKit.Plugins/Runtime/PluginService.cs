using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrmKit.Plugins.Runtime;

/// <summary>Loads the plugins when the host starts, looks again if it is told to, and takes them out when the host stops.</summary>
internal sealed class PluginService(PluginRuntime runtime, PluginLoader loader, SafeMode safeMode, PluginFolder folder, TimeProvider clock, IOptions<PluginOptions> options, ILogger<PluginService> log)
    : BackgroundService, IHostedLifecycleService
{
    /// <summary>Reads the plugins' code while others bring the database up to date.</summary>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        if (options.Value.AllowFolders) _ = Task.Factory.StartNew(LookAhead, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default); // the pool is busy at a start
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

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

    private void LookAhead()
    {
        try
        {
            foreach (var path in folder.Find()) loader.LookAhead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The load meets it again, and says it.
        }
    }
}
