using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CrmKit.Background;

/// <summary>What is looked after now and then for as long as the host runs. A turn that fails is logged, and the next one comes all the same.</summary>
/// <param name="pause">Before each turn, the first one too: the host's start does not wait for it.</param>
/// <param name="clock">Measures the pause.</param>
/// <param name="log">Hears of failures.</param>
/// <param name="failure">What a failure means, as a sentence.</param>
internal abstract class Upkeep(TimeSpan pause, TimeProvider clock, ILogger log, string failure) : BackgroundService
{
    protected TimeProvider Clock => clock;

    protected ILogger Log => log;

    /// <summary>One turn.</summary>
    protected abstract Task TurnAsync(CancellationToken cancellationToken);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(pause, clock, stoppingToken);
                await TryTurnAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the host stops
        }
    }

    private protected async Task TryTurnAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TurnAsync(cancellationToken);
        }
        catch (Exception reason) when (reason is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            log.LogWarning(reason, "{Failure}", failure);
        }
    }
}
