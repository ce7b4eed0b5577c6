using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CrmKit.Benchmarks.Databases;

namespace CrmKit.Benchmarks.Load;

/// <summary>A program that answers HTTP on a loopback port of its own, in a process of its own.</summary>
internal sealed class Server : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Process _process;

    // Started by "dotnet run" this process is the program itself, and knows who ran it.
    private static string Dotnet => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private Server(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>Resident memory, in MiB.</summary>
    public double Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1_048_576.0;
        }
    }

    /// <summary>The sample host on a database, with the log that its own settings ask for, without the demo company and without budgets for callers.</summary>
    public static Task<Server> HostAsync(BenchDatabase database, string name, string folder, int? port = null, bool isFenced = false) => StartAsync(
        Path.Combine(AppContext.BaseDirectory.Replace($"{Path.Combine("tests", "CrmKit.Benchmarks")}", Path.Combine("samples", "Host"), StringComparison.Ordinal), "CrmKit.Samples.Host.dll"),
        address => ["--urls", address, "--contentRoot", folder, "--Database:Provider", database.Name, "--Database:ConnectionString", name, "--CrmKit:Demo", "false", "--CrmKit:RateLimits", "false", "--Logging:LogLevel:Default", "Warning", "--Database:RowLevelSecurity", isFenced ? "true" : "false"], "/health", port);

    /// <summary>Endpoints with hand-written SQL over the same database.</summary>
    public static Task<Server> BareAsync(BenchDatabase database, string name) => StartAsync(typeof(Server).Assembly.Location, address => ["load-bare", database.Name, name, address], "/health", null);

    /// <summary>Ends the process as a crash would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using (var stop = Process.Start("kill", ["-TERM", $"{_process.Id}"])) await stop.WaitForExitAsync();
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    private static async Task<Server> StartAsync(string program, Func<string, string[]> arguments, string health, int? port)
    {
        var address = $"http://127.0.0.1:{port ?? FreePort()}";
        var start = new ProcessStartInfo(Dotnet, [program, .. arguments(address)]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetDirectoryName(program) };
        var process = Process.Start(start)!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Kill(process);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } said) Console.Error.WriteLine(said); // nothing is its end
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new Server(process, new Uri(address));
        await server.AnswersAsync(health);
        return server;
    }

    private async Task AnswersAsync(string health)
    {
        using var http = new HttpClient { BaseAddress = Address };
        for (var watch = Stopwatch.StartNew(); ;)
        {
            if (_process.HasExited) throw new InvalidOperationException($"The server ended with {_process.ExitCode}.");
            try
            {
                if ((await http.GetAsync(health)).IsSuccessStatusCode) return;
            }
            catch (HttpRequestException) when (watch.Elapsed < Patience)
            {
                // Not yet.
            }
            await Task.Delay(100);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
    }
}
