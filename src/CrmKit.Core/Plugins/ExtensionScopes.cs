using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Plugins;

/// <summary>
/// The handlers of one session: one container scope per source, one instance per handler, and leases that keep plugins loaded meanwhile.
/// A session enters every plugin of its snapshot when it opens: for all of its life a plugin is there with its rules, or not there at all.
/// </summary>
internal sealed class ExtensionScopes : IAsyncDisposable
{
    private readonly Dictionary<ExtensionSource, AsyncServiceScope> _scopes = [];
    private readonly Dictionary<ExtensionSource, IDisposable> _leases = [];
    private readonly Dictionary<ExtensionPoint, object> _instances = [];

    /// <summary>The newest snapshot that all sources let in.</summary>
    public ExtensionSnapshot Enter(ExtensionRegistry registry)
    {
        while (true)
        {
            var snapshot = registry.Current;
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
            if (Resolve<T>(source, point) is { } instance) handlers.Add(new Handler<T>(source.Id, point.Name, instance));
        }
        return handlers;
    }

    /// <summary>One handler; <see langword="null"/> when its plugin, which the session's snapshot does not hold, is leaving.</summary>
    public T? Resolve<T>(ExtensionSource source, ExtensionPoint point) where T : class
    {
        if (ScopeOf(source) is not { } scope) return null;
        if (!_instances.TryGetValue(point, out var instance)) _instances[point] = instance = point.Resolve(scope.ServiceProvider);
        return (T)instance;
    }

    public async ValueTask DisposeAsync()
    {
        _instances.Clear();
        foreach (var scope in _scopes.Values) await scope.DisposeAsync();
        _scopes.Clear();
        LeaveAll();
    }

    private AsyncServiceScope? ScopeOf(ExtensionSource source)
    {
        if (_scopes.TryGetValue(source, out var scope)) return scope;
        if (!TryEnter(source)) return null;
        return _scopes[source] = source.Services.CreateAsyncScope();
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

/// <summary>A handler, with who brought it.</summary>
internal readonly record struct Handler<T>(string Source, string Name, T Instance) where T : class;
