using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Plugins;

/// <summary>The handlers of one session: one container scope per source, one instance per handler, and a lease that keeps a plugin loaded meanwhile.</summary>
internal sealed class ExtensionScopes : IAsyncDisposable
{
    private readonly Dictionary<ExtensionSource, (AsyncServiceScope Scope, IDisposable Lease)?> _scopes = [];
    private readonly Dictionary<ExtensionPoint, object> _instances = [];

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

    /// <summary>One handler; <see langword="null"/> when its plugin is leaving: as if it had been disabled before.</summary>
    public T? Resolve<T>(ExtensionSource source, ExtensionPoint point) where T : class
    {
        if (ScopeOf(source) is not { } scope) return null;
        if (!_instances.TryGetValue(point, out var instance)) _instances[point] = instance = point.Resolve(scope.ServiceProvider);
        return (T)instance;
    }

    public async ValueTask DisposeAsync()
    {
        _instances.Clear();
        foreach (var entry in _scopes.Values)
        {
            if (entry is not { } open) continue;
            await open.Scope.DisposeAsync();
            open.Lease.Dispose();
        }
        _scopes.Clear();
    }

    private AsyncServiceScope? ScopeOf(ExtensionSource source)
    {
        if (!_scopes.TryGetValue(source, out var entry))
            _scopes[source] = entry = source.Enter() is { } lease ? (source.Services.CreateAsyncScope(), lease) : null;
        return entry?.Scope;
    }
}

/// <summary>A handler, with who brought it.</summary>
internal readonly record struct Handler<T>(string Source, string Name, T Instance) where T : class;
