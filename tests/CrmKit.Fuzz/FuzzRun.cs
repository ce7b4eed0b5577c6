using System.Diagnostics;

namespace CrmKit.Fuzz;

/// <summary>Asks a target again and again. Inputs that bring a kind of answer that was not there before are bred from, as the seeds are.</summary>
internal static class FuzzRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1); // of the processors: on a busy machine others have them most of the time
    private static readonly TimeSpan Hanging = TimeSpan.FromMinutes(1); // by the clock
    private const long Memory = 64 * 1024 * 1024; // allocated for one input, whatever its length
    private const long MemoryPerByte = 4096;
    private const int Kept = 5000;

    /// <param name="target">What is asked.</param>
    /// <param name="inputs">How many inputs are bred, beside the seeds and the corpus.</param>
    /// <param name="seed">The same seed breeds the same inputs.</param>
    public static async Task<Findings> RunAsync(FuzzTarget target, int inputs, int seed)
    {
        var (outcomes, complaints) = (new HashSet<string>(StringComparer.Ordinal), new Dictionary<string, Complaint>(StringComparer.Ordinal));
        var pool = new List<byte[]>(target.Seeds);
        pool.AddRange(Corpus(target));
        foreach (var known in pool.ToArray()) await AskAsync(known);
        var mutator = new Mutator(new Random(seed), target.Tokens);
        for (var i = 0; i < inputs; i++)
        {
            var input = mutator.Breed(pool);
            if (await AskAsync(input) && pool.Count < Kept) pool.Add(input);
        }
        return new Findings(outcomes.Count, [.. complaints.Values]);

        async Task<bool> AskAsync(byte[] input)
        {
            var (outcome, complaint) = await TryAsync(target, input);
            if (complaint is not null) complaints.TryAdd(complaint, new Complaint(complaint, input));
            return outcomes.Add(outcome);
        }
    }

    private static async Task<(string Outcome, string? Complaint)> TryAsync(FuzzTarget target, byte[] input)
    {
        bool IsTooMuch(long allocated) => allocated > Memory + (MemoryPerByte * input.Length);
        try
        {
            var (outcome, taken, allocated) = await MeasureAsync(target, input);
            // By itself, or because the process had other things to do? The least of four counts.
            for (var again = 0; (taken > Patience || IsTooMuch(allocated)) && again < 3; again++)
            {
                var (_, time, memory) = await MeasureAsync(target, input);
                (taken, allocated) = (time < taken ? time : taken, Math.Min(memory, allocated));
            }
            return (outcome, taken > Patience ? $"more than {Patience.TotalSeconds} s" : IsTooMuch(allocated) ? "too much memory" : null);
        }
        catch (Exception wrong)
        {
            return (wrong.GetType().Name, wrong is FuzzException ? wrong.Message : $"{wrong.GetType().Name} at {new StackTrace(wrong).GetFrame(0)?.GetMethod()?.Name}");
        }
    }

    private static async Task<(string Outcome, TimeSpan Taken, long Allocated)> MeasureAsync(FuzzTarget target, byte[] input)
    {
        var (before, worked, watch) = (GC.GetTotalAllocatedBytes(), Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
        var outcome = await target.AskAsync(input);
        var (taken, waited) = (Environment.CpuUsage.TotalTime - worked, watch.Elapsed);
        return (outcome, waited > Hanging || waited < taken ? waited : taken, GC.GetTotalAllocatedBytes() - before);
    }

    private static IEnumerable<byte[]> Corpus(FuzzTarget target)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "corpus", target.Name);
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes) : [];
    }
}

/// <summary>An answer that nobody should get.</summary>
internal sealed class FuzzException(string message) : Exception(message);
