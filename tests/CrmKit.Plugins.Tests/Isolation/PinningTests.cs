using System.Diagnostics.Metrics;

namespace CrmKit.Plugins.Isolation;

/// <summary>What keeps a plugin in memory is reported with its cause; what does not keep it leaves no trace.</summary>
public sealed class PinningTests
{
    private const string Poco = "public sealed class Poco { public string? Name { get; set; } }";

    // What the plugin does when it starts, and what the report has to say.
    public static TheoryData<string, string, string> Pinning => new()
    {
        { "running timer", "_kept = new Timer(_ => { }, null, 1000, 1000);", "a timer that is not disposed (System.Threading.Timer)" },
        { "event of the runtime", "AppDomain.CurrentDomain.ProcessExit += (_, _) => { };", "a handler left on an event of the runtime (System.AppDomain.add_ProcessExit)" },
        { "unobserved tasks event", "TaskScheduler.UnobservedTaskException += (_, _) => { };", "TaskScheduler.add_UnobservedTaskException" },
        { "resolving event", "System.Runtime.Loader.AssemblyLoadContext.Default.Resolving += (_, _) => null;", "AssemblyLoadContext.add_Resolving" },
        { "signal", "_kept = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGCONT, _ => { });", "PosixSignalRegistration.Create" },
        { "looping thread", "var t = new Thread(() => { while (true) Thread.Sleep(500); }) { IsBackground = true }; t.Start();", "a thread that does not end" },
        { "task loop", "_ = Task.Run(async () => { while (true) await Task.Delay(500); });", "a task that does not end" },
        { "type descriptor", $"System.ComponentModel.TypeDescriptor.GetProperties(typeof(Poco));", "TypeDescriptor" },
        { "data annotations", "var p = new Poco(); System.ComponentModel.DataAnnotations.Validator.TryValidateObject(p, new System.ComponentModel.DataAnnotations.ValidationContext(p), null);", "DataAnnotations" },
        { "observable meter", "var m = new System.Diagnostics.Metrics.Meter(\"acme\"); m.CreateObservableGauge(\"x\", () => 1);", "observable instruments" },
        { "activity listener", "System.Diagnostics.ActivitySource.AddActivityListener(new System.Diagnostics.ActivityListener { ShouldListenTo = _ => false });", "AddActivityListener" },
        { "gc handle", "System.Runtime.InteropServices.GCHandle.Alloc(new Poco());", "GCHandle" },
        { "object in AppContext", "AppContext.SetData(\"UNL_pin\", new Poco());", "AppContext.SetData" },
        { "object in the domain's data", "AppContext.SetData(\"UNL_exception\", Caught()); static Exception Caught() { try { throw new InvalidOperationException(); } catch (Exception e) { return e; } }", "AppContext.SetData" },
    };

