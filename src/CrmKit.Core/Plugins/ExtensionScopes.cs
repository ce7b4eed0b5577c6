using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Plugins;

/// <summary>
/// The handlers of one session: one container scope per source, one instance per handler, and leases that keep plugins loaded meanwhile.
/// A session enters every plugin of its snapshot when it opens: for all of its life a plugin is there with its rules, or not there at all.
/// </summary>
internal sealed class ExtensionScopes : ICallOwner, IAsyncDisposable
{
    private readonly Dictionary<ExtensionSource, AsyncServiceScope> _scopes = [];
    private readonly Dictionary<ExtensionSource, IDisposable> _leases = [];
    private readonly Dictionary<ExtensionPoint, object> _instances = [];
    private volatile Task? _abandoned;

    private long[]? _spent;

    public ICallMeter? Current { get; set; }

    /// <summary>A transaction begins, or ends: what plugins do is added up from here.</summary>
    public void InTransaction(bool isOpen) => _spent = isOpen ? new long[Enum.GetValues<CallCost>().Length] : null;

    public long Spend(CallCost cost, long amount) => _spent is { } spent ? spent[(int)cost] += amount : 0;

    /// <summary>Whether a call that nobody waits for any more may still use what belongs to the session.</summary>
    public bool IsAbandoned => _abandoned is { IsCompleted: false };

    public void Abandon(Task ended) => _abandoned = _abandoned is { } earlier ? Task.WhenAll(earlier, ended) : ended;

    /// <summary>Waits for a call, and gives it up when it does not end on cancellation.</summary>
    public async Task UntilCancelledAsync(Task call, CancellationToken cancellationToken)
    {
        try
        {
            await call.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (!call.IsCompleted)
        {
            Abandon(call.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default));
            throw;
        }
    }

    /// <summary>The newest snapshot of a tenant that all sources let in.</summary>
    public ExtensionSnapshot Enter(ExtensionRegistry registry, string tenantId)
    {
        while (true)
        {
            var snapshot = registry.For(tenantId);
            if (snapshot.Sources.All(TryEnter)) return snapshot;
            LeaveAll(); // a plugin was taken out between reading and entering: there is a newer snapshot without it
        }
    }

    public IReadOnlyList<Handler<T>> Resolve<T>(ExtensionSnapshot snapshot, string target) where T : class
    {
        var points = snapshot.For(typeof(T), target);
        if (points.Count == 0) return [];
        var handlers = new List<Handler<T>>(points.Count);
        foreach (var (source, point) in points)
        {
            if (Resolve<T>(source, point) is { } handler) handlers.Add(handler);
        }
        return handlers;
    }

    /// <summary>One handler; <see langword="null"/> when its plugin, which the session's snapshot does not hold, is leaving.</summary>
    public Handler<T>? Resolve<T>(ExtensionSource source, ExtensionPoint point) where T : class =>
        TryEnter(source) ? new Handler<T>(this, source, point) : null;

    /// <summary>Makes the handler at its first call: that is code of the source already.</summary>
    public object Instance(ExtensionSource source, ExtensionPoint point)
    {
        if (_instances.TryGetValue(point, out var instance)) return instance;
        if (!_scopes.TryGetValue(source, out var scope)) _scopes[source] = scope = source.Services.CreateAsyncScope();
        return _instances[point] = point.Resolve(scope.ServiceProvider);
    }

    /// <summary>Leaves all sources; with calls that were given up, after these have ended.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_abandoned is { IsCompleted: false } running) _ = LeaveAfterAsync(running);
        else await LeaveAsync();
    }

    private async Task LeaveAfterAsync(Task running)
    {
        await running;
        await LeaveAsync();
    }

    private async ValueTask LeaveAsync()
    {
        _instances.Clear();
        foreach (var (source, scope) in _scopes)
        {
            if (source.Guard is { } guard) await guard.DisposeAsync(this, scope);
            else await scope.DisposeAsync();
        }
        _scopes.Clear();
        if (_abandoned is { IsCompleted: false } running) _ = LeaveAllAfterAsync(running); // a disposal was given up
        else LeaveAll();
    }

    private async Task LeaveAllAfterAsync(Task running)
    {
        await running;
        LeaveAll();
    }

    private bool TryEnter(ExtensionSource source)
    {
        if (_leases.ContainsKey(source)) return true;
        if (source.Enter() is not { } lease) return false;
        _leases[source] = lease;
        return true;
    }

    private void LeaveAll()
    {
        foreach (var lease in _leases.Values) lease.Dispose();
        _leases.Clear();
    }
}
