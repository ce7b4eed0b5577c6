using System.Diagnostics;

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

    /// <summary>What <see cref="Program"/> does instead of running tests when this is a child; <see langword="null"/> when it is none.</summary>
    public static async Task<int?> RunAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } file) return null;
        var result = await OpenHereAsync(file);
        Console.WriteLine(result);
        return result == "ok" ? 0 : 3;
    }

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
