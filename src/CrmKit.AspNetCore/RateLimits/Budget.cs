namespace CrmKit.AspNetCore;

/// <summary>A bucket of units that fills by the clock; guarded by a lock of its own.</summary>
/// <param name="size">The most units in it.</param>
/// <param name="perSecond">What comes back each second.</param>
internal sealed class Budget(int size, int perSecond)
{
    private readonly Lock _turn = new();
    private double _units = size;
    private long? _at;

    /// <summary>Whether it was thrown away: what is taken from it counts nowhere.</summary>
    public bool IsGone { get; private set; }

    public int Size => size;

    /// <summary>Takes units, all or none. What costs more than a full bucket empties it, and leaves a debt to wait for.</summary>
    /// <param name="cost">How many.</param>
    /// <param name="clock">Says how much came back since.</param>
    /// <param name="left">The units left over, not under 0.</param>
    /// <returns>How long to wait until they can be taken; zero when they were.</returns>
    public TimeSpan Take(int cost, TimeProvider clock, out int left)
    {
        lock (_turn)
        {
            Fill(clock);
            var missing = Math.Min(cost, size) - _units;
            if (missing <= 0) _units -= cost;
            left = (int)Math.Max(0, _units);
            return missing <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(missing / perSecond);
        }
    }

    /// <summary>Gives back what was taken for nothing.</summary>
    public void GiveBack(int cost)
    {
        lock (_turn) _units = Math.Min(size, _units + cost);
    }

    /// <summary>Marks it as gone when it is full: a new one is the same.</summary>
    public bool TryEnd(TimeProvider clock)
    {
        lock (_turn)
        {
            Fill(clock);
            return IsGone = _units >= size;
        }
    }

    private void Fill(TimeProvider clock)
    {
        var now = clock.GetTimestamp();
        if (_at is { } before && now > before) _units = Math.Min(size, _units + (clock.GetElapsedTime(before, now).TotalSeconds * perSecond));
        _at = now;
    }
}
