using System.Diagnostics;
using CrmKit.Plugins;
using CrmKit.Plugins.Isolation;
using CrmKit.Records;
using Microsoft.Extensions.DependencyInjection;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace CrmKit.Benchmarks.Plugins;

/// <summary>P17: one guarded call of a handler that does nothing, against calling it directly, against moving it to another thread and back without any guard, and against a Polly pipeline.</summary>
internal static class GuardRatio
{
    public static async Task<int> RunAsync(int calls)
    {
        await using var services = new ServiceCollection().AddCrmKit(crm => crm.AddPlugins(Path.Combine(Path.GetTempPath(), "crmkit-no-plugins"))).BuildServiceProvider();
        var guard = services.GetRequiredService<PluginIsolation>().NewGuard("bench", 1);
        var point = new ExtensionPoint(typeof(IBeforeSave), "*", 0, "Bench", static _ => new object());
        var (handler, owner) = (new Nothing(), new Owner());
        var polly = new ResiliencePipelineBuilder().AddCircuitBreaker(new CircuitBreakerStrategyOptions()).AddTimeout(new TimeoutStrategyOptions { Timeout = TimeSpan.FromSeconds(2) }).Build();

        (string Name, Func<int, Task> Run)[] ways =
        [
            ("direct", async n => { for (var i = 0; i < n; i++) await handler.DoAsync(CancellationToken.None); }),
            ("guarded", async n =>
            {
                for (var i = 0; i < n; i++)
                    if (await guard.CallAsync(point, CallKind.Transaction, owner, handler, static (h, token) => h.DoAsync(token), CancellationToken.None) is { } fault) throw new InvalidOperationException(fault.Detail);
            }),
            ("thread change alone", async n => { for (var i = 0; i < n; i++) await Task.Run(static () => { }); }),
            ("Polly breaker and time-out, same thread", async n => { for (var i = 0; i < n; i++) await polly.ExecuteAsync(static (h, token) => h.DoAsync(token), handler, CancellationToken.None); }),
        ];
        foreach (var way in ways) await way.Run(calls / 10); // compiled and warm
        var results = ways.ToDictionary(w => w.Name, _ => new List<(double Nanoseconds, double Processor, double Bytes)>());
        for (var round = 0; round < 5; round++)
            foreach (var (name, run) in ways)
            {
                var (allocated, busy, watch) = (GC.GetTotalAllocatedBytes(precise: true), Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
                await Task.Run(() => run(calls));
                results[name].Add((watch.Elapsed.TotalNanoseconds / calls, (Environment.CpuUsage.TotalTime - busy).TotalNanoseconds / calls, (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)calls));
            }
        foreach (var (name, rounds) in results)
        {
            var median = rounds.OrderBy(r => r.Nanoseconds).ElementAt(rounds.Count / 2);
            Console.WriteLine($"{name}: {median.Nanoseconds:N0} ns, of the processor {median.Processor:N0} ns, {median.Bytes:N0} bytes");
        }
        return 0;
    }

    private sealed class Nothing
    {
        public ValueTask DoAsync(CancellationToken cancellationToken) => default;
    }

    private sealed class Owner : ICallOwner
    {
        public ICallMeter? Current { get; set; }

        public long Spend(CallCost cost, long amount) => 0;

        public void Abandon(Task ended) { }
    }
}
