namespace CrmKit.Plugins.Runtime;

/// <summary>Counts the sessions inside a generation, lets no more in once it is closing, and says when the last has left. Knows nothing of the plugin's code.</summary>
internal sealed class LeaseGate
{
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inside;
    private volatile bool _isClosing;

    /// <summary>Completes when the gate is closed and nobody is inside.</summary>
    public Task Drained => _empty.Task;

    public int Inside => Volatile.Read(ref _inside);

    /// <summary><see langword="null"/> when the gate is closing.</summary>
    public IDisposable? TryEnter()
    {
        Interlocked.Increment(ref _inside); // first counted, then asked: closing cannot miss it
        if (!_isClosing) return new Lease(this);
        Leave();
        return null;
    }

    public void Close()
    {
        Interlocked.Increment(ref _inside); // keeps the count above zero until closing is visible
        _isClosing = true;
        Leave();
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _inside) == 0 && _isClosing) _empty.TrySetResult();
    }

    private sealed class Lease(LeaseGate gate) : IDisposable
    {
        private LeaseGate? _gate = gate;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Leave();
    }
}
