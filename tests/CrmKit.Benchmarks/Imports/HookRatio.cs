using CrmKit.Benchmarks.Databases;
using CrmKit.Benchmarks.Plugins;
using CrmKit.Sessions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Benchmarks.Imports;

/// <summary>P3: an import past five handlers, three validators and a subscriber of a loaded plugin, against the same import without them.</summary>
internal static class HookRatio
{
    public static async Task<int> RunAsync(int rows, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("crmkit-benchmark-").FullName;
        try
        {
            var (file, plugins) = (Path.Combine(folder, "deals.csv"), Path.Combine(folder, "plugins"));
            Deals.Write(file, rows);
            SmallPlugins.MakeBusy(plugins);
            foreach (var database in await BenchDatabase.AllAsync(folder))
            {
                await (await WithPluginAsync(database, plugins, file))();
                await Sides.CompareAsync($"import of {rows:N0} rows with 5 handlers and 3 validators of a plugin, P3, {database.Name}", rounds, database.Cpu,
                    () => WithPluginAsync(database, plugins, file), () => ImportRatio.ImportAsync(database, file), "must be at least 0.60");
            }
            return 0;
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Func<Task>> WithPluginAsync(BenchDatabase database, string plugins, string file)
    {
        var services = Deals.NewCrm(database, await database.NewAsync(), plugins);
        var crm = services.GetRequiredService<ICrm>();
        await services.GetRequiredService<CrmKit.Plugins.IPluginRuntime>().RefreshAsync();
        if (services.GetRequiredService<CrmKit.Plugins.IPluginRuntime>().List().Single() is { State: not CrmKit.Plugins.PluginState.Enabled } ill) throw new InvalidOperationException(string.Join(" ", ill.Errors.Select(e => e.Message)));
        await Deals.SeedAsync(crm);
        return async () =>
        {
            await Deals.ImportAsync(crm, file);
            await services.DisposeAsync();
        };
    }
}
