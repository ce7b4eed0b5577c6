using CrmKit.Background;
using CrmKit.Storage;
using Microsoft.Extensions.Logging;

namespace CrmKit.Reports;

/// <summary>Folds counter deltas into counters in the background, so that reading them stays cheap. Readers add deltas and counters, and are exact at any moment.</summary>
internal sealed class CounterFolding(ICrmStore store, TimeProvider clock, ILogger<CounterFolding> log)
    : Upkeep(TimeSpan.FromSeconds(5), clock, log, "Counter deltas could not be folded; they wait and are tried again.")
{
    private const int DeltasPerFold = 5_000;

    protected override async Task TurnAsync(CancellationToken cancellationToken)
    {
        while (await store.Counters.FoldAsync(DeltasPerFold, cancellationToken) == DeltasPerFold) await Task.Delay(TimeSpan.FromMilliseconds(50), Clock, cancellationToken); // writers take turns with it
    }
}
