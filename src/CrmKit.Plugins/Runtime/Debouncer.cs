namespace CrmKit.Plugins.Runtime;

/// <summary>Makes one of a burst: who waits is woken when something was told and then nothing more for a while. One waits, anybody tells.</summary>
internal sealed class Debouncer(TimeSpan quiet, TimeProvider clock) : IDisposable
{
    private const int MostRounds = 20; // what never rests is looked at all the same
    private readonly SemaphoreSlim _signal = new(0);

    public void Tell()
    {
        try
        {
            if (_signal.CurrentCount == 0) _signal.Release();
        }
        catch (ObjectDisposedException)
        {
            // The last events arrive after the end.
        }
    }

    /// <param name="limit">How long to wait at most for the first word.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task WaitAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var over = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            await _signal.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return;
        }
        for (var round = 0; round < MostRounds; round++)
        {
            await Task.Delay(quiet, clock, cancellationToken);
            if (!_signal.Wait(0, CancellationToken.None)) return;
        }
    }

    public void Dispose() => _signal.Dispose();
}
