namespace CrmKit.Plugins.Isolation;

/// <summary>
/// Knows all calls under way and looks at them every <see cref="Interval"/> while there are any: cancels those over their time, gives up those that do not heed it, and
/// counts threads that never come back. One timer for all calls: a timer for each would cost more than the call.
/// </summary>
internal sealed class CallWatch : IDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a cancelled call may take to notice.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    /// <summary>After so many times its limit a call that never left its thread counts as an endless loop.</summary>
    public const int LostAfter = 3;

    private const int IdleRounds = 20;

    private readonly TimeProvider _clock;
    private readonly Lock _turn = new();
    private readonly ITimer _timer;
    private readonly List<Action> _todo = [];
    private PluginInvocation? _first;
    private bool _isTicking;
    private int _idle;

    public CallWatch(TimeProvider clock)
    {
        _clock = clock;
        using (ExecutionContext.SuppressFlow())
            _timer = clock.CreateTimer(static watch => ((CallWatch)watch!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Enter(PluginInvocation call)
    {
        call.Guard.InFlight.Enter();
        lock (_turn)
        {
            call.Guard.Ledger.Entered(isCall: !call.Point.IsDisposal);
            if (_first is { } first) (first.Previous, call.Next) = (call, first);
            _first = call;
            if (call.Outer is { } outer) outer.Inner++;
            if (_isTicking) return;
            _isTicking = true;
        }
        _timer.Change(Interval, Interval);
    }

    /// <summary>The call has got its thread: a host that is short of threads is not the plugin's fault.</summary>
    /// <returns><see langword="false"/> when nobody waits for it any more.</returns>
    public bool Begin(PluginInvocation call)
    {
        call.StartedAt = _clock.GetTimestamp();
        return call.Ended is null; // given up just now, it is one that nobody waits for, like any
    }

    /// <returns><see langword="false"/> when the call had been given up.</returns>
    public bool Leave(PluginInvocation call)
    {
        var now = _clock.GetTimestamp();
        lock (_turn)
        {
            Unlink(call);
            if (call.Ended is not null)
            {
                call.Guard.Ledger.EndedLate(call.IsLost);
                return false;
            }
            call.Guard.Ledger.Left(Settle(call, now));
        }
        call.Guard.InFlight.Leave();
        return true;
    }

    /// <summary>The caller does not want the result any more.</summary>
    public void Cancel(PluginInvocation call)
    {
        lock (_turn) call.CancelledAt ??= _clock.GetTimestamp();
        Signal(call.Limit);
    }

    /// <summary>Cancels all calls into a generation that is taken out and cannot wait for them any longer.</summary>
    public void CancelAll(PluginGuard guard)
    {
        List<CancellationTokenSource> limits = [];
        lock (_turn)
        {
            for (var call = _first; call is not null; call = call.Next)
            {
                if (!ReferenceEquals(call.Guard, guard) || call.Ended is not null || call.Point.IsDisposal) continue;
                call.CancelledAt ??= _clock.GetTimestamp();
                call.IsTakenOut = true;
                limits.Add(call.Limit);
            }
        }
        foreach (var limit in limits) Signal(limit);
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        Action[] todo;
        lock (_turn)
        {
            _todo.Clear();
            var now = _clock.GetTimestamp();
            for (var call = _first; call is not null; call = call.Next) Look(call, now);
            todo = [.. _todo];
            _todo.Clear();
            _idle = _first is null ? _idle + 1 : 0;
            if (_idle >= IdleRounds)
            {
                (_isTicking, _idle) = (false, 0);
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
        foreach (var act in todo) act();
    }

    private void Look(PluginInvocation call, long now)
    {
        if (call.Inner > 0 && call.Ended is null) return; // it waits for another plugin's call, which has its own limit
        var spent = call.StartedAt == 0 ? TimeSpan.Zero : _clock.GetElapsedTime(call.StartedAt + call.Paused, now);
        var limit = call.Guard.LimitOf(call.Kind);
        if (call is { IsNext: true, StartedAt: 0 })
        {
            call.IsNext = false;
            _todo.Add(() => ThreadPool.UnsafeQueueUserWorkItem(call, preferLocal: false)); // whoever asked has not come back to the bottom of its thread
        }
        if (call.Ended is not null)
        {
            if (call.IsLost || !call.IsOnThread || spent < limit * LostAfter) return;
            call.IsLost = true;
            _todo.Add(() => call.Guard.LostThread(call));
        }
        else if (call.CancelledAt is not { } cancelledAt)
        {
            if (spent <= limit) return;
            (call.CancelledAt, call.IsLate) = (now, true);
            var source = call.Limit;
            _todo.Add(() => Signal(source));
        }
        else if (_clock.GetElapsedTime(cancelledAt, now) >= Grace)
        {
            call.Ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            call.Guard.Ledger.Left(Settle(call, now));
            _todo.Add(() => call.Guard.GiveUp(call));
        }
    }

    private static long Settle(PluginInvocation call, long now)
    {
        var elapsed = call.StartedAt == 0 ? 0 : Math.Max(0, now - call.StartedAt);
        if (call.Outer is { } outer)
        {
            outer.Inner--;
            outer.Paused += elapsed;
        }
        return elapsed - call.Paused;
    }

    private void Unlink(PluginInvocation call)
    {
        if (call.Previous is { } previous) previous.Next = call.Next;
        else _first = call.Next;
        if (call.Next is { } next) next.Previous = call.Previous;
        (call.Next, call.Previous) = (null, null);
    }

    // What the plugin hung onto its token runs elsewhere; what that throws is nobody's.
    private static void Signal(CancellationTokenSource source) =>
        source.CancelAsync().ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
