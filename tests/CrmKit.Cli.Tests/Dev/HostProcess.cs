using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace CrmKit.Cli.Dev;

/// <summary>The sample host as a process of its own, on files of its own, ended by its process.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private readonly Process _process;

    private HostProcess(Process process, string url, string key, string plugins)
    {
        (_process, Url, Key, Plugins) = (process, url, key, plugins);
        Http = new HttpClient { BaseAddress = new Uri(url) };
        Http.DefaultRequestHeaders.Add("X-Api-Key", key);
    }

    public string Url { get; }
    public string Key { get; }
    public string Plugins { get; }
    public HttpClient Http { get; }

    public static async Task<HostProcess> StartAsync(string folder, CancellationToken cancellationToken)
    {
        var (url, plugins) = ($"http://127.0.0.1:{FreePort()}", Path.Combine(folder, "plugins"));
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        var (framework, configuration) = (root.Name, root.Parent!.Name);
        while (!File.Exists(Path.Combine(root!.FullName, "CrmKit.sln"))) root = root.Parent;
        var program = Path.Combine(root.FullName, "samples", "Host", "bin", configuration, framework, "CrmKit.Samples.Host.dll");
        var start = new ProcessStartInfo("dotnet", [program, "--urls", url, "--CrmKit:Database", Path.Combine(folder, "crm.db"), "--CrmKit:Plugins", plugins, "--CrmKit:Demo", "false"])
        {
            RedirectStandardOutput = true,
            Environment = { ["CRMKIT_ADMIN_EMAIL"] = "admin@example.com" },
        };
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            var at = line.IndexOf("crm_", StringComparison.Ordinal);
            if (at >= 0) return new HostProcess(process, url, line[at..].Split(' ')[0], plugins);
        }
        throw new InvalidOperationException($"The host ended with {process.ExitCode}.");
    }

    public async Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken) => (await Http.GetFromJsonAsync<JsonNode>(path, cancellationToken))!;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
