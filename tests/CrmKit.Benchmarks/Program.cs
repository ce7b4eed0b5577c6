using CrmKit.Benchmarks.Imports;

// dotnet run -c Release --project tests/CrmKit.Benchmarks -- import [rows] [rounds]
// dotnet run -c Release --project tests/CrmKit.Benchmarks -- memory
return args switch
{
    ["import", .. var rest] => await ImportRatio.RunAsync(rows: Number(rest, 0, 100_000), rounds: Number(rest, 1, 3)),
    ["memory", ..] => await ImportMemory.RunAsync(),
    ["import-once", var database, var file] => await ImportMemory.OnceAsync(database, file),
    _ => Usage(),
};

static int Number(string[] rest, int index, int otherwise) => rest.Length > index ? int.Parse(rest[index], System.Globalization.CultureInfo.InvariantCulture) : otherwise;

static int Usage()
{
    Console.Error.WriteLine("Benchmarks: import [rows] [rounds] | memory");
    return 2;
}
