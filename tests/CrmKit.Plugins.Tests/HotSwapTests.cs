using System.Collections.Concurrent;
using CrmKit.Leads;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Plugins;

/// <summary>Generations follow each other while the host works.</summary>
public sealed class HotSwapTests
{
    // Writes its version into each lead, after a pause in which it can be taken out.
    private static string Stamping(int version, int milliseconds = 0) => PluginSource.Configure("plugin.AddBeforeSave<Handler>(\"lead\");") + $$"""
         public sealed class Handler : IBeforeSave
        {
            public async ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
            {
                if ({{milliseconds}} > 0) await Task.Delay({{milliseconds}}, cancellationToken);
                foreach (var change in context.Changes) ((CrmKit.Leads.Lead)change.After).City = "v{{version}}";
            }
        }
        """;

    [Fact]
    public async Task HOT_09_swaps_under_load_fail_nothing_and_after_the_swap_nobody_gets_the_old_version()
    {
        await using var host = await CrmHost.WithAsync(Stamping(1));
        using var stop = new CancellationTokenSource();
        var failures = new ConcurrentQueue<string>();
        var (current, done) = (1, 0);
        var workers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var least = Volatile.Read(ref current); // swapped in before the session opened
                try
                {
                    var city = await StampAsync(host);
                    if (int.Parse(city[1..], System.Globalization.CultureInfo.InvariantCulture) < least) failures.Enqueue($"{city} after the swap to v{least}");
                    Interlocked.Increment(ref done);
                }
                catch (Exception e)
                {
                    failures.Enqueue(e.ToString());
                }
            }
        })).ToList();
        for (var version = 2; version <= 16; version++)
        {
            host.Add("acme", Stamping(version));
            await host.Runtime.ReloadAsync("acme");
            Volatile.Write(ref current, version);
            var before = Volatile.Read(ref done); // a busy machine must not swap all versions before anybody saves
            while (Volatile.Read(ref done) < before + 4 && failures.IsEmpty) await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
        await stop.CancelAsync();
        await Task.WhenAll(workers);
        Assert.Empty(failures);
        Assert.Equal(0, host.Calls().Faults);
        await host.Runtime.DisableAsync("acme");
        Assert.True(await PluginHost.IsCollectedAsync(() => host.Runtime.Find("acme")!.Lingering), string.Join(" ", host.Runtime.Find("acme")!.Holders));
    }

    [Fact]
    public async Task HOT_10_a_session_that_was_open_keeps_its_version_and_taking_out_waits_for_it()
    {
        await using var host = await CrmHost.WithAsync(Stamping(1));
        var open = host.Open();
        host.Add("acme", Stamping(2));
        var swap = host.Runtime.ReloadAsync("acme");
        await CrmHost.UntilAsync(() => host.Runtime.Find("acme")!.Generation == 2);
        Assert.Equal("v2", await StampAsync(host));
        Assert.Equal("v1", (await open.Records.CreateAsync(new Lead { Name = "Ada" })).City);
        Assert.False(swap.IsCompleted);
        await open.DisposeAsync();
        await swap;
    }

    [Fact]
    public async Task HOT_11_calls_that_outlast_the_drain_are_cancelled()
    {
        await using var host = await CrmHost.WithAsync(Stamping(1, milliseconds: 60_000), configure: o => (o.DrainTimeout, o.TransactionTimeout) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10)));
        var save = StampAsync(host);
        await CrmHost.UntilAsync(() => host.Calls().UnderWay == 1);
        await host.Runtime.ReloadAsync("acme");
        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => save);
        Assert.Contains("taken out meanwhile", refused.Error.Message, StringComparison.Ordinal);
        Assert.Equal((0, 0), (host.Calls().Faults, host.Calls().Abandoned));
        Assert.True(await PluginHost.IsCollectedAsync(() => host.Runtime.Find("acme")!.Lingering));
    }

    [Fact]
    public async Task HOT_12_the_container_of_a_generation_is_disposed_when_the_last_session_has_left_it()
    {
        await using var host = await CrmHost.WithAsync(PluginSource.Configure("plugin.Services.AddSingleton<Service>(); plugin.AddBeforeSave<Handler>(\"lead\");") + """
             public sealed class Service : IDisposable { public void Dispose() => AppContext.SetSwitch("HOT_12", true); }
            public sealed class Handler(Service service) : IBeforeSave { public ValueTask BeforeSaveAsync(SaveContext c, CancellationToken t) { GC.KeepAlive(service); return default; } }
            """, configure: o => o.DrainTimeout = TimeSpan.FromMilliseconds(50));
        await using (var open = host.Open())
        {
            await open.Records.CreateAsync(new Lead { Name = "Ada" });
            await host.Runtime.DisableAsync("acme");
            await open.Records.CreateAsync(new Lead { Name = "Ada" });
            Assert.False(AppContext.TryGetSwitch("HOT_12", out _));
        }
        await CrmHost.UntilAsync(() => AppContext.TryGetSwitch("HOT_12", out _));
    }

    [Fact]
    public async Task HOT_14_the_version_before_can_be_put_back_while_somebody_uses_the_new_one()
    {
        await using var host = new InstalledHost();
        var old = host.Package(version: "1.0.0");
        await host.InstallAsync(old);
        await host.InstallAsync(host.Package(version: "2.0.0"));
        var newer = host.Host.Catalog;
        Assert.Equal("2.0.0", host.Label());

        await host.InstallAsync(old, force: true);
        Assert.Equal(("1.0.0", PluginState.Enabled, 3), (host.Label(), host.Runtime.Find("acme")!.State, host.Runtime.Find("acme")!.Generation));
        Assert.Equal("2.0.0", newer.Type("acme.thing").Label.English); // whoever has it keeps it to the end
        Assert.True(await PluginHost.IsCollectedAsync(() => host.Runtime.Find("acme")!.Lingering));
    }

    [Fact]
    public async Task HOT_17_swaps_asked_for_at_once_take_turns()
    {
        await using var host = await CrmHost.WithAsync(Stamping(1));
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.Runtime.ReloadAsync("acme")));
        Assert.Equal(Enumerable.Range(2, 8), all.Select(s => s.Generation).Order());
        Assert.Equal("v1", await StampAsync(host));
    }

    [Fact]
    public async Task HOT_18_a_long_answer_that_began_before_a_swap_is_given_to_its_end_by_the_version_that_began_it()
    {
        static string Answering(int version) => PluginSource.Configure("plugin.AddEndpoint<Slow>(new CrmKit.Endpoints.EndpointDefinition { Key = \"acme.slow\", Method = \"GET\", Path = \"/slow\", Summary = new LocalizedText(\"Slow.\") });") + $$"""
             public sealed class Slow : CrmKit.Endpoints.IPluginEndpoint
            {
                public async ValueTask<CrmKit.Endpoints.EndpointAnswer> HandleAsync(CrmKit.Endpoints.EndpointContext context, CancellationToken cancellationToken)
                {
                    var parts = new System.Text.Json.Nodes.JsonArray("v{{version}}");
                    if (AppContext.GetData("HOT_18") is TaskCompletionSource[] { Length: 2 } signs)
                    {
                        signs[0].SetResult();
                        await signs[1].Task.WaitAsync(cancellationToken);
                    }
                    parts.Add("v{{version}}");
                    return CrmKit.Endpoints.EndpointAnswer.Json(parts);
                }
            }
            """;
        await using var host = await CrmHost.WithAsync(Answering(1), configure: o => (o.DrainTimeout, o.RequestTimeout) = (TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5)));
        var (begun, goesOn) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        AppContext.SetData("HOT_18", new[] { begun, goesOn });
        var slow = AskAsync();
        await begun.Task;
        AppContext.SetData("HOT_18", null);

        host.Add("acme", Answering(2));
        var swap = host.Runtime.ReloadAsync("acme");
        await CrmHost.UntilAsync(() => host.Runtime.Find("acme")!.Generation == 2);
        Assert.Equal("""["v2","v2"]""", await AskAsync());
        Assert.False(slow.IsCompleted || swap.IsCompleted);
        goesOn.SetResult();
        Assert.Equal("""["v1","v1"]""", await slow);
        await swap;
        Assert.Equal((0, 0), (host.Calls().Faults, host.Calls().Abandoned));

        Task<string> AskAsync() => host.InSessionAsync(async s => (await s.Endpoints.AnswerAsync("acme.slow", new CrmKit.Endpoints.EndpointRequest())).Body!.ToJsonString());
    }

    private static async Task<string> StampAsync(CrmHost host)
    {
        await using var session = host.Open();
        return (await session.Records.CreateAsync(new Lead { Name = "Ada" })).City!;
    }
}
