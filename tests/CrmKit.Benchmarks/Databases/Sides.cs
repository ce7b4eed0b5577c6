using System.Diagnostics;

namespace CrmKit.Benchmarks.Databases;

/// <summary>Two ways of the same work, measured in turn, by the clock and by processor time.</summary>
internal static class Sides
{
    /// <summary>Prints how much of the baseline's speed the other way has: 1 is as fast.</summary>
    /// <param name="title">What is compared, and on what.</param>
    /// <param name="rounds">How often each side runs.</param>
    /// <param name="cpu">Processor time that has gone by.</param>
    /// <param name="ours">What is measured; prepares, and returns the part that counts.</param>
    /// <param name="baseline">What it is held against.</param>
    /// <param name="must">What the ratio should be.</param>
    public static async Task CompareAsync(string title, int rounds, Func<double> cpu, Func<Task<Func<Task>>> ours, Func<Task<Func<Task>>> baseline, string must)
    {
        var (clock, processor) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            var (first, second) = round % 2 == 0 ? (ours, baseline) : (baseline, ours);
            var (one, two) = (await TimeAsync(cpu, await first()), await TimeAsync(cpu, await second()));
            var (our, bare) = round % 2 == 0 ? (one, two) : (two, one);
            clock.Add(bare.Clock / our.Clock);
            processor.Add(bare.Cpu / our.Cpu);
        }
        Console.WriteLine($"{title}: {Spread(clock)} by the clock, {Spread(processor)} by processor time, {rounds} rounds; {must}");
    }

    public static string Spread(List<double> values)
    {
        values.Sort();
        return $"{values[values.Count / 2]:F2} (from {values[0]:F2} to {values[^1]:F2})";
    }

    public static async Task<(double Clock, double Cpu)> TimeAsync(Func<double> cpu, Func<Task> work)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var (before, watch) = (cpu(), Stopwatch.StartNew());
        await work();
        return (watch.Elapsed.TotalSeconds, Math.Max(0.01, cpu() - before));
    }
}