    public static TheoryData<string, string> Harmless => new()
    {
        { "nothing", "" },
        { "disposed timer", "using var t = new Timer(_ => { }, null, 1000, 1000);" },
        { "finished one-shot timer", "_kept = new Timer(_ => { }, null, 1, Timeout.Infinite); Thread.Sleep(50);" },
        { "event unsubscribed", "EventHandler h = (_, _) => { }; AppDomain.CurrentDomain.ProcessExit += h; AppDomain.CurrentDomain.ProcessExit -= h;" },
        { "token of its own", "var s = new CancellationTokenSource(); s.Token.Register(() => { });" },
        { "disposed linked source", "using var s = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);" },
        { "finished task", "Task.Run(() => { }).Wait();" },
        { "finished thread", "var t = new Thread(() => { }); t.Start(); t.Join();" },
        { "thread static", "Statics.OnThread = new Poco();" },
        { "static field", "Statics.Kept = new Poco();" },
        { "async local in an async method", "Flow().Wait(); async Task Flow() { var l = new AsyncLocal<Poco>(); l.Value = new Poco(); await Task.Yield(); }" },
        { "async local on the flow of the call", "new AsyncLocal<Poco>().Value = new Poco();" },
        { "json with default options", "System.Text.Json.JsonSerializer.Serialize(new Poco());" },
        { "json with own options", "System.Text.Json.JsonSerializer.Serialize(new Poco(), new System.Text.Json.JsonSerializerOptions());" },
        { "json nodes", "System.Text.Json.Nodes.JsonNode.Parse(\"{}\");" },
        { "expression compiled and dropped", "System.Linq.Expressions.Expression<Func<Poco, string?>> e = p => p.Name; e.Compile()(new Poco());" },
        { "plinq", "Enumerable.Range(0, 100).AsParallel().Select(i => new Poco()).ToList();" },
        { "meter with a counter", "new System.Diagnostics.Metrics.Meter(\"acme\").CreateCounter<int>(\"x\").Add(1);" },
        { "activity source", "using var a = new System.Diagnostics.ActivitySource(\"acme\").StartActivity(\"x\");" },
        { "weak table keyed by its own type", "new System.Runtime.CompilerServices.ConditionalWeakTable<Type, Poco>().Add(typeof(Poco), new Poco());" },
        { "channel", "System.Threading.Channels.Channel.CreateUnbounded<Poco>().Writer.TryWrite(new Poco());" },
        { "semaphore", "new SemaphoreSlim(1).Wait();" },
        { "text of an exception kept by the host", "try { throw new InvalidOperationException(\"x\"); } catch (Exception e) { AppContext.SetData(\"UNL_text\", e.ToString()); }" },
        { "string literal kept by the host", "AppContext.SetData(\"UNL_literal\", \"a literal of the plugin\");" },
        { "reflection emit free type handle", "System.Activator.CreateInstance(typeof(Poco));" },
        { "static http client", "Statics.Kept = new System.Net.Http.HttpClient();" },
        { "regex", "new System.Text.RegularExpressions.Regex(\"a+\").IsMatch(\"aa\");" },
        { "xml serializer", "new System.Xml.Serialization.XmlSerializer(typeof(Poco)).Serialize(new System.IO.MemoryStream(), new Poco());" },
        { "data contract", "var d = new System.Runtime.Serialization.DataContractSerializer(typeof(Poco)); var m = new System.IO.MemoryStream(); d.WriteObject(m, new Poco { Name = \"x\" }); m.Position = 0; d.ReadObject(m);" },
        { "options of its own", "Microsoft.Extensions.DependencyInjection.ServiceDescriptor.Singleton(new Poco());" },
    };

    [Theory]
    [MemberData(nameof(Pinning))]
    public async Task PIN_what_keeps_a_plugin_in_memory_is_reported_with_its_cause(string cause, string body, string report)
    {
        await using var host = new PluginHost();
        host.Add("acme", Starting(body));
        var status = await host.LoadAsync("acme");
        Assert.True(status.State == PluginState.Enabled, string.Join(" ", status.Errors.Select(e => e.Message)));
        Assert.Empty(host.Runtime.Find("acme")!.Holders);
        await host.Runtime.DisableAsync("acme");
        Assert.False(await PluginHost.IsCollectedAsync(() => host.Runtime.Find("acme")!.Lingering), $"The case '{cause}' pins no more: move it to the harmless ones.");
        Assert.Contains(report, Assert.Single(host.Runtime.Find("acme")!.Holders), StringComparison.Ordinal);
        Assert.True(ZombieGauge() >= 1);
    }

    [Theory]
    [MemberData(nameof(Harmless))]
    public async Task UNL_what_is_known_to_be_harmless_leaves_with_the_plugin(string cause, string body)
    {
        await using var host = new PluginHost();
        host.Add("acme", Starting(body));
        var status = await host.LoadAsync("acme");
        Assert.True(status.State == PluginState.Enabled, string.Join(" ", status.Errors.Select(e => e.Message)));
        await host.Runtime.DisableAsync("acme");
        Assert.True(await PluginHost.IsCollectedAsync(() => host.Runtime.Find("acme")!.Lingering), $"{cause}: {string.Join(" ", host.Runtime.Find("acme")!.Holders)}");
        Assert.Empty(host.Runtime.Find("acme")!.Holders);
    }

