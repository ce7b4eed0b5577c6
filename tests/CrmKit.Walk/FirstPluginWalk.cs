using System.Net;
using System.Net.Sockets;

namespace CrmKit.Walk;

/// <summary>What the guide promises, done: an empty folder, the packages, the guide's commands, and a plugin that answers in a running host.</summary>
public sealed class FirstPluginWalk : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15); // a machine without any package yet downloads all of them
    private readonly string _folder = Directory.CreateTempSubdirectory("crmkit-walk-").FullName;

    [Fact]
    public async Task DX_the_commands_of_the_guide_lead_from_an_empty_folder_to_a_plugin_in_a_running_host()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The guide's commands are for bash.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        var feed = await Packages.FeedAsync(_folder, limit.Token);
        var port = FreePort();
        var url = $"http://127.0.0.1:{port}";
        var script = Guide.Script(Path.Combine(Packages.Root, "docs", "guides", "first-plugin.md"), "MyCrm.log").Replace("http://localhost:5080", url, StringComparison.Ordinal);
        var work = Directory.CreateDirectory(Path.Combine(_folder, "work")).FullName;

        var (exit, output) = await Command.RunAsync("bash", ["-c", script], work, Variables(feed, url), limit.Token);

        Assert.True(exit == 0, output);
        Assert.Contains("\"id\":\"acme.loyalty\"", output, StringComparison.Ordinal);
        Assert.Contains("\"state\":\"enabled\"", output, StringComparison.Ordinal);
        Assert.Contains("\"acme.loyalty.points\":120,\"acme.loyalty.points-on\":\"", output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(work, "Acme.Loyalty", "Acme.Loyalty", "acme.loyalty.1.0.0.crmpkg")), output);
        while (await AnswersAsync(port, limit.Token)) await Task.Delay(TimeSpan.FromMilliseconds(100), limit.Token); // the host was told to stop
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private IEnumerable<(string, string?)> Variables(string feed, string url)
    {
        var known = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } set ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        yield return ("CRMKIT_FEED", feed);
        yield return ("URLS", url);
        yield return ("DOTNET_CLI_HOME", Path.Combine(_folder, "home")); // templates are installed there, not for the user who runs the tests
        yield return ("NUGET_PACKAGES", Path.Combine(_folder, "packages"));
        // Packages of others need not be downloaded again; CrmKit's own must come from the feed.
        yield return ("RestoreFallbackFolders", Directory.Exists(known) && !Directory.EnumerateDirectories(known, "crmkit.*").Any() ? known : null);
        yield return ("MSBUILD_EXE_PATH", null); // what dotnet test sets for itself is not for others
        yield return ("MSBuildSDKsPath", null);
        yield return ("MSBuildExtensionsPath", null);
    }

    private static async Task<bool> AnswersAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
