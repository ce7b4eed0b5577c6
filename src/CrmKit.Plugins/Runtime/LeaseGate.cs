namespace CrmKit.Plugins.Runtime;

/// <summary>Counts the sessions inside a generation, lets no more in once it is closing, and says when the last has left. Knows nothing of the plugin's code.</summary>
/// <remarks>
/// Whether it is closing and how many are inside are one number: read apart, somebody who left an open gate last could find it closed
/// a moment later, with another inside, and call it drained.
/// </remarks>
internal sealed class LeaseGate
{
    private const int Closing = 1;
    private const int One = 2;

    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _state;

    /// <summary>Completes when the gate is closed and nobody is inside.</summary>
    public Task Drained => _empty.Task;

    public int Inside => Volatile.Read(ref _state) / One;

    /// <summary><see langword="null"/> when the gate is closing.</summary>
    public IDisposable? TryEnter()
    {
        if ((Interlocked.Add(ref _state, One) & Closing) == 0) return new Lease(this);
        Leave();
        return null;
    }

    public void Close()
    {
        if (Interlocked.Or(ref _state, Closing) == 0) _empty.TrySetResult();
    }

    private void Leave()
    {
        if (Interlocked.Add(ref _state, -One) == Closing) _empty.TrySetResult();
    }

    private sealed class Lease(LeaseGate gate) : IDisposable
    {
        private LeaseGate? _gate = gate;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Leave();
    }
}
