using System.Diagnostics;
using System.Globalization;
using CrmKit.AspNetCore;

namespace CrmKit.Fuzz;

/// <summary>Runs the tests; with a number of inputs, a seed and names of targets if you like, fuzzes these or all targets with as many: <c>dotnet run --project tests/CrmKit.Fuzz -- 1000000 7 csv vcard</c>.</summary>
internal static class Command
{
    private const string InMemory = "/dev/shm"; // where there is one, no input waits for a disk

    public static async Task<int> Main(string[] args)
    {
        if (args.Length == 0 || !int.TryParse(args[0], NumberStyles.None, CultureInfo.InvariantCulture, out var inputs)) return await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
        var seed = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : Environment.TickCount;
        var (bad, kept) = (0, Path.GetFullPath(Path.Combine("artifacts", "fuzz")));
        Directory.SetCurrentDirectory(AppContext.BaseDirectory); // where the host's test server looks for the host
        if (Directory.Exists(InMemory)) Environment.SetEnvironmentVariable("TMPDIR", InMemory);
        await using var world = new FuzzWorld();
        await world.InitializeAsync();
        var targets = args.Length > 2 ? [.. args.Skip(2).Select(name => world.Targets.Single(t => t.Name == name))] : world.Targets;
        var each = (inputs + targets.Count - 1) / targets.Count;
        foreach (var target in targets)
        {
            var watch = Stopwatch.StartNew();
            var findings = await FuzzRun.RunAsync(target, each, seed);
            Console.WriteLine($"{target.Name}: {each:N0} inputs from seed {seed} in {watch.Elapsed.TotalMinutes:N1} min, at most {Process.GetCurrentProcess().PeakWorkingSet64 / 1_000_000:N0} MB, {findings.Outcomes} kinds of answers, {findings.Complaints.Count} complaints");
            foreach (var complaint in findings.Complaints) Console.WriteLine($"  {complaint.What}: {Keep(kept, target, complaint)}");
            bad += findings.Complaints.Count;
        }
        return bad == 0 ? 0 : 1;
    }

    // What was found is kept: mended, it goes into the corpus, which every run tries first.
    private static string Keep(string kept, FuzzTarget target, Complaint complaint)
    {
        var folder = Directory.CreateDirectory(Path.Combine(kept, target.Name)).FullName;
        var path = Path.Combine(folder, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(complaint.Input))[..16]);
        File.WriteAllBytes(path, complaint.Input);
        return path;
    }
}
