using System.Diagnostics;
using System.Globalization;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Benchmarks.Imports;

/// <summary>The peak resident memory of a process that imports a million rows, against one that imports a hundred thousand: P5.</summary>
internal static class ImportMemory
{
    public static async Task<int> RunAsync(int few, int many)
    {
        var folder = Directory.CreateTempSubdirectory("crmkit-benchmark-").FullName;
        try
        {
            var small = await PeakAsync(folder, few);
            var large = await PeakAsync(folder, many);
            Console.WriteLine($"peak memory, P5, SQLite: {few:N0} rows {small:N0} KiB, {many:N0} rows {large:N0} KiB, ratio {(double)large / small:F2}; must be at most 1.25 and 307,200 KiB");
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static async Task<int> OnceAsync(string database, string file)
    {
        await using var services = Deals.NewCrm(database);
        var crm = services.GetRequiredService<ICrm>();
        await Deals.SeedAsync(crm);
        await Deals.ImportAsync(crm, file);
        var peak = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        Console.WriteLine(peak.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]);
        return 0;
    }

    private static async Task<long> PeakAsync(string folder, int rows)
    {
        var file = Path.Combine(folder, $"deals-{rows}.csv");
        Deals.Write(file, rows);
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(ImportMemory).Assembly.Location);
        foreach (var argument in new[] { "import-once", Path.Combine(folder, $"{rows}.db"), file }) start.ArgumentList.Add(argument);
        start.Environment["DOTNET_TieredPGO"] = "0"; // as the command-line tool is set
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"The import of {rows} rows ended with {process.ExitCode}.");
        return long.Parse(output.Trim().Split('\n')[^1], CultureInfo.InvariantCulture);
    }
}
