using System.Diagnostics.Metrics;
using CrmKit.Events;
using CrmKit.Leads;
using CrmKit.Records;
using Microsoft.Extensions.DependencyInjection;
using static CrmKit.Plugins.Isolation.FaultyPlugin;

namespace CrmKit.Plugins.Isolation;

/// <summary>What a call asks of the doors is counted, and more than its budget fails it.</summary>
public sealed class BudgetTests
{
    private const string Query = "await context.Session.Records.CountAsync(new CrmKit.Records.Specification<CrmKit.Accounts.Account>(_ => true));";
    private const string Rows = "await context.Session.Records.ListAsync(new CrmKit.Records.Specification<CrmKit.Accounts.Account>(_ => true));";
    private const string Write = "await context.Session.Records.CreateAsync(new CrmKit.Accounts.Account { Name = \"Made\" });";
    private const string Effect = "await context.Session.Effects.RequestAsync([new CrmKit.Effects.EffectRequest(\"acme.mail\", Guid.NewGuid().ToString(), default)]);";

    [Theory]
    [InlineData(Query, 3, true)]
    [InlineData(Query, 4, false)]
    [InlineData(Rows, 3, true)] // three accounts, one question each time: three rows, six, nine
    [InlineData(Rows, 4, false)]
    [InlineData(Write, 3, true)]
    [InlineData(Write, 4, false)]
    [InlineData(Effect, 3, true)]
    [InlineData(Effect, 4, false)]
    public async Task GOV_each_limit_holds_at_n_and_fails_at_n_plus_1(string act, int times, bool succeeds)
    {
        var limits = new PluginLimits { Queries = act == Rows ? 100 : 3, Rows = 9, Writes = 3, OutboxItems = 3 };
        await using var host = await CrmHost.WithAsync(BeforeSave($"for (var i = 0; i < {times}; i++) {{ {act} }}"), configure: o => o.LimitsByPlugin["acme"] = limits);
        await using (var before = host.Open()) await before.Records.SaveAsync(Accounts(3));

        await using (var session = host.Open())
        {
            var refused = await Xunit.Record.ExceptionAsync(() => session.Records.CreateAsync(new Lead { Name = "bad" }));
            if (succeeds) Assert.Null(refused);
            else Assert.Contains("per call", Assert.IsType<CrmRuleException>(refused).Error.Message, StringComparison.Ordinal);
        }
        await using var after = host.Open();
        Assert.Equal(succeeds ? 1 : 0, await after.Records.CountAsync(new Specification<Lead>(_ => true)));
        if (!succeeds) Assert.Equal(3, await after.Records.CountAsync(new Specification<Accounts.Account>(_ => true))); // nothing of it stays
        Assert.Equal(succeeds ? 0 : 1, host.Calls().Faults);
    }

    [Fact]
    public async Task GOV_a_budget_that_the_plugin_ignores_fails_the_call_all_the_same()
    {
        await using var host = await CrmHost.WithAsync(BeforeSave($"for (var i = 0; i < 9; i++) try {{ {Query} }} catch (CrmException) {{ }}"), configure: o => o.Limits = new PluginLimits { Queries = 5 });
        Assert.Equal("record.handler-failed", (await CallTests.RefusedAsync(host)).Error.Code);
    }

    [Fact]
    public async Task GOV_what_calls_ask_is_counted_per_plugin()
    {
        await using var host = await CrmHost.WithAsync(BeforeSave($"{Query} {Rows} {Effect}"));
        host.Add("other", PluginSource.Empty);
        await host.Runtime.RefreshAsync();
        await using (var before = host.Open()) await before.Records.SaveAsync(Accounts(2));
        await using (var session = host.Open()) await session.Records.CreateAsync(new Lead { Name = "bad" });

        var calls = host.Calls();
        Assert.Equal((1, 2, 2, 0, 1), (calls.Count, calls.Queries, calls.Rows, calls.Writes, calls.OutboxItems));
        Assert.True(calls.Time > TimeSpan.Zero);
        Assert.Equal((0, 0, 0), (host.Calls("other").Count, host.Calls("other").Queries, host.Calls("other").Rows));
    }

