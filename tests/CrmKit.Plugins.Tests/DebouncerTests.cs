using CrmKit.Plugins.Runtime;

namespace CrmKit.Plugins;

/// <summary>A burst of changes wakes once, a while after the last.</summary>
public sealed class DebouncerTests : IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(300);
    private readonly ManualTime _clock = new();
    private readonly Debouncer _debouncer;

    public DebouncerTests() => _debouncer = new Debouncer(Quiet, _clock);

    public void Dispose() => _debouncer.Dispose();

    [Fact]
    public async Task LDR_18_who_waits_is_woken_only_after_nothing_more_was_told_for_a_while()
    {
        var woken = WaitAsync();
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.False(woken.IsCompleted); // nothing was told
        _debouncer.Tell();
        await RestsAsync();
        _clock.Advance(Quiet - TimeSpan.FromMilliseconds(1));
        Assert.False(woken.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await woken;
    }

    [Fact]
    public async Task LDR_19_a_burst_is_one()
    {
        for (var i = 0; i < 100; i++) _debouncer.Tell();
        var woken = WaitAsync();
        await RestsAsync();
        _clock.Advance(Quiet);
        await woken;
        var again = WaitAsync();
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.False(again.IsCompleted || _clock.IsAwaited);
    }

    [Fact]
    public async Task LDR_20_the_last_of_a_burst_counts()
    {
        var woken = WaitAsync();
        _debouncer.Tell();
        await RestsAsync();
        _clock.Advance(Quiet - TimeSpan.FromMilliseconds(1));
        _debouncer.Tell();
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await RestsAsync(); // begins anew
        Assert.False(woken.IsCompleted);
        _clock.Advance(Quiet);
        await woken;
    }

    [Fact]
    public async Task LDR_20_changes_without_end_are_looked_at_all_the_same()
    {
        var woken = WaitAsync();
        var rounds = 0;
        for (_debouncer.Tell(); !woken.IsCompleted; rounds++)
        {
            await CrmHost.UntilAsync(() => _clock.IsAwaited || woken.IsCompleted);
            _debouncer.Tell();
            _clock.Advance(Quiet);
        }
        Assert.InRange(rounds, 20, 25);
    }

    private Task WaitAsync() => _debouncer.WaitAsync(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken);

    private Task RestsAsync() => CrmHost.UntilAsync(() => _clock.IsAwaited);
}
