using System.Diagnostics.Metrics;
using CrmKit.Plugins.Loading;
using CrmKit.Plugins.Runtime;
using Microsoft.Extensions.Logging;

namespace CrmKit.Plugins.Isolation;

/// <summary>
/// Watches generations that were taken out until their code has left memory, and says of those that stay what holds them as far as it is known. It never collects: that the code goes is seen at
/// collections that happen anyway.
/// </summary>
internal sealed class UnloadMonitor : IDisposable
{
    /// <summary>So many generations that stay, and administrators are told to restart the host.</summary>
    public const int MostZombies = 5;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private readonly Lock _turn = new();
    private readonly List<Retired> _retired = [];
    private readonly ILogger _log;
    private readonly ITimer _timer;
    private readonly Meter _meter = new("CrmKit");
    private bool _isTicking;

    public UnloadMonitor(TimeProvider clock, ILogger log)
    {
        _log = log;
        using (ExecutionContext.SuppressFlow())
            _timer = clock.CreateTimer(static monitor => ((UnloadMonitor)monitor!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _meter.CreateObservableGauge("crmkit_plugin_zombies", () => Zombies, "{generation}", "Generations of plugins that were taken out and stay in memory over full collections.");
    }

    /// <summary>How many generations have outlived two full collections since they were stopped.</summary>
    public int Zombies
    {
        get
        {
            lock (_turn) return _retired.Count(r => r.IsZombie);
        }
    }

    public void Watch(Retired generation)
    {
        lock (_turn)
        {
            _retired.RemoveAll(r => !r.Trace.IsAlive);
            _retired.Add(generation);
            if (_isTicking) return;
            _isTicking = true;
        }
        _timer.Change(Interval, Interval);
    }

    /// <summary>What holds the generations of a plugin that are still in memory; empty when none is.</summary>
    public IReadOnlyList<string> HoldersOf(string? pluginId) => Holders(r => r.PluginId == pluginId && r.Trace.IsAlive);

    /// <summary>As <see cref="HoldersOf"/>, of those alone that should have left.</summary>
    public IReadOnlyList<string> ZombiesOf(string? pluginId) => Holders(r => r.PluginId == pluginId && r.IsZombie);

    private IReadOnlyList<string> Holders(Predicate<Retired> which)
    {
        List<Retired> lingering;
        lock (_turn) lingering = _retired.FindAll(which);
        return [.. lingering.SelectMany(r => r.Holders().Select(h => $"generation {r.Number}: {h}"))];
    }

    public void Dispose()
    {
        _timer.Dispose();
        _meter.Dispose();
    }

    private void Look()
    {
        List<Retired> told;
        int zombies;
        lock (_turn)
        {
            _retired.RemoveAll(r => !r.Trace.IsAlive);
            told = _retired.FindAll(r => r is { IsZombie: true, IsTold: false });
            foreach (var generation in told) generation.IsTold = true;
            zombies = _retired.Count(r => r.IsZombie);
            if (_retired.Count == 0)
            {
                _isTicking = false;
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
        foreach (var generation in told)
            _log.LogWarning("Plugin {Id}: generation {Generation} was taken out and stays in memory. {Holders}", generation.PluginId, generation.Number, string.Join(" ", generation.Holders()));
        if (told.Count > 0 && zombies > MostZombies)
            _log.LogError("{Zombies} generations of plugins stay in memory. They are off and do no harm but to memory; restart the host at a convenient time.", zombies);
    }
}

/// <summary>A generation that was taken out. Holds nothing of its code.</summary>
internal sealed class Retired(string pluginId, int number, string entryAssembly, WeakReference trace, LeaseGate leases, PluginImage? image)
{
    private const int FullCollections = 2;
    private IReadOnlyList<string>? _uses;
    private PluginImage? _image = image;
    private volatile IReadOnlyList<CrmError> _errors = [];
    private int _stoppedAt = -1;

    public string PluginId => pluginId;
    public int Number => number;
    public WeakReference Trace => trace;
    public bool IsTold { get; set; }

    /// <summary>Whether it was unloaded, and full collections since have not taken it.</summary>
    public bool IsZombie => _stoppedAt >= 0 && trace.IsAlive && GC.CollectionCount(GC.MaxGeneration) - _stoppedAt >= FullCollections;

    public void Stopped(IReadOnlyList<CrmError> errors)
    {
        _errors = errors;
        Volatile.Write(ref _stoppedAt, GC.CollectionCount(GC.MaxGeneration));
    }

    public IEnumerable<string> Holders()
    {
        if (leases.Inside > 0) return [$"{leases.Inside} sessions or calls still use it."];
        if (_stoppedAt < 0) return ["it is being stopped."];
        if (!IsZombie) return ["it is unloaded, and goes with the next full collections."];
        if (_image is { } image) (_uses, _image) = (PinningCalls.Of(image, entryAssembly), null);
        List<string> holders = [.. _errors.Select(e => $"{e.Code}: {e.Message}")];
        if (_uses is { Count: > 0 } uses) holders.Add($"its code uses what can hold it: {string.Join("; ", uses)}.");
        return holders.Count > 0 ? holders : ["unknown. A memory dump shows it: gcroot of an object of type PluginLoadContext."];
    }
}