    [Fact]
    public async Task UNL_95_above_the_cap_nothing_that_runs_is_replaced_until_the_host_is_restarted()
    {
        await using var host = new PluginHost(o => o.MaxZombies = 1);
        host.Add("acme", Starting("AppContext.SetData(\"UNL_cap\", new Poco());"));
        await host.LoadAsync("acme");
        AppContext.SetData("UNL_cap_first", AppContext.GetData("UNL_cap")); // the next load overwrites it
        await host.Runtime.ReloadAsync("acme");
        var before = host.Runtime.Find("acme")!;
        Assert.False(await PluginHost.IsCollectedAsync(() => host.Runtime.Find("acme")!.Lingering));

        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => host.Runtime.ReloadAsync("acme"));
        Assert.Equal("plugin.restart-required", refused.Error.Code);
        Assert.Equal((PluginState.Enabled, before.Version), (host.Runtime.Find("acme")!.State, host.Runtime.Find("acme")!.Version)); // it runs on
        await host.Runtime.DisableAsync("acme"); // and what is no replacement is allowed
        await host.Runtime.EnableAsync("acme");
        AppContext.SetData("UNL_cap", null);
        AppContext.SetData("UNL_cap_first", null);
    }

    [Fact]
    public async Task UNL_sessions_inside_are_named_as_what_holds_it()
    {
        await using var host = await CrmHost.WithAsync(PluginSource.Type("acme.thing"), configure: o => o.DrainTimeout = TimeSpan.FromMilliseconds(50));
        await using (host.Open())
        {
            await host.Runtime.DisableAsync("acme");
            Assert.Contains("1 sessions or calls still use it", Assert.Single(host.Runtime.Find("acme")!.Holders), StringComparison.Ordinal);
        }
        Assert.True(await PluginHost.IsCollectedAsync(() => host.Runtime.Find("acme")!.Lingering));
    }

    [Fact]
    public async Task UNL_a_stop_that_failed_is_named_beside_what_the_code_uses()
    {
        await using var host = new PluginHost();
        host.Add("acme", "namespace Sample; public sealed class SamplePlugin : CrmPlugin { public override ValueTask StopAsync(CancellationToken t) { AppContext.SetData(\"UNL_stop\", this); throw new InvalidOperationException(\"boom\"); } }");
        await host.LoadAsync("acme");
        await host.Runtime.DisableAsync("acme");
        Assert.False(await PluginHost.IsCollectedAsync(() => host.Runtime.Find("acme")!.Lingering));
        Assert.Contains(host.Runtime.Find("acme")!.Holders, h => h.Contains("plugin.load-failed", StringComparison.Ordinal) && h.Contains("StopAsync", StringComparison.Ordinal));
        AppContext.SetData("UNL_stop", null);
        Assert.True(await PluginHost.IsCollectedAsync(() => host.Runtime.Find("acme")!.Lingering)); // and it goes once it is let go
    }

    private static string Starting(string body) => $$"""
        namespace Sample;
        public sealed class SamplePlugin : CrmPlugin
        {
            private static object? _kept;
            public override ValueTask StartAsync(CancellationToken cancellationToken) { {{body}} return default; }
        }
        {{Poco}}
        public static class Statics { public static object? Kept; [ThreadStatic] public static object? OnThread; }
        """;

    private static int ZombieGauge()
    {
        var seen = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Name == "crmkit_plugin_zombies") l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((_, value, _, _) => seen = Math.Max(seen, value));
        listener.Start();
        listener.RecordObservableInstruments();
        return seen;
    }
}
