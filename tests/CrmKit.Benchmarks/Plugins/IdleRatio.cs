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
            // Short blocks in turn, and the median of each side: what disturbs the machine hits both alike, or single blocks only.
            var (bare, loaded) = (new List<double>(), new List<double>());
            for (var block = 0; block < rounds; block++)
            {
                if (block % 2 == 0) bare.Add(await SaveAsync(without, saves));
                loaded.Add(await SaveAsync(with, saves));
                if (block % 2 == 1) bare.Add(await SaveAsync(without, saves));
            }
            var ratios = bare.Zip(loaded, (b, l) => l / b).Order().ToList();
            Console.WriteLine($"save with 20 idle plugins: {Median(loaded) / Median(bare):F3} times by the medians of {rounds} blocks of {saves} (pairs: a quarter below {ratios[rounds / 4]:F3}, half below {ratios[rounds / 2]:F3}, three quarters below {ratios[rounds * 3 / 4]:F3}); must be at most 1.02");
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

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
