using System.Diagnostics;
using System.Globalization;
using CrmKit.Plugins;
using CrmKit.Sessions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Benchmarks.Plugins;

/// <summary>How long 1, 10 and 100 small plugins take to load, how long reading one takes before that (INS-45), and (P28) how long a process takes from its start to its first answer with 30 plugins against none.</summary>
internal static class LoadTimes
{
    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("crmkit-benchmark-").FullName;
        try
        {
            foreach (var count in new[] { 1, 10, 100 })
            {
                var times = new List<double>();
                for (var round = 0; round < 5; round++) times.Add(await LoadAsync(folder, count));
                times.Sort();
                Console.WriteLine($"{count} plugins: {times[2]:N0} ms, {times[2] / count:N1} ms each; the best {times[0]:N0} ms{(count == 100 ? "; must be at most 2,000" : "")}");
            }
            SmallPlugins.Make(Path.Combine(folder, "thirty"), 30);
            Console.WriteLine($"inspect one: {Inspect(Path.Combine(folder, "thirty")):N1} ms; must be at most 10");
            var database = Path.Combine(folder, "start.db");
            await StartAsync(database, Path.Combine(folder, "none")); // makes the database
            await StartAsync(database, Path.Combine(folder, "thirty"));
            var (bare, loaded) = (new List<double>(), new List<double>());
            for (var round = 0; round < 5; round++)
            {
                bare.Add(await StartAsync(database, Path.Combine(folder, "none")));
                loaded.Add(await StartAsync(database, Path.Combine(folder, "thirty")));
            }
            bare.Sort();
            loaded.Sort();
            Console.WriteLine($"start to first answer: {bare[2]:N0} ms without plugins, {loaded[2]:N0} ms with 30, {loaded[2] / bare[2]:F2} times; must be at most 2");
            return 0;
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What the started process does: everything up to one answered question.</summary>
    public static async Task<int> OnceAsync(string database, string plugins)
    {
        await using var services = new ServiceCollection().AddCrmKit(crm => crm.UseSqlite(database).AddPlugins(plugins)).BuildServiceProvider();
        await services.GetRequiredService<IPluginRuntime>().RefreshAsync();
        await using var session = services.GetRequiredService<ICrm>().OpenSession(Actor.System("benchmark"));
        await session.Records.QueryAsync(new Records.RecordQuery("lead"));
        return 0;
    }

    /// <summary>The median of what checking a plugin takes, against the host's contracts, from its files to its verdict.</summary>
    private static double Inspect(string plugins)
    {
        var (verifier, contracts) = (new PluginVerifier(), PluginVerifier.KnownContracts[^1]);
        var times = new List<double>();
        for (var round = 0; round < 5; round++)
            foreach (var folder in Directory.GetDirectories(plugins))
            {
                var watch = Stopwatch.StartNew();
                if (verifier.Verify(folder, contracts) is { IsFine: false } told) throw new InvalidOperationException(string.Join(" ", told.Errors.Select(e => e.Message)));
                if (round > 0) times.Add(watch.Elapsed.TotalMilliseconds); // the first is the runtime's own
            }
        times.Sort();
        return times[times.Count / 2];
    }

    /// <summary>What another started process does: loads one plugin for the runtime's own first time, then those of a folder, and says how long these took.</summary>
    public static async Task<int> LoadOnceAsync(string first, string plugins)
    {
        await LoadAllAsync(first);
        Console.WriteLine((await LoadAllAsync(plugins)).ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    // In a process of its own: this one has just compiled the plugins, and the runtime is still busy with the compiler's code.
    private static async Task<double> LoadAsync(string folder, int count)
    {
        var (first, plugins) = (Path.Combine(folder, $"first-{Guid.NewGuid():N}"), Path.Combine(folder, $"plugins-{count}-{Guid.NewGuid():N}"));
        SmallPlugins.Make(first, 1);
        SmallPlugins.Make(plugins, count);
        var start = new ProcessStartInfo("dotnet", [typeof(LoadTimes).Assembly.Location, "plugins-load", first, plugins]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? double.Parse(said, CultureInfo.InvariantCulture) : throw new InvalidOperationException($"The process ended with {process.ExitCode}: {said}");
    }

    private static async Task<double> LoadAllAsync(string plugins)
    {
        await using var services = new ServiceCollection().AddCrmKit(crm => crm.UseSqlite(plugins + ".db").AddPlugins(plugins)).BuildServiceProvider();
        await services.GetRequiredService<ICrm>().InitializeAsync();
        var runtime = services.GetRequiredService<IPluginRuntime>();
        var watch = Stopwatch.StartNew();
        await runtime.RefreshAsync();
        var load = watch.Elapsed;
        if (runtime.List().Any(p => p.State != PluginState.Enabled)) throw new InvalidOperationException(string.Join(" ", runtime.List().SelectMany(p => p.Errors).Select(e => e.Message)));
        return load.TotalMilliseconds;
    }

    private static async Task<double> StartAsync(string database, string plugins)
    {
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(LoadTimes).Assembly.Location, "plugins-once", database, plugins]))!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? watch.Elapsed.TotalMilliseconds : throw new InvalidOperationException($"The process ended with {process.ExitCode}.");
    }
}
