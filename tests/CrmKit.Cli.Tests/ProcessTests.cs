using System.Diagnostics;

namespace CrmKit;

public sealed class ProcessTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Tool_runs_as_a_process_of_its_own()
    {
        var (csv, map) = (_bench.Write("accounts.csv", "name\nAcme\n"), _bench.Write("map.json", """{ "columns": { "name": "name" } }"""));
        var imported = await RunAsync("import", "account", csv, "--map", map);
        Assert.Equal((0, "1 rows: 1 created, 0 updated, 0 skipped, 0 refused.", ""), imported);
        var repeated = await RunAsync("import", "account", csv, "--map", map);
        Assert.Equal((2, ""), (repeated.Code, repeated.Output));
        Assert.StartsWith("import.repeated: ", repeated.Error, StringComparison.Ordinal);
        var listed = await RunAsync("list", "account");
        Assert.Contains("Acme", listed.Output, StringComparison.Ordinal);
        var checkedUp = await RunAsync("doctor");
        Assert.True(checkedUp.Code == 0, checkedUp.Output + checkedUp.Error);
        Assert.Contains("every field says what it means", checkedUp.Output, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "crmkit.dll"), .. arguments, "--db", _bench.Database])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, (await output).Trim(), (await error).Trim());
    }
}
