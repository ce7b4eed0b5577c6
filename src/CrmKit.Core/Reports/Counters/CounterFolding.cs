using CrmKit.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CrmKit.Reports;

/// <summary>Folds counter deltas into counters in the background, so that reading them stays cheap. Readers add deltas and counters, and are exact at any moment.</summary>
internal sealed class CounterFolding(ICrmStore store, TimeProvider clock, ILogger<CounterFolding> log) : BackgroundService
{
    private const int DeltasPerFold = 5_000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the host's start does not wait for the first fold
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Pause, clock, stoppingToken);
                while (await store.Counters.FoldAsync(DeltasPerFold, stoppingToken) == DeltasPerFold) await Task.Delay(TimeSpan.FromMilliseconds(50), clock, stoppingToken); // writers take turns with it
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                log.LogWarning(failure, "Counter deltas could not be folded; they wait and are tried again.");
            }
        }
    }
}
