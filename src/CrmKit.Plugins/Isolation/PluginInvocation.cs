using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using CrmKit.Storage;

namespace CrmKit.Plugins.Isolation;

/// <summary>
/// One call into a plugin: runs at the bottom of a thread of the pool, so that whoever asked can be answered in time whatever the code does. Used again afterwards, unless it was given up.
/// What changes while it runs is changed under the turn of <see cref="CallWatch"/>.
/// </summary>
internal abstract class PluginInvocation : IThreadPoolWorkItem, IValueTaskSource<CallFault?>, ICallMeter
{
    private static readonly ContextCallback InContext = static call => ((PluginInvocation)call!).Begin();
    private static readonly Action<object?> CallerCancelled = static call => ((PluginInvocation)call!).Guard.Watch.Cancel((PluginInvocation)call);

    private readonly Action _continue;
    private CancellationTokenSource? _limit;
    private readonly long[] _spent = new long[4];
    private ManualResetValueTaskSourceCore<CallFault?> _source;
    private CancellationTokenRegistration _registration;
    private ExecutionContext? _context;
    private ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter _running;
    private ICallOwner _owner = null!;
    private ICallMeter? _outer;
    private CrmError? _overdrawn;
    private bool _isWaiting, _isCharged;

    protected PluginInvocation() => _continue = Continue;

    public PluginGuard Guard { get; private set; } = null!;
    public PointState Point { get; private set; } = null!;
    public CallKind Kind { get; private set; }
    public CancellationToken Caller { get; private set; }

    /// <summary>The plugin may keep the token of a call: a source is only ever used again for the same point of the same generation, and never after it was cancelled.</summary>
    public CancellationTokenSource Limit => _limit!;

    public PluginInvocation? Outer => _outer as PluginInvocation;
    public ICallOwner Owner => _owner;
    public DataPermissions Data => Guard.Data;
    public short Version => _source.Version;

    // CallWatch's.
    public PluginInvocation? Next { get; set; }
    public PluginInvocation? Previous { get; set; }
    public long StartedAt { get; set; }
    public long Paused { get; set; }
    public int Inner { get; set; }
    public long? CancelledAt { get; set; }
    public bool IsLate { get; set; }
    public bool IsTakenOut { get; set; }
    public bool IsLost { get; set; }
    public bool IsNext { get; set; }
    public TaskCompletionSource? Ended { get; set; }

    /// <summary>Whether its code occupies a thread, rather than waiting for something.</summary>
    public volatile bool IsOnThread;

    public ValueTask<CallFault?> StartAsync(PluginGuard guard, PointState point, CallKind kind, ICallOwner owner, CancellationToken cancellationToken)
    {
        (Guard, Point, Kind, Caller, _owner, _outer) = (guard, point, kind, cancellationToken, owner, owner.Current);
        _limit ??= new CancellationTokenSource();
        _context = ExecutionContext.Capture();
        guard.Watch.Enter(this);
        owner.Current = this;
        if (cancellationToken.CanBeCanceled) _registration = cancellationToken.UnsafeRegister(CallerCancelled, this);
        var version = _source.Version; // before it starts: it may be over, and used again, when that returns
        Volatile.Write(ref _isWaiting, true);
        CallThread.Start(this);
        return new ValueTask<CallFault?>(this, version);
    }

    void IThreadPoolWorkItem.Execute() => CallThread.Run(this);

    /// <summary>Makes the call, unless another thread does: one that waits behind a caller who blocks is given to the pool as well.</summary>
    public void Make()
    {
        if (!Interlocked.Exchange(ref _isWaiting, false)) return;
        // What the code sets on the flow stays in this call: an AsyncLocal left on a host's flow would keep it in memory.
        if (_context is { } context) ExecutionContext.Run(context, InContext, this);
        else Begin();
    }

    public void Charge(CallCost cost, long amount)
    {
        _isCharged = true;
        Guard.Ledger.Charge(cost, amount);
        var (most, all) = (Guard.Limits.Of(cost), Guard.MostInTransaction(cost));
        if ((_spent[(int)cost] += amount) > most) _overdrawn ??= PluginErrors.BudgetExceeded(Guard.PluginId, Point.Name, cost, most);
        else if (_owner.Spend(cost, amount) > all) _overdrawn ??= PluginErrors.TransactionBudgetExceeded(Guard.PluginId, Point.Name, cost, all);
        else return;
        throw new CrmRuleException(_overdrawn);
    }

    /// <summary>Answers who waits for a call that goes on; never on the thread that found out.</summary>
    public void GiveUp(CallFault? fault)
    {
        _owner.Abandon(Ended!.Task);
        _owner.Current = _outer;
        _source.RunContinuationsAsynchronously = true;
        if (fault is null) _source.SetException(new OperationCanceledException(Caller));
        else _source.SetResult(fault);
    }

