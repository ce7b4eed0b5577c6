using CrmKit.Records;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Plugins.Isolation;

/// <summary>Where calls are made: one after the other at the bottom of one thread, and never on top of whoever waits for them.</summary>
public sealed class CallThreadTests : IAsyncDisposable
{
    private static readonly Func<Action, CancellationToken, ValueTask> Run = static (act, _) =>
    {
        act();
        return default;
    };

    private readonly Owner _owner = new();
    private readonly ServiceProvider _services;
    private readonly PluginGuard _guard;
    private readonly ExtensionPoint _point = new(typeof(IBeforeSave), "*", 0, "Acme", static _ => new object());

    public CallThreadTests()
    {
        _services = new ServiceCollection().AddCrmKit(crm => crm.AddPlugins(Path.Combine(Path.GetTempPath(), "crmkit-no-plugins"), o => o.TransactionTimeout = TimeSpan.FromMilliseconds(200))).BuildServiceProvider();
        _guard = _services.GetRequiredService<PluginIsolation>().NewGuard("acme", 1);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task FLT_P17_calls_one_after_the_other_share_a_thread_and_what_waits_is_off_its_stack()
    {
        var direct = 0;
        var depths = new List<int>();
        for (var i = 0; i < 1_000; i++)
        {
            Assert.Null(await CallAsync(() =>
            {
                if (_owner.Current is PluginInvocation { IsNext: true }) direct++;
                depths.Add(new System.Diagnostics.StackTrace().FrameCount);
            }));
        }
        Assert.InRange(direct, 900, 1_000); // all but those of a caller who came late to its answer and so is on another thread
        Assert.Single(depths.Skip(1).Distinct());
    }

    [Fact]
    public async Task FLT_an_endless_loop_in_a_call_made_on_the_thread_of_the_one_before_holds_nobody()
    {
        using var stop = new CancellationTokenSource();
        var (calls, looping) = (0, 0);
        CallFault? fault;
        do
        {
            Assert.True(calls++ < 1_000, "No call was made on the thread of the one before.");
            fault = await CallAsync(() =>
            {
                if (_owner.Current is not PluginInvocation { IsNext: true }) return; // its caller came late to the answer before
                looping = Environment.CurrentManagedThreadId;
                while (!stop.IsCancellationRequested) { }
            });
        }
        while (looping == 0);
        Assert.Contains("longer than 0.2 s", fault!.Reason, StringComparison.Ordinal);
        Assert.NotEqual(looping, Environment.CurrentManagedThreadId); // no thread change for the call, and yet its caller was answered

        Assert.Null(await CallAsync(() => { }));
        await stop.CancelAsync();
        await CrmHost.UntilAsync(() => _guard.Ledger.Read() is { StillRunning: 0, UnderWay: 0 });
        Assert.Equal((calls + 1, 1), (_guard.Ledger.Read().Count, _guard.Ledger.Read().Abandoned));
    }

    [Fact]
    public async Task FLT_a_caller_that_blocks_instead_of_awaiting_gets_its_answer_from_another_thread()
    {
        Assert.Null(await CallAsync(() => { }));
        var (blocked, made) = (Environment.CurrentManagedThreadId, 0);
        var call = CallAsync(() => made = Environment.CurrentManagedThreadId).AsTask();
#pragma warning disable xUnit1031 // blocking is what is tested
        Assert.True(((IAsyncResult)call).AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(30)));
#pragma warning restore xUnit1031
        Assert.Null(await call);
        Assert.NotEqual(blocked, made);
    }

    [Fact]
    public async Task FLT_calls_made_side_by_side_are_all_made()
    {
        Assert.Null(await CallAsync(() => { }));
        using var all = new CountdownEvent(3);
        var calls = Enumerable.Range(0, 3).Select(_ => CallAsync(() =>
        {
            all.Signal();
            all.Wait(TimeSpan.FromSeconds(30));
        }, new Owner(), CallKind.Background).AsTask()).ToList(); // none ends before all have begun
        Assert.All(await Task.WhenAll(calls), Assert.Null);
        Assert.Equal((4, 0), (_guard.Ledger.Read().Count, _guard.Ledger.Read().UnderWay));
    }

    [Fact]
    public async Task FLT_what_a_call_leaves_on_the_flow_reaches_neither_its_caller_nor_the_next_call()
    {
        var flow = new AsyncLocal<string?>();
        Assert.Null(await CallAsync(() => flow.Value = "left behind"));
        var seen = "nothing yet";
        Assert.Null(await CallAsync(() => seen = flow.Value));
        Assert.Equal((null, null), (seen, flow.Value));
    }

    private ValueTask<CallFault?> CallAsync(Action act, Owner? owner = null, CallKind kind = CallKind.Transaction) => _guard.CallAsync(_point, kind, owner ?? _owner, act, Run, CancellationToken.None);

    private sealed class Owner : ICallOwner
    {
        public ICallMeter? Current { get; set; }

        public long Spend(CallCost cost, long amount) => 0;

        public void Abandon(Task ended) { }
    }
}
