using CrmKit.Events;
using CrmKit.Leads;
using CrmKit.Records;
using Microsoft.Extensions.DependencyInjection;
using static CrmKit.Plugins.Isolation.FaultyPlugin;

namespace CrmKit.Plugins.Isolation;

/// <summary>What happens in a plugin's handler stays there: the save fails closed, and host and other plugins go on.</summary>
public sealed class CallTests
{
    private static void Hurried(PluginOptions options) =>
        (options.TransactionTimeout, options.DrainTimeout) = (TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(200));

    // For tests in which calls of the same plugin have to succeed, also on a machine that is busy.
    private static void Unhurried(PluginOptions options) => (options.TransactionTimeout, options.DrainTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(200));

    [Fact]
    public async Task A081_FLT_INS_33_a_handler_that_throws_fails_the_save_without_telling_the_client_what_it_threw()
    {
        await using var host = await CrmHost.WithAsync(BeforeSave(Throws));
        var refused = await RefusedAsync(host);
        Assert.Equal("record.handler-failed", refused.Error.Code);
        Assert.DoesNotContain("secret", refused.ToString(), StringComparison.Ordinal);

        var calls = host.Calls();
        Assert.Equal((1, 1, 0, 0), (calls.Count, calls.Faults, calls.TimedOut, calls.UnderWay));
        Assert.Contains("the secret of the plugin", calls.LastFault, StringComparison.Ordinal);
        await WorksAsync(host, leads: 0);
    }

    [Theory]
    [InlineData(HeedsToken, 0)]
    [InlineData(IgnoresToken, 1)]
    [InlineData(Blocks, 1)]
    public async Task A081_FLT_INS_34_INS_35_a_handler_that_takes_too_long_is_left_behind_and_the_transaction_rolled_back(string body, int abandoned)
    {
        await using var host = await CrmHost.WithAsync(BeforeSave(body), configure: Hurried);
        var refused = await RefusedAsync(host);
        Assert.Equal("record.handler-failed", refused.Error.Code);
        Assert.Contains("longer than 0.2 s", refused.Error.Message, StringComparison.Ordinal);
        Assert.Equal((1, abandoned), (host.Calls().TimedOut, host.Calls().Abandoned));
        await WorksAsync(host, leads: 0); // the write lock is free again
        await CrmHost.UntilAsync(() => host.Calls().StillRunning == 0);
    }

    [Fact]
    public async Task FLT_a_session_whose_call_was_abandoned_is_of_no_use_to_the_call_that_goes_on()
    {
        await using var host = await CrmHost.WithAsync(BeforeSave("""
            await Task.Delay(2_500);
            try { await context.Session.Records.CreateAsync(new CrmKit.Leads.Lead { Name = "late" }); }
            catch (Exception e) { AppContext.SetData("FLT_abandoned", e.GetType().Name); }
            """), configure: Hurried);
        await using var session = host.Open();
        await Assert.ThrowsAsync<CrmRuleException>(() => session.Records.CreateAsync(new Lead { Name = "bad" }));
        var unusable = await Assert.ThrowsAsync<CrmRuleException>(() => session.Records.CountAsync(new Specification<Lead>(_ => true)));
        Assert.Equal("session.abandoned", unusable.Error.Code);

        await CrmHost.UntilAsync(() => AppContext.GetData("FLT_abandoned") is not null);
        Assert.Equal(nameof(CrmRuleException), AppContext.GetData("FLT_abandoned"));
        await CrmHost.UntilAsync(() => host.Calls().StillRunning == 0);
        await WorksAsync(host, leads: 0);
    }

    [Fact]
    public async Task FLT_an_abandoned_call_keeps_its_generation_until_it_ends()
    {
        await using var host = await CrmHost.WithAsync(BeforeSave(IgnoresToken), configure: Hurried);
        await RefusedAsync(host);
        await host.Runtime.DisableAsync("acme");
        Assert.Equal((PluginState.Disabled, 1), (host.Runtime.Find("acme")!.State, host.Runtime.Find("acme")!.Lingering));
        await CrmHost.UntilAsync(() => host.Calls().StillRunning == 0);
        Assert.True(await PluginHost.IsCollectedAsync(() => host.Runtime.Find("acme")!.Lingering));
    }

