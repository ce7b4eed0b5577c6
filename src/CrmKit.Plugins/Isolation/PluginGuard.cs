using Microsoft.Extensions.Logging;

namespace CrmKit.Plugins.Isolation;

/// <summary>Guards the calls into one generation of a plugin: a breaker per extension point, time, budgets, and faults as text.</summary>
internal sealed class PluginGuard : IExtensionGuard
{
    /// <summary>What callers are told of an exception: its text may hold anything.</summary>
    public const string Threw = "it failed. What it threw is in the log and in the plugin's status.";

    /// <summary>So many calls that nobody waits for any more, and the plugin is quarantined.</summary>
    public const int MostAbandoned = 3;

    /// <summary>No fault of the code: somebody took it out.</summary>
    public static readonly CallFault TakenOut = new("its plugin was taken out meanwhile.", "its plugin was taken out meanwhile.");

    private readonly PluginIsolation _isolation;
    private readonly PointState _disposal;

    public PluginGuard(string pluginId, int generation, PluginLimits limits, DataPermissions data, PluginIsolation isolation)
    {
        (PluginId, Generation, Data, _isolation) = (pluginId, generation, data, isolation);
        (Ledger, Limits, InFlight) = (isolation.LedgerOf(pluginId), limits, isolation.Journal.SlotOf(pluginId));
        _disposal = new PointState("disposal", new CircuitBreaker(isolation.Clock)) { IsDisposal = true };
    }

    public string PluginId { get; }
    public int Generation { get; }
    public PluginLedger Ledger { get; }
    public PluginLimits Limits { get; }
    public DataPermissions Data { get; }
    public CrashJournal.Slot InFlight { get; }
    public CallWatch Watch => _isolation.Watch;

    public ValueTask<CallFault?> CallAsync<TState>(
        ExtensionPoint point, CallKind kind, ICallOwner owner, TState state, Func<TState, CancellationToken, ValueTask> body, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<CallFault?>(cancellationToken);
        var known = point.GuardState as PointState ?? Remember(point);
        if (known.Breaker.TryEnter(out var wait)) return PluginInvocation<TState>.Rent(known, state, body).StartAsync(this, known, kind, owner, cancellationToken);
        Ledger.Refused();
        var reason = $"it is suspended after repeated faults and is tried again in {Math.Ceiling(wait.TotalSeconds):0} s.";
        return new ValueTask<CallFault?>(new CallFault(reason, reason));
    }

    public async ValueTask DisposeAsync(ICallOwner owner, IAsyncDisposable scope)
    {
        try
        {
            await PluginInvocation<IAsyncDisposable>.Rent(_disposal, scope, static (s, _) => s.DisposeAsync()).StartAsync(this, _disposal, CallKind.Transaction, owner, CancellationToken.None);
        }
        catch (Exception e) when (e is CrmException or OperationCanceledException or Storage.StoreDuplicateException)
        {
            Failed(_disposal.Name, Threw, FaultText.Of(e), isTimeOut: false);
        }
    }

    public long MostInTransaction(CallCost cost) => _isolation.MostInTransaction(cost, Limits);

    public TimeSpan LimitOf(CallKind kind) => _isolation.LimitOf(kind);

    /// <summary>Counts a fault against the point it happened at.</summary>
    public CallFault Failed(PluginInvocation call, string reason, string detail)
    {
        var fault = Failed(call.Point.Name, reason, detail, call.IsLate);
        if (!call.Point.IsDisposal && call.Point.IsNewFault(call.Owner, _isolation.Clock) && call.Point.Breaker.Failed()) Opened(call.Point.Name);
        return fault;
    }

    public CallFault Late(PluginInvocation call, Exception? thrown)
    {
        var reason = $"it took longer than {LimitOf(call.Kind).TotalSeconds:0.###} s.";
        return Failed(call, reason, thrown is null or OperationCanceledException ? reason : $"{reason} {FaultText.Of(thrown)}");
    }

