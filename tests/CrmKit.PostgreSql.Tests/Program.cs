using CrmKit.Specification;

namespace CrmKit.PostgreSql;

/// <summary>Runs the tests, or opens a database for one of them as another process.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args) =>
        await ChildProcess.RunAsync(connection => new PostgreSqlDatabase(new PostgreSqlServer(connection))) ?? await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
}
