using System.Diagnostics;
using System.Globalization;

namespace CrmKit.Benchmarks.Load;

/// <summary>What a run of requests came to.</summary>
/// <param name="PerSecond">Requests answered per second.</param>
/// <param name="P50">The time that half of them took at most, in milliseconds.</param>
/// <param name="P95">The same of 95 of 100.</param>
/// <param name="P99">The same of 99 of 100.</param>
internal sealed record Latencies(double PerSecond, double P50, double P95, double P99)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{PerSecond,8:N0}/s  p50 {P50,8:N2}  p95 {P95,8:N2}  p99 {P99,8:N2} ms");
}

/// <summary>One request that is sent again and again.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Path">With its query.</param>
/// <param name="Body">JSON; empty for none.</param>
internal sealed record LoadRequest(string Method, string Path, string Body = "");

/// <summary>Runs Debian's <c>wrk</c>, which keeps a number of connections busy without a pause.</summary>
internal sealed class Wrk(string folder, int seconds)
{
    private const string Program = "/usr/bin/wrk";
    private const int Patience = 60; // seconds

    public static bool IsPresent => File.Exists(Program);

    /// <summary>Sends requests, one after the other on each connection, and fails when any of them is refused.</summary>
    public async Task<Latencies> RunAsync(Uri host, string? key, IEnumerable<LoadRequest> requests, int connections)
    {
        var file = Path.Combine(folder, "requests.txt");
        await File.WriteAllLinesAsync(file, requests.Select(r => $"{r.Method}\t{r.Path}\t{r.Body}"));
        return await RunAsync(host, key, requests, connections, file, seconds) ?? await RunAsync(host, key, requests, connections, file, Patience) ?? throw new InvalidOperationException($"Nothing was answered in {Patience} s: {requests.First()}");
    }

    private static async Task<Latencies?> RunAsync(Uri host, string? key, IEnumerable<LoadRequest> requests, int connections, string file, int seconds)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Load", "requests.lua");
        var start = new ProcessStartInfo(Program, ["-t1", $"-c{connections}", $"-d{seconds}s", "--timeout", $"{Patience}s", "-s", script, host.ToString()]) { RedirectStandardOutput = true };
        start.Environment["CRMKIT_LOAD_REQUESTS"] = file;
        if (key is not null) start.Environment["CRMKIT_LOAD_KEY"] = key;
        using var wrk = Process.Start(start)!;
        var output = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        var line = output.Split('\n').FirstOrDefault(l => l.StartsWith("RESULT ", StringComparison.Ordinal)) ?? throw new InvalidOperationException($"wrk ended with {wrk.ExitCode}: {output}");
        var numbers = line.Split(' ').Skip(1).Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        if (numbers[0] == 0) return null; // slower than a round is long
        if (numbers[2] > 0) throw new InvalidOperationException($"{numbers[2]} of {numbers[0]} requests failed: {requests.First()}");
        return new Latencies(numbers[0] / numbers[1] * 1e6, numbers[3] / 1000, numbers[4] / 1000, numbers[5] / 1000);
    }
}
