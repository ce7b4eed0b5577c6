using CrmKit.Specification;

namespace CrmKit.Sqlite;

/// <summary>Runs the tests, or opens a database for one of them as another process.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args) =>
        await ChildProcess.RunAsync(file => new SqliteDatabase(file, new SqliteOptions())) ?? await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
}
