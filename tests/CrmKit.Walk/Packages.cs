using System.Diagnostics;

namespace CrmKit.Walk;

/// <summary>The packed packages: those that test.sh has made, else packed here.</summary>
internal static class Packages
{
    public static string Root { get; } = FindRoot();

    public static async Task<string> FeedAsync(string folder, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("CRMKIT_PACKAGES") is { Length: > 0 } packed) return packed;
        var feed = Path.Combine(folder, "feed");
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        // One by one: what else of the solution is being built or tested beside this stays alone.
        foreach (var project in Directory.EnumerateDirectories(Path.Combine(Root, "src")).SelectMany(p => Directory.EnumerateFiles(p, "*.csproj")).Order(StringComparer.Ordinal))
        {
            var (exit, output) = await Command.RunAsync("dotnet", ["pack", project, "-c", configuration, "--no-build", "-o", feed, "-v", "q", "--nologo"], Root, [], cancellationToken);
            Assert.True(exit == 0, output);
        }
        return feed;
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CrmKit.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("CrmKit.sln is in no folder above the tests.");
        return folder;
    }
}

internal static class Command
{
    /// <summary>Runs a program to its end, and on cancellation ends it with all that it started.</summary>
    public static async Task<(int Exit, string Output)> RunAsync(string program, IEnumerable<string> arguments, string folder, IEnumerable<(string Name, string? Value)> environment, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // No build server may outlive the test, or hold its output open.
        foreach (var (name, value) in environment.Concat([("MSBUILDDISABLENODEREUSE", "1"), ("UseSharedCompilation", "false"), ("DOTNET_CLI_USE_MSBUILD_SERVER", "0"), ("DOTNET_NOLOGO", "1")]))
        {
            if (value is null) start.Environment.Remove(name);
            else start.Environment[name] = value;
        }
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None));
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
        return (process.ExitCode, await output + await errors);
    }
}