    CallFault? IValueTaskSource<CallFault?>.GetResult(short token)
    {
        try
        {
            return _source.GetResult(token);
        }
        finally
        {
            if (Ended is null) Recycle();
        }
    }

    ValueTaskSourceStatus IValueTaskSource<CallFault?>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<CallFault?>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    protected abstract ValueTask InvokeAsync(CancellationToken cancellationToken);

    /// <summary>Lets go of what it was asked to do.</summary>
    protected abstract void Forget();

    private void Begin()
    {
        if (!Guard.Watch.Begin(this))
        {
            End(null, isElsewhere: false);
            return;
        }
        IsOnThread = true;
        try
        {
#pragma warning disable CA2012 // consumed once, in Settle: this is the awaiting, without an async frame of its own
            _running = InvokeAsync(Limit.Token).ConfigureAwait(false).GetAwaiter();
#pragma warning restore CA2012
        }
        catch (Exception thrown)
        {
            IsOnThread = false;
            End(thrown, isElsewhere: false);
            return;
        }
        IsOnThread = false;
        if (_running.IsCompleted) Settle(isElsewhere: false);
        else _running.UnsafeOnCompleted(_continue);
    }

    private void Continue() => Settle(isElsewhere: true);

    private void Settle(bool isElsewhere)
    {
        Exception? thrown = null;
        try
        {
            _running.GetResult();
        }
        catch (Exception e)
        {
            thrown = e;
        }
        _running = default;
        End(thrown, isElsewhere);
    }

    private void End(Exception? thrown, bool isElsewhere)
    {
        _registration.Dispose();
        if (!Guard.Watch.Leave(this))
        {
            Ended!.SetResult(); // somebody was answered already
            return;
        }
        _owner.Current = _outer;
        _source.RunContinuationsAsynchronously = isElsewhere; // the thread may be the plugin's own, deep in its code
        if (!isElsewhere) CallThread.Open();
        try
        {
            _source.SetResult(FaultOf(thrown));
        }
        catch (Exception refusal) when (refusal is CrmException or StoreDuplicateException or OperationCanceledException)
        {
            _source.SetException(refusal);
        }
    }

    // Throws what passes, always as a new object: the thrown one has the plugin's frames on its stack.
    private CallFault? FaultOf(Exception? thrown)
    {
        if (_overdrawn is { } overdrawn) return Guard.Failed(this, overdrawn.Message, overdrawn.Message);
        if (IsLate) return Guard.Late(this, thrown);
        switch (thrown)
        {
            case not null when IsTakenOut && thrown is not CrmException:
                return PluginGuard.TakenOut;
            case null:
                Point.Breaker.Succeeded();
                return null;
            case CrmException refusal:
                Point.Breaker.Succeeded();
                throw refusal.Copy();
            case StoreDuplicateException duplicate:
                throw new StoreDuplicateException(duplicate.Constraint, duplicate.InnerException!);
            case OperationCanceledException when Caller.IsCancellationRequested:
                throw new OperationCanceledException(Caller);
            default:
                return Guard.Failed(this, PluginGuard.Threw, FaultText.Of(thrown));
        }
    }

    private void Recycle()
    {
        if (CancelledAt is not null || !Limit.TryReset()) _limit = null; // not disposed: the watch may be about to cancel it
        (_owner, _outer, _context, _overdrawn, Caller) = (null!, null, null, null, default);
        (StartedAt, Paused, Inner, CancelledAt, IsLate, IsTakenOut, IsLost, IsNext, _registration) = (0, 0, 0, null, false, false, false, false, default);
        if (_isCharged) Array.Clear(_spent);
        _isCharged = false;
        _source.Reset();
        Forget();
        Volatile.Write(ref Point.Spare, this);
    }
}

/// <summary>A call of one shape; the shape is made of the engine's types only.</summary>
internal sealed class PluginInvocation<TState> : PluginInvocation
{
    private TState _state = default!;
    private Func<TState, CancellationToken, ValueTask> _body = null!;

    /// <summary>The call of the point that is not in use, or a new one while it is.</summary>
    public static PluginInvocation<TState> Rent(PointState point, TState state, Func<TState, CancellationToken, ValueTask> body)
    {
        var call = point.Spare is not null && Interlocked.Exchange(ref point.Spare, null) is PluginInvocation<TState> spare ? spare : new PluginInvocation<TState>();
        (call._state, call._body) = (state, body);
        return call;
    }

    protected override ValueTask InvokeAsync(CancellationToken cancellationToken) => _body(_state, cancellationToken);

    protected override void Forget() => (_state, _body) = (default!, null!);
}
