using CrmKit.Benchmarks.Imports;
using CrmKit.Benchmarks.Plugins;

// dotnet run -c Release --project tests/CrmKit.Benchmarks -- import [rows] [rounds]
// dotnet run -c Release --project tests/CrmKit.Benchmarks -- memory
// dotnet run -c Release --project tests/CrmKit.Benchmarks -- guard [calls]
// dotnet run -c Release --project tests/CrmKit.Benchmarks -- idle [saves] [rounds]
// dotnet run -c Release --project tests/CrmKit.Benchmarks -- loading
return args switch
{
    ["import", .. var rest] => await ImportRatio.RunAsync(rows: Number(rest, 0, 100_000), rounds: Number(rest, 1, 3)),
    ["memory", ..] => await ImportMemory.RunAsync(),
    ["guard", .. var rest] => await GuardRatio.RunAsync(calls: Number(rest, 0, 200_000)),
    ["idle", .. var rest] => await IdleRatio.RunAsync(saves: Number(rest, 0, 25), rounds: Number(rest, 1, 200)),
    ["loading"] => await LoadTimes.RunAsync(),
    ["plugins-load", var first, var plugins] => await LoadTimes.LoadOnceAsync(first, plugins),
    ["plugins-once", var database, var plugins] => await LoadTimes.OnceAsync(database, plugins),
    ["import-once", var database, var file] => await ImportMemory.OnceAsync(database, file),
    _ => Usage(),
};

static int Number(string[] rest, int index, int otherwise) => rest.Length > index ? int.Parse(rest[index], System.Globalization.CultureInfo.InvariantCulture) : otherwise;

static int Usage()
{
    Console.Error.WriteLine("Benchmarks: import [rows] [rounds] | memory | guard [calls] | idle [saves] [rounds] | loading");
    return 2;
}
