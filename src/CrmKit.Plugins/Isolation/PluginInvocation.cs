using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using CrmKit.Storage;

namespace CrmKit.Plugins.Isolation;

/// <summary>
/// One call into a plugin: runs on a thread of the pool, so that whoever asked can be answered in time whatever the code does. Used again afterwards, unless it was given up.
/// What changes while it runs is changed under the turn of <see cref="CallWatch"/>.
/// </summary>
internal abstract class PluginInvocation : IThreadPoolWorkItem, IValueTaskSource<CallFault?>, ICallMeter
{
    private static readonly ContextCallback InContext = static call => ((PluginInvocation)call!).Begin();
    private static readonly Action<object?> CallerCancelled = static call => ((PluginInvocation)call!).Guard.Watch.Cancel((PluginInvocation)call);

    private readonly Action _continue;
    private readonly long[] _spent = new long[4];
    private ManualResetValueTaskSourceCore<CallFault?> _source;
    private CancellationTokenRegistration _registration;
    private ExecutionContext? _context;
    private ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter _running;
    private ICallOwner _owner = null!;
    private ICallMeter? _outer;
    private CrmError? _overdrawn;

    protected PluginInvocation() => _continue = Continue;

    public PluginGuard Guard { get; private set; } = null!;
    public PointState Point { get; private set; } = null!;
    public CallKind Kind { get; private set; }
    public CancellationToken Caller { get; private set; }
    public CancellationTokenSource Limit { get; private set; } = null!;
    public PluginInvocation? Outer => _outer as PluginInvocation;
    public ICallOwner Owner => _owner;
    public short Version => _source.Version;

    // CallWatch's.
    public PluginInvocation? Next { get; set; }
    public PluginInvocation? Previous { get; set; }
    public long? StartedAt { get; set; }
    public long Paused { get; set; }
    public int Inner { get; set; }
    public long? CancelledAt { get; set; }
    public bool IsLate { get; set; }
    public bool IsTakenOut { get; set; }
    public bool IsLost { get; set; }
    public TaskCompletionSource? Ended { get; set; }

    /// <summary>Whether its code occupies a thread, rather than waiting for something.</summary>
    public volatile bool IsOnThread;

    public ValueTask<CallFault?> StartAsync(PluginGuard guard, PointState point, CallKind kind, ICallOwner owner, CancellationToken cancellationToken)
    {
        (Guard, Point, Kind, Caller, _owner, _outer) = (guard, point, kind, cancellationToken, owner, owner.Current);
        Limit = guard.RentLimit();
        _context = ExecutionContext.Capture();
        guard.Watch.Enter(this);
        owner.Current = this;
        if (cancellationToken.CanBeCanceled) _registration = cancellationToken.UnsafeRegister(CallerCancelled, this);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
        return new ValueTask<CallFault?>(this, _source.Version);
    }

    void IThreadPoolWorkItem.Execute()
    {
        // What the code sets on the flow stays in this call: an AsyncLocal left on a host's flow would keep it in memory.
        if (_context is { } context) ExecutionContext.Run(context, InContext, this);
        else Begin();
    }

    public void Charge(CallCost cost, long amount)
    {
        Guard.Ledger.Charge(cost, amount);
        var most = Guard.Limits.Of(cost);
        if ((_spent[(int)cost] += amount) <= most) return;
        _overdrawn ??= PluginErrors.BudgetExceeded(Guard.PluginId, Point.Name, cost, most);
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

    protected abstract void Return();

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
        Guard.ReturnLimit(Limit, wasCancelled: CancelledAt is not null);
        (Guard, Point, Limit, _owner, _outer, _context, _overdrawn, Caller) = (null!, null!, null!, null!, null, null, null, default);
        (StartedAt, Paused, Inner, CancelledAt, IsLate, IsTakenOut, IsLost, _registration) = (null, 0, 0, null, false, false, false, default);
        Array.Clear(_spent);
        _source.Reset();
        Return();
    }
}

/// <summary>A call of one shape; the shape is made of the engine's types only.</summary>
internal sealed class PluginInvocation<TState> : PluginInvocation
{
    private const int MostSpare = 64;
    private static readonly ConcurrentQueue<PluginInvocation<TState>> Spare = new();
    private TState _state = default!;
    private Func<TState, CancellationToken, ValueTask> _body = null!;

    public static PluginInvocation<TState> Rent(TState state, Func<TState, CancellationToken, ValueTask> body)
    {
        if (!Spare.TryDequeue(out var call)) call = new PluginInvocation<TState>();
        (call._state, call._body) = (state, body);
        return call;
    }

    protected override ValueTask InvokeAsync(CancellationToken cancellationToken) => _body(_state, cancellationToken);

    protected override void Return()
    {
        (_state, _body) = (default!, null!);
        if (Spare.Count < MostSpare) Spare.Enqueue(this);
    }
}
