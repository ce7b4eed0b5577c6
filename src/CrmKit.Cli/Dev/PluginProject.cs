using System.Diagnostics;
using System.Text.Json;

namespace CrmKit.Cli.Dev;

/// <summary>The project of a plugin: built with the SDK, copied into a host's folder.</summary>
internal sealed class PluginProject
{
    private const string Manifest = "plugin.json";
    private readonly string _file;

    private PluginProject(string file) => _file = file;

    public string Folder => Path.GetDirectoryName(_file)!;

    /// <exception cref="CrmNotFoundException"><c>cli.project-missing</c>.</exception>
    public static PluginProject Find(string path)
    {
        var full = Path.GetFullPath(path);
        if (File.Exists(full)) return new PluginProject(full);
        var found = Directory.Exists(full) ? Directory.GetFiles(full, "*.csproj") : [];
        return found is [var only] && File.Exists(Path.Combine(full, Manifest)) ? new PluginProject(only) : throw new CrmNotFoundException(CliErrors.ProjectMissing(full));
    }

    /// <summary>Builds; returns the folder with the output, or what the compiler says.</summary>
    public async Task<(string? Output, IReadOnlyList<string> Problems)> BuildAsync(CancellationToken cancellationToken)
    {
        var (exit, said) = await DotnetAsync(["build", _file, "-v", "q", "--nologo", "-clp:NoSummary"], cancellationToken);
        if (exit != 0) return (null, [.. said.Split('\n').Select(Shortened).Where(l => l.Contains("error", StringComparison.OrdinalIgnoreCase)).Distinct().DefaultIfEmpty(said.Trim())]);
        var (_, folder) = await DotnetAsync(["msbuild", _file, "-getProperty:TargetDir"], cancellationToken);
        return (folder.Trim(), []);
    }

    /// <summary>The id in the manifest of a built folder.</summary>
    /// <exception cref="CrmNotFoundException"><c>cli.project-missing</c>: there is none.</exception>
    public string IdIn(string output)
    {
        var path = Path.Combine(output, Manifest);
        if (!File.Exists(path)) throw new CrmNotFoundException(CliErrors.ProjectMissing(Folder));
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        return manifest.RootElement.TryGetProperty("id", out var id) && id.GetString() is { Length: > 0 } text ? text : throw new CrmNotFoundException(CliErrors.ProjectMissing(Folder));
    }

    /// <summary>Copies a built folder; the manifest last, because a running host takes a folder with one for a plugin.</summary>
    public static void Drop(string output, string target)
    {
        foreach (var file in Directory.EnumerateFiles(output, "*", SearchOption.AllDirectories).OrderBy(f => Path.GetFileName(f) == Manifest))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(output, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }
    }

    // Without the project's name behind every line.
    private static string Shortened(string line) => line.Trim().Split(" [", 2)[0];

    private static async Task<(int Exit, string Output)> DotnetAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["MSBUILDDISABLENODEREUSE"] = "1", ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0" } })!;
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
