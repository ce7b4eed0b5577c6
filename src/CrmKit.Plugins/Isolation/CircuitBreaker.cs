namespace CrmKit.Plugins.Isolation;

/// <summary>
/// Shuts one extension point of one plugin after <see cref="Faults"/> faults within <see cref="Window"/>, lets a single call try after <see cref="Pause"/>, and opens or shuts again by how that goes.
/// Free while all is well: one read of a field.
/// </summary>
internal sealed class CircuitBreaker(TimeProvider clock)
{
    public const int Faults = 5;
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly Lock _turn = new();
    private readonly Queue<long> _faults = new(Faults);
    private volatile BreakerState _state;
    private long _openedAt;

    public BreakerState State => _state;

    /// <summary>Whether a call may be made; when not, how long to wait.</summary>
    public bool TryEnter(out TimeSpan wait)
    {
        wait = default;
        if (_state == BreakerState.Closed) return true;
        lock (_turn)
        {
            if (_state == BreakerState.Closed) return true;
            wait = Pause - clock.GetElapsedTime(_openedAt);
            if (wait > TimeSpan.Zero) return false;
            (_state, _openedAt) = (BreakerState.HalfOpen, clock.GetTimestamp()); // the next trial, should this one never end, comes a pause later
            return true;
        }
    }

    public void Succeeded()
    {
        if (_state == BreakerState.Closed) return;
        lock (_turn)
        {
            _faults.Clear();
            _state = BreakerState.Closed;
        }
    }

    /// <summary>Counts a fault; <see langword="true"/> when it opened the breaker.</summary>
    public bool Failed()
    {
        lock (_turn)
        {
            var now = clock.GetTimestamp();
            while (_faults.TryPeek(out var oldest) && clock.GetElapsedTime(oldest, now) > Window) _faults.Dequeue();
            _faults.Enqueue(now);
            if (_state == BreakerState.Open || (_state == BreakerState.Closed && _faults.Count < Faults)) return false;
            (_state, _openedAt) = (BreakerState.Open, now);
            _faults.Clear();
            return true;
        }
    }
}

internal enum BreakerState
{
    /// <summary>Calls go through.</summary>
    Closed,
    /// <summary>Calls are refused.</summary>
    Open,
    /// <summary>One call is on trial.</summary>
    HalfOpen,
}
