namespace CrmKit.Plugins.Isolation;

/// <summary>Adds up what one plugin does, over its generations. Holds numbers and text only.</summary>
internal sealed class PluginLedger(TimeProvider clock)
{
    /// <summary>So many times a breaker may open, or code may throw outside calls, within <see cref="Patience"/> before the plugin is quarantined.</summary>
    public const int MostLapses = 3;
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly Lock _turn = new();
    private readonly Queue<long> _lapses = new();
    private readonly List<(string Name, CircuitBreaker Breaker)> _points = [];
    private PluginCalls _sum = PluginCalls.None;
    private long _count, _suspended, _time, _queries, _rows, _writes, _outbox;
    private int _underWay;

    public PluginCalls Read()
    {
        lock (_turn)
        {
            return _sum with
            {
                Count = Volatile.Read(ref _count),
                UnderWay = Volatile.Read(ref _underWay),
                Suspended = Volatile.Read(ref _suspended),
                Time = TimeSpan.FromSeconds((double)Volatile.Read(ref _time) / clock.TimestampFrequency),
                Queries = Volatile.Read(ref _queries),
                Rows = Volatile.Read(ref _rows),
                Writes = Volatile.Read(ref _writes),
                OutboxItems = Volatile.Read(ref _outbox),
                SuspendedPoints = [.. _points.Where(p => p.Breaker.State != BreakerState.Closed).Select(p => p.Name).Distinct().Order(StringComparer.Ordinal)],
            };
        }
    }

    /// <summary>A generation begins: what points of the one before did is its own matter.</summary>
    public void Begin()
    {
        lock (_turn)
        {
            _points.Clear();
            _lapses.Clear();
        }
    }

    public void Add(string point, CircuitBreaker breaker)
    {
        lock (_turn) _points.Add((point, breaker));
    }

    /// <param name="isCall">Whether it is a call of an extension point, or only the disposal after some.</param>
    /// <remarks>Under the turn of <see cref="CallWatch"/>, as <see cref="Left"/>.</remarks>
    public void Entered(bool isCall)
    {
        if (isCall) _count++;
        _underWay++;
    }

    public void Left(long time)
    {
        _underWay--;
        _time += time;
    }

    public void Refused() => Interlocked.Increment(ref _suspended);

    public void Charge(CallCost cost, long amount)
    {
        switch (cost)
        {
            case CallCost.Queries: Interlocked.Add(ref _queries, amount); break;
            case CallCost.Rows: Interlocked.Add(ref _rows, amount); break;
            case CallCost.Writes: Interlocked.Add(ref _writes, amount); break;
            default: Interlocked.Add(ref _outbox, amount); break;
        }
    }

    public void Failed(string detail, bool isTimeOut)
    {
        lock (_turn) _sum = Noted(detail) with { Faults = _sum.Faults + 1, TimedOut = _sum.TimedOut + (isTimeOut ? 1 : 0) };
    }

    /// <returns>How many abandoned calls run now.</returns>
    public int Abandoned()
    {
        lock (_turn)
        {
            _sum = _sum with { Abandoned = _sum.Abandoned + 1, StillRunning = _sum.StillRunning + 1 };
            return _sum.StillRunning;
        }
    }

    public void LostThread(string detail)
    {
        lock (_turn) _sum = Noted(detail) with { LostThreads = _sum.LostThreads + 1 };
    }

    public void EndedLate(bool wasLost)
    {
        lock (_turn) _sum = _sum with { StillRunning = _sum.StillRunning - 1, LostThreads = _sum.LostThreads - (wasLost ? 1 : 0) };
    }

    public void Strayed(string detail)
    {
        lock (_turn) _sum = Noted(detail) with { StrayExceptions = _sum.StrayExceptions + 1 };
    }

    /// <summary>Counts a lapse; <see langword="true"/> when there have been too many of late.</summary>
    public bool IsLapseTooMany()
    {
        lock (_turn)
        {
            var now = clock.GetTimestamp();
            while (_lapses.TryPeek(out var oldest) && clock.GetElapsedTime(oldest, now) > Patience) _lapses.Dequeue();
            _lapses.Enqueue(now);
            return _lapses.Count >= MostLapses;
        }
    }

    private PluginCalls Noted(string detail) => _sum with { LastFault = detail, LastFaultAt = clock.GetUtcNow() };
}