    /// <summary>Stops waiting for a call that does not heed its cancellation.</summary>
    public void GiveUp(PluginInvocation call)
    {
        InFlight.Leave();
        var running = Ledger.Abandoned();
        var fault = call.IsLate ? Failed(call, $"it took longer than {LimitOf(call.Kind).TotalSeconds:0.###} s.", $"it took longer than {LimitOf(call.Kind).TotalSeconds:0.###} s and did not heed the cancellation token.") : call.IsTakenOut ? TakenOut : null;
        _isolation.Log.LogWarning("Plugin {Id}: {Point} does not heed its cancellation token. Nobody waits for it any more; {Running} such calls run.", PluginId, call.Point.Name, running);
        call.GiveUp(fault);
        if (running > MostAbandoned) _isolation.Condemn(PluginId, Generation, PluginErrors.Abandoning(PluginId, running));
    }

    public void LostThread(PluginInvocation call)
    {
        var text = $"{call.Point.Name} has kept a thread for {CallWatch.LostAfter} times its limit: an endless loop, or a wait that blocks.";
        Ledger.LostThread(text);
        _isolation.Condemn(PluginId, Generation, PluginErrors.ThreadLost(PluginId, call.Point.Name));
    }

    /// <summary>Something of the plugin threw where nobody waited for it.</summary>
    public void Strayed(string where, string detail)
    {
        Ledger.Strayed(detail);
        _isolation.Log.LogError("Plugin {Id}: an exception in {Where}, which would have ended the process or gone unseen: {Detail}", PluginId, where, detail);
        if (Ledger.IsLapseTooMany()) _isolation.Condemn(PluginId, Generation, PluginErrors.Faulty(PluginId, detail));
    }

    private CallFault Failed(string point, string reason, string detail, bool isTimeOut)
    {
        Ledger.Failed($"{point}: {detail}", isTimeOut);
        IsolationMeter.Faults.Add(1, new("plugin", PluginId), new KeyValuePair<string, object?>("kind", isTimeOut ? "time" : "thrown"));
        _isolation.Log.LogWarning("Plugin {Id}: {Point} failed: {Detail}", PluginId, point, detail);
        return new CallFault(reason, detail);
    }

    private void Opened(string point)
    {
        _isolation.Log.LogError("Plugin {Id}: {Point} is suspended for {Pause} s after {Faults} faults within {Window} s.", PluginId, point,
            CircuitBreaker.Pause.TotalSeconds, CircuitBreaker.Faults, CircuitBreaker.Window.TotalSeconds);
        if (Ledger.IsLapseTooMany()) _isolation.Condemn(PluginId, Generation, PluginErrors.Faulty(PluginId, Ledger.Read().LastFault ?? point));
    }

    private PointState Remember(ExtensionPoint point)
    {
        lock (point)
        {
            if (point.GuardState is PointState known) return known;
            var made = new PointState(point.Name, new CircuitBreaker(_isolation.Clock));
            Ledger.Add(point.Name, made.Breaker);
            point.GuardState = made;
            return made;
        }
    }
}

/// <summary>What a guard remembers of one extension point.</summary>
internal sealed class PointState(string name, CircuitBreaker breaker)
{
    private static readonly TimeSpan OneFault = TimeSpan.FromSeconds(1);
    private readonly WeakReference<ICallOwner?> _lastOwner = new(null);
    private long _lastAt;

    /// <summary>A call to be used again.</summary>
    public PluginInvocation? Spare;

    public string Name => name;
    public CircuitBreaker Breaker => breaker;

    /// <summary>Never shut: what was made has to be disposed.</summary>
    public bool IsDisposal { get; init; }

    /// <summary>A batch that is tried again in halves until its culprit stands alone is one fault, not ten.</summary>
    public bool IsNewFault(ICallOwner owner, TimeProvider clock)
    {
        lock (_lastOwner)
        {
            var isSame = _lastOwner.TryGetTarget(out var last) && ReferenceEquals(last, owner) && clock.GetElapsedTime(_lastAt) < OneFault;
            _lastOwner.SetTarget(owner);
            if (!isSame) _lastAt = clock.GetTimestamp();
            return !isSame;
        }
    }
}
