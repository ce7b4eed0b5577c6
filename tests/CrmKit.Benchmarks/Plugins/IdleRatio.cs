using System.Diagnostics;
using CrmKit.Leads;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Benchmarks.Plugins;

/// <summary>P18: creating leads in a host with twenty plugins, none of which has to do with leads, against a host without plugins. Both in turn, in one process.</summary>
internal static class IdleRatio
{
    public static async Task<int> RunAsync(int saves, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("crmkit-benchmark-").FullName;
        try
        {
            SmallPlugins.Make(Path.Combine(folder, "plugins"), 20);
            await using var without = NewHost(folder, "without", "none");
            await using var with = NewHost(folder, "with", "plugins");
            await with.GetRequiredService<IPluginRuntime>().RefreshAsync();
            if (with.GetRequiredService<IPluginRuntime>().List().Count(p => p.State == PluginState.Enabled) != 20) throw new InvalidOperationException("Not all plugins are enabled.");
            await SaveAsync(without, saves);
            await SaveAsync(with, saves);
            var ratios = new List<double>();
            for (var round = 0; round < rounds; round++)
            {
                var (bare, loaded) = round % 2 == 0 ? (await SaveAsync(without, saves), await SaveAsync(with, saves)) : Swap(await SaveAsync(with, saves), await SaveAsync(without, saves));
                ratios.Add(loaded / bare);
            }
            ratios.Sort();
            Console.WriteLine($"save with 20 idle plugins: {ratios[rounds / 2]:F3} times (from {ratios[0]:F3} to {ratios[^1]:F3}); must be at most 1.02");
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (double Bare, double Loaded) Swap(double loaded, double bare) => (bare, loaded);

    private static ServiceProvider NewHost(string folder, string name, string plugins) => new ServiceCollection()
        .AddCrmKit(crm => crm.UseSqlite(Path.Combine(folder, name + ".db"), s => s.Durability = SqliteDurability.Normal).AddPlugins(Path.Combine(folder, plugins))).BuildServiceProvider();

    private static async Task<double> SaveAsync(ServiceProvider services, int saves)
    {
        var crm = services.GetRequiredService<ICrm>();
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < saves; i++)
        {
            await using var session = crm.OpenSession(Actor.System("benchmark"));
            await session.Records.CreateAsync(new Lead { Name = "Ada" });
        }
        return watch.Elapsed.TotalSeconds;
    }
}
