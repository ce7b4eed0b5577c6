using Microsoft.Extensions.Logging;

namespace CrmKit.Background;

/// <summary>What collects in memory and is brought into the database now and then, and once more when the host stops.</summary>
/// <inheritdoc/>
internal abstract class Folding(TimeSpan pause, TimeProvider clock, ILogger log, string failure) : Upkeep(pause, clock, log, failure)
{
    public sealed override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await TryTurnAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // the host has no more time
        }
    }
}
