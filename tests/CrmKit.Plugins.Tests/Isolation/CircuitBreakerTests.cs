using CrmKit.Leads;
using CrmKit.Records;
using static CrmKit.Plugins.Isolation.FaultyPlugin;

namespace CrmKit.Plugins.Isolation;

public sealed class CircuitBreakerTests
{
    private readonly ManualTime _clock = new();

    [Fact]
    public void FLT_five_faults_within_the_window_open_it_and_four_do_not()
    {
        var breaker = new CircuitBreaker(_clock);
        for (var i = 0; i < 4; i++) Assert.False(breaker.Failed());
        Assert.True(breaker.TryEnter(out _));
        Assert.True(breaker.Failed());
        Assert.False(breaker.TryEnter(out var wait));
        Assert.Equal(CircuitBreaker.Pause, wait);
    }

    [Fact]
    public void FLT_faults_that_lie_further_apart_than_the_window_never_open_it()
    {
        var breaker = new CircuitBreaker(_clock);
        for (var i = 0; i < 50; i++)
        {
            Assert.False(breaker.Failed());
            _clock.Advance(CircuitBreaker.Window / 4 + TimeSpan.FromSeconds(1));
        }
        Assert.Equal(BreakerState.Closed, breaker.State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void FLT_after_the_pause_one_call_is_on_trial_and_decides(bool succeeds)
    {
        var breaker = new CircuitBreaker(_clock);
        for (var i = 0; i < 5; i++) breaker.Failed();
        _clock.Advance(CircuitBreaker.Pause - TimeSpan.FromMilliseconds(1));
        Assert.False(breaker.TryEnter(out _));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(breaker.TryEnter(out _));
        Assert.False(breaker.TryEnter(out _)); // only one

        if (succeeds) breaker.Succeeded();
        else Assert.True(breaker.Failed());
        Assert.Equal(succeeds, breaker.TryEnter(out _));
        Assert.Equal(succeeds ? BreakerState.Closed : BreakerState.Open, breaker.State);
    }

    [Fact]
    public async Task FLT_a_point_that_fails_again_and_again_is_suspended_then_tried_and_heals()
    {
        await using var host = await CrmHost.WithAsync(BeforeSave("if (AppContext.TryGetSwitch(\"FLT_heals\", out var well) && well) return; " + Throws), clock: _clock);
        for (var i = 0; i < 5; i++) await CallTests.RefusedAsync(host);
        Assert.Equal((5, 0), (host.Calls().Count, host.Calls().Suspended));
        Assert.Equal(["Sample.Handler"], host.Calls().SuspendedPoints);

        Assert.Contains("suspended", (await CallTests.RefusedAsync(host)).Error.Message, StringComparison.Ordinal); // fails closed, unasked
        Assert.Equal((5, 1), (host.Calls().Count, host.Calls().Suspended));

        AppContext.SetSwitch("FLT_heals", true);
        _clock.Advance(CircuitBreaker.Pause);
        await using var session = host.Open();
        await session.Records.CreateAsync(new Lead { Name = "bad" });
        Assert.Empty(host.Calls().SuspendedPoints);
        Assert.Equal(PluginState.Enabled, host.Runtime.Find("acme")!.State);
    }

    [Fact]
    public async Task FLT_a_plugin_that_goes_on_failing_is_quarantined_with_its_reason_and_enabled_by_command()
    {
        await using var host = await CrmHost.WithAsync(BeforeSave(Throws), clock: _clock);
        host.Add("needs", PluginSource.Empty, dependencies: "{ \"id\": \"acme\", \"range\": \"*\" }");
        await host.Runtime.RefreshAsync();
        for (var i = 0; i < 5; i++) await CallTests.RefusedAsync(host);
        for (var i = 0; i < 2; i++)
        {
            _clock.Advance(CircuitBreaker.Pause);
            await CallTests.RefusedAsync(host);
        }
        await CrmHost.UntilAsync(() => host.Runtime.Find("acme")!.State == PluginState.Quarantined);
        var error = Assert.Single(host.Runtime.Find("acme")!.Errors);
        Assert.Equal("plugin.faulty", error.Code);
        Assert.Contains("the secret of the plugin", error.Message, StringComparison.Ordinal); // administrators read it
        await CrmHost.UntilAsync(() => host.Runtime.Find("needs")!.State == PluginState.Failed);
        Assert.Equal("plugin.dependency-off", Assert.Single(host.Runtime.Find("needs")!.Errors).Code);

        await host.Runtime.RefreshAsync();
        Assert.Equal(PluginState.Quarantined, host.Runtime.Find("acme")!.State);
        await using (var session = host.Open()) await session.Records.CreateAsync(new Lead { Name = "bad" });

        Assert.Equal(PluginState.Enabled, (await host.Runtime.EnableAsync("acme")).State);
        Assert.Equal("record.handler-failed", (await CallTests.RefusedAsync(host)).Error.Code);
    }

    [Fact]
    public async Task FLT_a_batch_tried_again_in_halves_is_one_fault_and_leaves_the_rest_its_chance()
    {
        await using var host = await CrmHost.WithAsync(BeforeSave("if (context.Changes.All(c => ((CrmKit.Leads.Lead)c.After).Name != \"bad\")) return; " + Throws), clock: _clock);
        await using var session = host.Open();
        var changes = new ChangeSet { AllOrNothing = false };
        for (var i = 0; i < 64; i++) changes.Create(new Lead { Name = i == 40 ? "bad" : "good" });
        var result = await session.Records.SaveAsync(changes);
        Assert.Equal([40], result.Outcomes.Index().Where(o => !o.Item.IsSaved).Select(o => o.Index));
        Assert.Empty(host.Calls().SuspendedPoints);
        Assert.Equal(7, host.Calls().Faults); // all are counted, one is held against the point
    }
}
