using System.Diagnostics;
using CrmKit.EntityFrameworkCore;

namespace CrmKit.Specification;

/// <summary>This test program again, as another process that opens a database, and may be killed at a failpoint.</summary>
internal static class ChildProcess
{
    private const string Variable = "CRMKIT_TEST_OPEN";

    /// <summary>Opens the database, initialises, and prints <c>ok</c> or the error's code.</summary>
    public static async Task<(int ExitCode, string Output)> OpenAsync(string database, string? failpoint, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) is "dotnet" or "testhost") start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        if (start.FileName == "dotnet") start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        start.Environment[Variable] = database;
        start.Environment["CRMKIT_FAILPOINT"] = failpoint ?? "";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, (await output).Trim());
    }

    /// <summary>What the program does instead of running tests when this is a child; <see langword="null"/> when it is none.</summary>
    public static async Task<int?> RunAsync(Func<string, IStoreDatabase> open)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } database) return null;
        var result = await OpenHereAsync(open(database));
        Console.WriteLine(result);
        return result == "ok" ? 0 : 3;
    }

    private static async Task<string> OpenHereAsync(IStoreDatabase database)
    {
        try
        {
            await using var store = new EfStore(database);
            await store.InitializeAsync(CancellationToken.None);
            return "ok";
        }
        catch (CrmException refused)
        {
            return refused.Error.Code;
        }
    }
}
