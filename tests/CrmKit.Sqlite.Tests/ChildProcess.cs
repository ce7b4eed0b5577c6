using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CrmKit.Sqlite;

/// <summary>This test program again, as another process that opens a database, and may be killed at a failpoint.</summary>
internal static class ChildProcess
{
    private const string Variable = "CRMKIT_TEST_OPEN";

    /// <summary>Opens the file, initialises, and prints <c>ok</c> or the error's code.</summary>
    public static async Task<(int ExitCode, string Output)> OpenAsync(string file, string? failpoint, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) is "dotnet" or "testhost") start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        if (start.FileName == "dotnet") start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        start.Environment[Variable] = file;
        start.Environment["CRMKIT_FAILPOINT"] = failpoint ?? "";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, (await output).Trim());
    }

#pragma warning disable CA2255 // the test runner owns Main
    [ModuleInitializer]
    internal static void RunAsChild()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } file) return;
        var result = OpenHereAsync(file).GetAwaiter().GetResult();
        Console.WriteLine(result);
        Environment.Exit(result == "ok" ? 0 : 3);
    }
#pragma warning restore CA2255

    private static async Task<string> OpenHereAsync(string file)
    {
        try
        {
            await using var store = new EntityFrameworkCore.EfStore(new SqliteDatabase(file, new SqliteOptions()));
            await store.InitializeAsync(CancellationToken.None);
            return "ok";
        }
        catch (CrmException refused)
        {
            return refused.Error.Code;
        }
    }
}