    [Fact]
    public async Task GOV_what_plugins_use_is_measured_by_plugin()
    {
        await using var host = await CrmHost.WithAsync(BeforeSave($"{Query} {Query} {Write} {Effect}"), id: "measured");
        await using (var session = host.Open()) await session.Records.CreateAsync(new Lead { Name = "bad" });
        var seen = new Dictionary<string, double>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == "CrmKit" && instrument.Name.StartsWith("crmkit.plugin.", StringComparison.Ordinal)) l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();
        listener.RecordObservableInstruments();
        Assert.Equal((1, 2, 1, 1), (seen["crmkit.plugin.calls"], seen["crmkit.plugin.queries"], seen["crmkit.plugin.writes"], seen["crmkit.plugin.outbox_items"]));
        Assert.True(seen["crmkit.plugin.time"] > 0 && seen.ContainsKey("crmkit.plugin.rows"));

        void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
                if (tag is { Key: "plugin", Value: "measured" }) seen[instrument.Name] = value;
        }
    }

    [Fact]
    public async Task GOV_each_call_has_its_own_budget()
    {
        await using var host = await CrmHost.WithAsync(BeforeSave(Query), configure: o => o.Limits = new PluginLimits { Queries = 1 });
        await using var session = host.Open();
        for (var i = 0; i < 5; i++) await session.Records.CreateAsync(new Lead { Name = "bad" });
        Assert.Equal((5, 5, 0), (host.Calls().Count, host.Calls().Queries, host.Calls().Faults));
    }

    [Fact]
    public async Task GOV_what_a_plugin_causes_in_another_is_that_ones()
    {
        await using var host = await CrmHost.WithAsync(BeforeSave(Write), configure: o => o.LimitsByPlugin["acme"] = new PluginLimits { Queries = 0 });
        host.Add("other", PluginSource.Configure("plugin.AddBeforeSave<Handler>(\"account\");") + $$"""
             public sealed class Handler : IBeforeSave { public async ValueTask BeforeSaveAsync(SaveContext context, CancellationToken t) { {{Query}} } }
            """);
        await host.Runtime.RefreshAsync();
        await using var session = host.Open();
        await session.Records.CreateAsync(new Lead { Name = "bad" });
        Assert.Equal((0, 1), (host.Calls().Queries, host.Calls().Writes));
        Assert.Equal((1, 0), (host.Calls("other").Queries, host.Calls("other").Writes));
    }

    [Fact]
    public async Task GOV_time_in_another_plugins_call_is_not_held_against_the_one_that_caused_it()
    {
        await using var host = await CrmHost.WithAsync(BeforeSave($"{Write} {Write} {Write}"), configure: o => o.TransactionTimeout = TimeSpan.FromMilliseconds(1_500));
        host.Add("other", PluginSource.Configure("plugin.AddBeforeSave<Handler>(\"account\");") + """
             public sealed class Handler : IBeforeSave { public async ValueTask BeforeSaveAsync(SaveContext context, CancellationToken t) => await Task.Delay(700, t); }
            """);
        await host.Runtime.RefreshAsync();
        await using var session = host.Open();
        await session.Records.CreateAsync(new Lead { Name = "bad" });
        Assert.Equal((0, 0), (host.Calls().Faults, host.Calls("other").Faults));
        Assert.True(host.Calls("other").Time > host.Calls().Time);
    }

    [Fact]
    public async Task EVT_handlers_of_two_plugins_that_cause_each_others_saves_are_stopped_with_their_chain()
    {
        await using var host = await CrmHost.WithAsync(Counting("lead", "account", "Ping"));
        host.Add("other", Counting("account", "lead", "Pong"));
        await host.Runtime.RefreshAsync();
        await using var session = host.Open();
        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => session.Records.CreateAsync(new Lead { Name = "bad" }));
        Assert.Equal("record.handler-depth", refused.Error.Code);
        Assert.Contains("Ping (lead) → Pong (account) → Ping (lead)", refused.Error.Message, StringComparison.Ordinal);
        await CallTests.WorksAsync(host, leads: 0, writes: false);
    }

    [Fact]
    public async Task GOV_a_subscriber_over_its_budget_is_tried_again_by_the_outbox()
    {
        var source = PluginSource.Configure("plugin.AddSubscriber<Handler>(\"lead.created\");")
            + $" public sealed class Handler : CrmKit.Events.IEventSubscriber {{ public async ValueTask HandleAsync(CrmKit.Events.EventContext context, CancellationToken t) {{ {Query} {Query} }} }}";
        await using var host = await CrmHost.WithAsync(source, configure: o => o.Limits = new PluginLimits { Queries = 1 });
        await using (var session = host.Open()) await session.Records.CreateAsync(new Lead { Name = "bad" });
        Assert.Equal(0, await host.Services.GetRequiredService<IDispatcher>().DrainAsync());
        Assert.Equal(1, host.Calls().Faults);
        Assert.Contains("1 queries per call", host.Calls().LastFault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GOV_all_plugins_together_have_ten_times_a_calls_budget_within_one_transaction()
    {
        await using var host = await CrmHost.WithAsync(BeforeSave(Query), configure: o => o.Limits = new PluginLimits { Queries = 1 });
        host.Add("other", BeforeSave(Query));
        await host.Runtime.RefreshAsync();
        await using var session = host.Open();
        await using (var work = await session.BeginAsync())
        {
            for (var i = 0; i < PluginLimits.InTransaction / 2; i++) await session.Records.CreateAsync(new Lead { Name = "bad" });
            var refused = await Assert.ThrowsAsync<CrmRuleException>(() => session.Records.CreateAsync(new Lead { Name = "bad" }));
            Assert.Contains("10 queries within one transaction", refused.Error.Message, StringComparison.Ordinal);
        }
        Assert.Equal((5, 1), (host.Calls("other").Queries, host.Calls().Faults + host.Calls("other").Faults));
        for (var i = 0; i < PluginLimits.InTransaction; i++) await session.Records.CreateAsync(new Lead { Name = "bad" }); // each in a transaction of its own
    }

    [Theory]
    [InlineData("""{ "queries": 2 }""", 2)]
    [InlineData("""{ "queries": 9 }""", 5)] // no more than the host allows
    [InlineData("""{ "rows": 9 }""", 5)]
    public async Task GOV_a_manifest_binds_the_plugin_within_what_the_host_allows(string limits, int most)
    {
        await using var host = await CrmHost.WithAsync(BeforeSave($"for (var i = 0; i < 9; i++) {{ {Query} }}"), configure: o => o.Limits = new PluginLimits { Queries = 5 }, more: $", \"limits\": {limits}");
        Assert.Contains($"more than its {most} queries per call", (await CallTests.RefusedAsync(host)).Error.Message, StringComparison.Ordinal);
    }

    internal static ChangeSet Accounts(int count)
    {
        var changes = new ChangeSet();
        for (var i = 0; i < count; i++) changes.Create(new Accounts.Account { Name = $"Account {i}" });
        return changes;
    }

    // Creates a record of the other type after each save: never the same record twice, so only the depth stops it.
    private static string Counting(string type, string creates, string name) => PluginSource.Configure($"plugin.AddAfterSave<{name}>(\"{type}\");") + $$"""
         [CrmKit.Records.Saves("{{creates}}", EndsByItself = true)]
         public sealed class {{name}} : IAfterSave
        {
            public ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
            {
                context.Also(new CrmKit.Records.ChangeSet().Create({{(creates == "lead" ? "new CrmKit.Leads.Lead { Name = \"again\" }" : "new CrmKit.Accounts.Account { Name = \"again\" }")}}));
                return default;
            }
        }
        """;
}
