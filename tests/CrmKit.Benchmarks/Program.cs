using CrmKit.Benchmarks.Imports;
using CrmKit.Benchmarks.Load;
using CrmKit.Benchmarks.Plugins;
using CrmKit.Benchmarks.Search;
using CrmKit.Benchmarks.Segments;

// dotnet run -c Release --project tests/CrmKit.Benchmarks -- <one of these>: docs/reference/performance.md says what each measures.
return args switch
{
    ["import", .. var rest] => await ImportRatio.RunAsync(rows: Number(rest, 0, 100_000), rounds: Number(rest, 1, 5)),
    ["upsert", .. var rest] => await UpsertRatio.RunAsync(rows: Number(rest, 0, 100_000), rounds: Number(rest, 1, 5)),
    ["hooks", .. var rest] => await HookRatio.RunAsync(rows: Number(rest, 0, 100_000), rounds: Number(rest, 1, 5)),
    ["entity-framework", .. var rest] => await EntityFrameworkRatio.RunAsync(rows: Number(rest, 0, 50_000), rounds: Number(rest, 1, 5)),
    ["growth", .. var rest] => await Growth.RunAsync(smallest: Number(rest, 0, 125_000), doublings: Number(rest, 1, 3)),
    ["growth-acts", .. var rest] => await GrowthActs.RunAsync(smallest: Number(rest, 0, 125_000), doublings: Number(rest, 1, 3)),
    ["writes", .. var rest] => await WriteRatio.RunAsync(writes: Number(rest, 0, 960), rounds: Number(rest, 1, 5)),
    ["memory", .. var rest] => await ImportMemory.RunAsync(few: Number(rest, 0, 100_000), many: Number(rest, 1, 1_000_000)),
    ["guard", .. var rest] => await GuardRatio.RunAsync(calls: Number(rest, 0, 200_000)),
    ["idle", .. var rest] => await IdleRatio.RunAsync(saves: Number(rest, 0, 25), rounds: Number(rest, 1, 200)),
    ["search", .. var rest] => await SearchRatio.RunAsync(Number(rest, 0, 1_000_000), rest.Length > 1 ? rest[1] : null),
    ["segments", .. var rest] => await SegmentRatio.RunAsync(Number(rest, 0, 1_000_000), rest.Length > 1 ? rest[1] : null),
    ["load", .. var rest] => await LoadRatio.RunAsync(rows: Number(rest, 0, 1_000_000), seconds: Number(rest, 1, 5), rounds: Number(rest, 2, 3)),
    ["load-bare", var database, var connection, var address] => await BareHost.RunAsync(database, connection, address),
    ["endurance", .. var rest] => await Endurance.RunAsync(minutes: Number(rest, 0, 10), clients: Number(rest, 1, 32)),
    ["loading"] => await LoadTimes.RunAsync(),
    ["plugins-load", var first, var plugins] => await LoadTimes.LoadOnceAsync(first, plugins),
    ["plugins-once", var database, var plugins] => await LoadTimes.OnceAsync(database, plugins),
    ["import-once", var database, var file] => await ImportMemory.OnceAsync(database, file),
    _ => Usage(),
};

static int Number(string[] rest, int index, int otherwise) => rest.Length > index ? int.Parse(rest[index], System.Globalization.CultureInfo.InvariantCulture) : otherwise;

static int Usage()
{
    Console.Error.WriteLine("Benchmarks: import|upsert|hooks|entity-framework [rows] [rounds] | growth|growth-acts [smallest] [doublings] | writes [writes] [rounds] | memory [few] [many] | guard [calls] | idle [saves] [rounds] | search|segments [contacts] [connection string] | load [rows] [seconds] [rounds] | endurance [minutes] [clients] | loading");
    return 2;
}
