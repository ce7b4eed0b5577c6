using CrmKit.Plugins.Loading;
using CrmKit.Plugins.Runtime;
using Microsoft.Extensions.Logging;

namespace CrmKit.Plugins.Isolation;

/// <summary>Alone: other tests collect all the time.</summary>
[Collection(nameof(Alone))]
public sealed class UnloadMonitorTests
{
    private readonly ManualTime _clock = new();
    private readonly ListLogger _log = new();

    [Fact]
    public void UNL_91_this_runtime_has_the_hook_that_frees_what_json_remembers() => Assert.True(RuntimeCaches.CanClear);

    [Fact]
    public void UNL_95_each_generation_that_stays_is_told_once_and_above_the_cap_a_restart_is_asked_for()
    {
        using var monitor = new UnloadMonitor(_clock, _log);
        var kept = Enumerable.Range(0, UnloadMonitor.MostZombies + 1).Select(_ => new object()).ToList();
        foreach (var (number, code) in kept.Index()) Retire(monitor, number, code);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((0, 0), (monitor.Zombies, _log.Lines.Count)); // nothing has been collected since

        Collect();
        Assert.Equal(kept.Count, monitor.Zombies);
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(kept.Count, _log.Lines.Count(l => l.Contains("stays in memory", StringComparison.Ordinal)));
        Assert.Equal(1, _log.Lines.Count(l => l.Contains("restart the host", StringComparison.Ordinal)));
        Assert.Equal(kept.Count, monitor.HoldersOf("acme").Count);
        GC.KeepAlive(kept);
    }

    [Fact]
    public void UNL_95_a_generation_that_goes_is_never_told()
    {
        using var monitor = new UnloadMonitor(_clock, _log);
        RetireAndForget(monitor);
        Collect();
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Empty(_log.Lines);
        Assert.Equal((0, 0), (monitor.Zombies, monitor.HoldersOf("acme").Count));
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void RetireAndForget(UnloadMonitor monitor) => Retire(monitor, 1, new object());

    private static void Retire(UnloadMonitor monitor, int number, object code)
    {
        var retired = new Retired("acme", number, "Plugin.dll", new WeakReference(code), new LeaseGate(), null);
        monitor.Watch(retired);
        retired.Stopped([]);
    }

    private static void Collect()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private sealed class ListLogger : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Add(formatter(state, exception));
    }
}
