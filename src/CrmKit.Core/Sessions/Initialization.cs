using Microsoft.Extensions.Hosting;

namespace CrmKit.Sessions;

/// <summary>In a generic host, initialises before anything else starts, and lets the other processor begin what comes after.</summary>
internal sealed class Initialization(Crm crm, IEnumerable<IStartAhead> ahead) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = StartAheadAsync();
        return crm.InitializeAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task StartAheadAsync()
    {
        await crm.StoreReady;
        _ = Task.Factory.StartNew(RunAhead, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private void RunAhead()
    {
        foreach (var work in ahead) work.Run();
    }
}