    [Fact]
    public async Task A081_FLT_INS_36_an_endless_loop_costs_a_thread_and_the_plugin_its_place_and_others_are_answered_while_it_runs()
    {
        const string Stop = "FLT_endless_stop";
        await using var host = await CrmHost.WithAsync(BeforeSave($"while (!AppContext.TryGetSwitch(\"{Stop}\", out _)) {{ }}"), configure: Unhurried);
        Assert.Equal("record.handler-failed", (await RefusedAsync(host)).Error.Code);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ => { await using var session = host.Open(); await session.Records.CreateAsync(new Lead { Name = "fine" }); }));
        Assert.Equal(1, host.Calls().StillRunning); // all of them while it ran
        await WorksAsync(host, leads: 5);

        await CrmHost.UntilAsync(() => host.Runtime.Find("acme")!.State == PluginState.Quarantined);
        Assert.Equal("plugin.thread-lost", Assert.Single(host.Runtime.Find("acme")!.Errors).Code);
        Assert.Equal((1, 1), (host.Calls().StillRunning, host.Calls().LostThreads));
        Assert.Contains("endless loop", host.Calls().LastFault, StringComparison.Ordinal);

        AppContext.SetSwitch(Stop, true);
        await CrmHost.UntilAsync(() => host.Calls() is { StillRunning: 0, LostThreads: 0 });
        Assert.True(await PluginHost.IsCollectedAsync(() => host.Runtime.Find("acme")!.Lingering));
    }

    [Fact]
    public async Task FLT_a_plugin_with_too_many_calls_that_go_on_is_quarantined()
    {
        await using var host = await CrmHost.WithAsync(BeforeSave(IgnoresToken), configure: Hurried);
        await Task.WhenAll(Enumerable.Range(0, PluginGuard.MostAbandoned + 1).Select(_ => RefusedAsync(host)));
        await CrmHost.UntilAsync(() => host.Runtime.Find("acme")!.State == PluginState.Quarantined);
        Assert.Equal("plugin.calls-abandoned", Assert.Single(host.Runtime.Find("acme")!.Errors).Code);
        await CrmHost.UntilAsync(() => host.Calls().StillRunning == 0);
    }

    [Fact]
    public async Task FLT_a_report_of_a_plugin_that_fails_is_an_error_of_its_own()
    {
        var source = PluginSource.Configure("plugin.AddReport<Report>(new CrmKit.Reports.ReportDefinition { Key = \"acme.report\", Label = new LocalizedText(\"x\") });")
            + " public sealed class Report : CrmKit.Reports.IReport { public Task<CrmKit.Reports.ReportTable> RunAsync(CrmKit.Sessions.ICrmSession s, CrmKit.Reports.ReportParameters p, CancellationToken t) => throw new InvalidOperationException(\"the secret of the plugin\"); }";
        await using var host = await CrmHost.WithAsync(source);
        await using var session = host.Open();
        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => session.Reports.RunAsync("acme.report"));
        Assert.Equal("report.failed", refused.Error.Code);
        Assert.DoesNotContain("secret", refused.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FLT_a_stage_guard_that_hangs_refuses_the_move()
    {
        var source = PluginSource.Configure("plugin.AddStageGuard<Guard>();")
            + " public sealed class Guard : IStageGuard { public async ValueTask CheckAsync(StageGuardContext c, CancellationToken t) => await Task.Delay(Timeout.Infinite, t); }";
        await using var host = await CrmHost.WithAsync(source, configure: Hurried);
        await using var session = host.Open();
        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => session.Records.CreateAsync(new Opportunities.Opportunity { Name = "Pumps" }));
        Assert.Equal("pipeline.guard-failed", refused.Error.Code);
        Assert.Equal(0, await session.Records.CountAsync(new Specification<Opportunities.Opportunity>(_ => true)));
    }

    [Fact]
    public async Task FLT_a_refusal_of_a_handler_is_no_fault_and_keeps_its_code()
    {
        await using var host = await CrmHost.WithAsync(BeforeSave("throw new CrmRuleException(new CrmError(\"acme.no\", \"No.\"));"));
        for (var i = 0; i < 8; i++) Assert.Equal("acme.no", (await RefusedAsync(host)).Error.Code);
        Assert.Equal(0, host.Calls().Faults);
    }

    [Fact]
    public async Task UNL_94_exceptions_that_come_out_of_a_plugin_hold_nothing_of_it()
    {
        await using var host = await CrmHost.WithAsync(BeforeSave("throw new CrmRuleException([new CrmError(\"acme.no\", \"No.\")]);"));
        var kept = await RefusedAsync(host);
        await host.Runtime.DisableAsync("acme");
        Assert.True(await PluginHost.IsCollectedAsync(() => host.Runtime.Find("acme")!.Lingering));
        GC.KeepAlive(kept);
    }

    [Fact]
    public async Task FLT_a_caller_who_cancels_is_answered_though_the_handler_does_not_listen()
    {
        await using var host = await CrmHost.WithAsync(BeforeSave(IgnoresToken));
        await using (var session = host.Open())
        {
            using var impatient = new CancellationTokenSource(100);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => session.Records.CreateAsync(new Lead { Name = "bad" }, cancellationToken: impatient.Token));
        }
        Assert.Equal((0, 1), (host.Calls().Faults, host.Calls().Abandoned));
        await CrmHost.UntilAsync(() => host.Calls().StillRunning == 0);
    }

    [Fact]
    public async Task A081_FLT_a_constructor_that_throws_fails_the_call_alone()
    {
        var source = PluginSource.Configure("plugin.AddBeforeSave<Handler>(\"lead\");")
            + " public sealed class Handler : IBeforeSave { public Handler() => throw new InvalidOperationException(\"boom\"); public ValueTask BeforeSaveAsync(SaveContext c, CancellationToken t) => default; }";
        await using var host = await CrmHost.WithAsync(source);
        Assert.Equal("record.handler-failed", (await RefusedAsync(host)).Error.Code);
        Assert.Contains("boom", host.Calls().LastFault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FLT_INS_31_a_static_constructor_that_throws_fails_every_call_and_the_host_goes_on_without_the_plugin()
    {
        var source = PluginSource.Configure("plugin.AddBeforeSave<Handler>(\"lead\");")
            + " public sealed class Handler : IBeforeSave { static readonly string Made = Make(); static string Make() => throw new InvalidOperationException(\"boom\"); public ValueTask BeforeSaveAsync(SaveContext c, CancellationToken t) => new(Task.FromResult(Made)); }";
        await using var host = await CrmHost.WithAsync(source);
        for (var i = 0; i < 2; i++) Assert.Equal("record.handler-failed", (await RefusedAsync(host)).Error.Code);
        Assert.Contains("boom", host.Calls().LastFault, StringComparison.Ordinal);
        await host.Runtime.DisableAsync("acme");
        await WorksAsync(host, leads: 0);
    }

    [Fact]
    public async Task FLT_one_faulty_subscriber_of_twenty_leaves_the_others_their_events()
    {
        var subscribers = Enumerable.Range(0, 20).Select(i => $$"""
            public sealed class Subscriber{{i}} : CrmKit.Events.IEventSubscriber
            {
                public async ValueTask HandleAsync(CrmKit.Events.EventContext context, CancellationToken token)
                {
                    {{(i == 7 ? "throw new InvalidOperationException(\"boom\");" : "")}}
                    await context.Session.Records.CreateAsync(new CrmKit.Accounts.Account { Name = "{{i}}" }, cancellationToken: token);
                }
            }
            """);
        var source = PluginSource.Configure("plugin" + string.Concat(Enumerable.Range(0, 20).Select(i => $".AddSubscriber<Subscriber{i}>(\"lead.created\")")) + ";") + string.Join(' ', subscribers);
        await using var host = await CrmHost.WithAsync(source);
        await using var session = host.Open();
        await session.Records.CreateAsync(new Lead { Name = "Ada" });
        await host.Services.GetRequiredService<IDispatcher>().DrainAsync();

        Assert.Equal(19, await session.Records.CountAsync(new Specification<CrmKit.Accounts.Account>(_ => true)));
        Assert.Equal((20, 1), (host.Calls().Count, host.Calls().Faults));
    }

    [Fact]
    public async Task FLT_a_disposal_that_throws_is_counted_and_harms_nobody()
    {
        var source = BeforeSave("", more: "") .Replace(": IBeforeSave", ": IBeforeSave, IDisposable", StringComparison.Ordinal).Replace("public async", "public void Dispose() => throw new InvalidOperationException(\"boom\"); public async", StringComparison.Ordinal);
        await using var host = await CrmHost.WithAsync(source);
        await using (var session = host.Open()) await session.Records.CreateAsync(new Lead { Name = "good" });
        Assert.Contains("disposal: InvalidOperationException: boom", host.Calls().LastFault, StringComparison.Ordinal);
        await WorksAsync(host, leads: 1);
    }

    [Fact]
    public async Task FLT_a_disposal_that_hangs_is_left_behind_and_harms_nobody()
    {
        var source = BeforeSave("").Replace(": IBeforeSave", ": IBeforeSave, IAsyncDisposable", StringComparison.Ordinal)
            .Replace("public async ValueTask BeforeSave", "public async ValueTask DisposeAsync() => await Task.Delay(4_000); public async ValueTask BeforeSave", StringComparison.Ordinal);
        await using var host = await CrmHost.WithAsync(source, configure: Unhurried);
        await using (var session = host.Open()) await session.Records.CreateAsync(new Lead { Name = "good" });
        Assert.Contains("disposal: it took longer", host.Calls().LastFault, StringComparison.Ordinal);
        await CrmHost.UntilAsync(() => host.Calls().StillRunning == 0);
        await WorksAsync(host, leads: 1, writes: false);
    }

    [Theory]
    [InlineData("throw new InvalidOperationException(\"boom\");")]
    [InlineData("Thread.Sleep(2_000);")]
    public async Task FLT_a_service_of_a_plugin_whose_disposal_throws_or_hangs_does_not_keep_the_plugin(string body)
    {
        var source = PluginSource.Configure("plugin.Services.AddSingleton<Held>(); plugin.AddBeforeSave<Handler>(\"lead\");")
            + " public sealed class Held : IDisposable { public void Dispose() { " + body + " } }"
            + " public sealed class Handler(Held held) : IBeforeSave { public ValueTask BeforeSaveAsync(SaveContext c, CancellationToken t) { GC.KeepAlive(held); return default; } }";
        await using var host = await CrmHost.WithAsync(source, configure: o => o.StopTimeout = TimeSpan.FromMilliseconds(100));
        await WorksAsync(host, leads: 0);
        Assert.Equal(PluginState.Disabled, (await host.Runtime.DisableAsync("acme")).State);
        await WorksAsync(host, leads: 1);
        await CrmHost.UntilAsync(() =>
        {
            GC.Collect();
            return host.Runtime.Find("acme")!.Lingering == 0; // once the disposal has ended
        });
    }

    [Fact]
    public async Task FLT_a_validator_that_throws_or_hangs_refuses_what_it_could_not_look_at()
    {
        var source = PluginSource.Configure("plugin.AddValidator<Valid>(\"lead\");") + """
             public sealed class Valid : IRecordValidator
             {
                 public async ValueTask ValidateAsync(SaveContext context, CancellationToken token)
                 {
                     foreach (var change in context.Changes)
                     {
                         var name = ((CrmKit.Leads.Lead)change.After).Name;
                         if (name == "throws") throw new InvalidOperationException("the secret of the plugin");
                         if (name == "hangs") await Task.Delay(Timeout.Infinite, token);
                     }
                 }
             }
            """;
        await using var host = await CrmHost.WithAsync(source, configure: Unhurried);
        foreach (var name in (string[])["throws", "hangs"])
        {
            await using var session = host.Open();
            var refused = await Assert.ThrowsAsync<CrmRuleException>(() => session.Records.CreateAsync(new Lead { Name = name }));
            Assert.Equal("record.handler-failed", refused.Error.Code);
            Assert.DoesNotContain("secret", refused.Error.Message, StringComparison.Ordinal);
        }
        await WorksAsync(host, leads: 0);
    }

    [Fact]
    public async Task FLT_one_faulty_plugin_of_two_leaves_the_other_its_calls()
    {
        await using var host = await CrmHost.WithAsync(BeforeSave(Throws));
        host.Add("other", PluginSource.Configure("plugin.AddBeforeSave<Handler>(\"lead\", order: -5);")
            + " public sealed class Handler : IBeforeSave { public ValueTask BeforeSaveAsync(SaveContext c, CancellationToken t) { foreach (var x in c.Changes) ((CrmKit.Leads.Lead)x.After).City = \"Seen\"; return default; } }");
        await host.Runtime.RefreshAsync();
        await RefusedAsync(host);
        await using var session = host.Open();
        Assert.Equal("Seen", (await session.Records.CreateAsync(new Lead { Name = "fine" })).City);
        Assert.Equal((0, 2), (host.Calls("other").Faults, host.Calls("other").Count));
    }

    internal static async Task<CrmRuleException> RefusedAsync(CrmHost host)
    {
        await using var session = host.Open();
        return await Assert.ThrowsAsync<CrmRuleException>(() => session.Records.CreateAsync(new Lead { Name = "bad" }));
    }

    /// <summary>There are so many leads, and writing goes on.</summary>
    internal static async Task WorksAsync(CrmHost host, int leads, bool writes = true)
    {
        await using var session = host.Open();
        Assert.Equal(leads, await session.Records.CountAsync(new Specification<Lead>(_ => true)));
        if (writes) await session.Records.CreateAsync(new Lead { Name = "fine" });
    }
}
