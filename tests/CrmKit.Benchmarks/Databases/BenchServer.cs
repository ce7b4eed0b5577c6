using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace CrmKit.Benchmarks.Databases;

/// <summary>The PostgreSQL server to measure on: the one that <c>CRMKIT_POSTGRES</c> names, or one of its own that syncs its log as servers do, and ends with this process.</summary>
internal sealed class BenchServer(string connectionString, string[] command)
{
    private Process? _process;

    public string ConnectionString => connectionString;

    /// <summary>The server's first process; <see langword="null"/> when it is somebody else's.</summary>
    public int? ProcessId => _process?.Id;

    /// <summary>Databases to drop.</summary>
    public List<string> Made { get; } = [];

    public static async Task<BenchServer?> StartAsync(string folder)
    {
        if (Environment.GetEnvironmentVariable("CRMKIT_POSTGRES") is { Length: > 0 } given)
        {
            var theirs = new BenchServer(given, []);
            AppDomain.CurrentDomain.ProcessExit += (_, _) => theirs.Drop();
            return theirs;
        }
        var programs = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).LastOrDefault(d => File.Exists(Path.Combine(d, "initdb"))) : null;
        if (programs is null) return null;
        var data = Path.Combine(folder, "postgres");
        string[] user = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"] : [];
        if (user.Length > 0 && !OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(data);
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            await EndedAsync("chown", "postgres:postgres", data);
        }
        await EndedAsync([.. user, Path.Combine(programs, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]);
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        string[] command = [.. user, Path.Combine(programs, "postgres"), "-D", data, "-p", $"{port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "shared_buffers=1GB", "-c", "max_wal_size=4GB", "-c", "max_connections=200"];
        var own = new BenchServer($"Host=127.0.0.1;Port={port};Username=crmkit;Database=postgres", command);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => own.Signal("INT");
        await own.BeginAsync();
        await own.RunAsAdministratorAsync("CREATE ROLE crmkit LOGIN CREATEDB"); // no superuser: those are above row-level security
        return own;
    }

    /// <summary>Ends the server without letting it finish anything, as a crash would, and starts it again.</summary>
    public async Task RestartAsync()
    {
        if (command.Length == 0) throw new NotSupportedException("The server is somebody else's.");
        Signal("QUIT");
        await BeginAsync();
    }

    private async Task BeginAsync()
    {
        _process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true })!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        await AnswersAsync();
    }

    private void Signal(string name)
    {
        using var stop = Process.Start("kill", [$"-{name}", $"{_process!.Id}"]);
        _process.WaitForExit(TimeSpan.FromSeconds(20));
    }

    private async Task RunAsAdministratorAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Username = "postgres", Pooling = false, Timeout = 5 }.ConnectionString);
        await connection.OpenAsync();
        await using var statement = new NpgsqlCommand(sql, connection);
        await statement.ExecuteNonQueryAsync();
    }

    private async Task AnswersAsync()
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await RunAsAdministratorAsync("SELECT 1");
                return;
            }
            catch (NpgsqlException) when (tries < 300)
            {
                await Task.Delay(100);
            }
        }
    }

    private void Drop()
    {
        NpgsqlConnection.ClearAllPools();
        using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        connection.Open();
        foreach (var name in Made)
        {
            using var command = new NpgsqlCommand($"DROP DATABASE IF EXISTS {name} WITH (FORCE)", connection);
            command.ExecuteNonQuery();
        }
    }

    private static async Task EndedAsync(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true })!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}.");
    }
}
