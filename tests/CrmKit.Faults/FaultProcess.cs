using System.Diagnostics;

namespace CrmKit.Faults;

/// <summary>One run of the fault host: what it acknowledged, and how it ended.</summary>
internal sealed record FaultProcess(int ExitCode, IReadOnlyList<string> Acks, IReadOnlyList<string> Refusals, string Error)
{
    /// <summary>What a shell shows for a process that SIGKILL ended.</summary>
    public const int Killed = 137;

    public static async Task<FaultProcess> RunAsync(string scenario, string database, string? failpoint = null, string? file = null)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(FaultHostProgram.Library);
        start.ArgumentList.Add(scenario);
        start.ArgumentList.Add(database);
        if (file is not null) start.ArgumentList.Add(file);
        start.Environment["CRMKIT_FAULT_OUTSIDE"] = Crm.Outside;
        start.Environment.Remove("CRMKIT_FAILPOINT");
        if (failpoint is not null) start.Environment["CRMKIT_FAILPOINT"] = failpoint;

        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync(limit.Token);
        var lines = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new FaultProcess(process.ExitCode, Of(lines, "ack "), Of(lines, "refused "), await error);
    }

    /// <summary>The failpoints that a scenario passes, in order.</summary>
    public static async Task<IReadOnlyList<string>> CountAsync(string scenario, string database, string? file = null)
    {
        var hits = database + ".hits";
        var run = await RunAsync(scenario, database, $"count:{hits}", file);
        Assert.True(run.ExitCode == 0, $"'{scenario}' ended with {run.ExitCode}: {string.Join(", ", run.Refusals)}\n{run.Error}");
        return await File.ReadAllLinesAsync(hits);
    }

    private static List<string> Of(IEnumerable<string> lines, string prefix) =>
        [.. lines.Where(l => l.StartsWith(prefix, StringComparison.Ordinal)).Select(l => l[prefix.Length..].TrimEnd('\r'))];
}
