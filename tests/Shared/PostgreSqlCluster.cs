using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace CrmKit.PostgreSql;

/// <summary>
/// A PostgreSQL server for the tests of this process: the one that <c>CRMKIT_POSTGRES</c> names, or one of its own in a temporary folder on a free port, which ends with the process, however that ends.
/// </summary>
internal static class PostgreSqlCluster
{
    public const string Variable = "CRMKIT_POSTGRES";
    private static readonly Lazy<Task<(string? Server, string? Reason)>> Running = new(() => Task.Run(StartAsync));
    private static readonly ConcurrentBag<string> Made = [];

    /// <summary>The connection string of an empty database of its own. Skips the test that runs when there is no server.</summary>
    public static async Task<string> NewDatabaseAsync()
    {
        if ((await Running.Value).Reason is { } reason) Assert.Skip(reason);
        var name = $"crm_test_{Guid.NewGuid():N}";
        await ExecuteAsync($"CREATE DATABASE {name}");
        Made.Add(name);
        return new NpgsqlConnectionStringBuilder((await Running.Value).Server) { Database = name }.ConnectionString;
    }

    /// <summary>A copy of a database that nobody uses now.</summary>
    public static async Task<string> CopyAsync(string database)
    {
        using (var connection = new NpgsqlConnection(database)) NpgsqlConnection.ClearPool(connection);
        var name = $"crm_test_{Guid.NewGuid():N}";
        await ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{NameOf(database)}'");
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {NameOf(database)}");
        Made.Add(name);
        return new NpgsqlConnectionStringBuilder(database) { Database = name }.ConnectionString;
    }

    public static async Task DropAsync(string database)
    {
        using (var connection = new NpgsqlConnection(database)) NpgsqlConnection.ClearPool(connection);
        await ExecuteAsync($"DROP DATABASE IF EXISTS {NameOf(database)} WITH (FORCE)");
    }

    /// <summary>Runs statements, outside a transaction when there is one alone, and returns the first column of every row.</summary>
    public static async Task<List<string>> QueryAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync()) rows.Add(reader.IsDBNull(0) ? "" : Convert.ToString(reader.GetValue(0), System.Globalization.CultureInfo.InvariantCulture)!);
        return rows;
    }

    private static string NameOf(string database) => new NpgsqlConnectionStringBuilder(database).Database!;

    private static async Task ExecuteAsync(string sql) => await QueryAsync(new NpgsqlConnectionStringBuilder((await Running.Value).Server) { Database = "postgres" }.ConnectionString, sql);

    private static async Task<(string? Server, string? Reason)> StartAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            AppDomain.CurrentDomain.ProcessExit += (_, _) => DropAll(given); // a server that others use keeps nothing of ours
            return (given, null);
        }
        if (!OperatingSystem.IsLinux()) return (null, $"No PostgreSQL: set {Variable} to the connection string of a server.");
        var programs = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).Where(d => File.Exists(Path.Combine(d, "initdb")))
                .MaxBy(d => double.TryParse(Path.GetFileName(Path.GetDirectoryName(d)), System.Globalization.CultureInfo.InvariantCulture, out var version) ? version : 0)
            : null;
        if (programs is null) return (null, $"No PostgreSQL: install Debian's package postgresql, or set {Variable} to the connection string of a server.");

        var folder = Directory.CreateTempSubdirectory("crmkit-postgres-").FullName;
        var data = Path.Combine(folder, "data");
        // It refuses to run as root.
        string[] user = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"] : [];
        if (user.Length > 0) await RunAsync("chown", "postgres:postgres", folder);
        // Sorting of its own, so that nothing passes because the server happens to sort as CrmKit does.
        await RunAsync([.. user, Path.Combine(programs, "initdb"), "-D", data, "-U", "crmkit", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US"]);
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort();
            var server = $"Host=127.0.0.1;Port={port};Username=crmkit;Database=postgres;Include Error Detail=true";
            // The shell ends the server when its input ends: that is when this process closes it, or is no more.
            var guard = Process.Start(new ProcessStartInfo("/bin/sh")
            {
                ArgumentList = { "-c", "folder=$1; shift; \"$@\" >\"$folder.log\" 2>&1 & server=$!; cat >/dev/null; kill -QUIT $server; wait $server; rm -rf \"$folder\" \"$folder.log\"", "sh", folder },
                RedirectStandardInput = true,
            }.With([.. user, Path.Combine(programs, "postgres"), "-D", data, "-p", $"{port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off",
                "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=500", "-c", "shared_buffers=64MB", "-c", "max_wal_size=512MB", "-c", "autovacuum=off"]))!;
            if (await IsUpAsync(server, folder + ".log"))
            {
                AppDomain.CurrentDomain.ProcessExit += (_, _) =>
                {
                    guard.StandardInput.Close();
                    guard.WaitForExit(TimeSpan.FromSeconds(10));
                };
                return (server, null);
            }
            var log = File.Exists(folder + ".log") ? await File.ReadAllTextAsync(folder + ".log") : "";
            if (attempt == 3) throw new InvalidOperationException($"PostgreSQL did not start: {log}");
            // Another process took the port in between.
            guard.Kill();
            await guard.WaitForExitAsync();
        }
    }

    private static void DropAll(string server)
    {
        using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString);
        connection.Open();
        foreach (var name in Made)
        {
            using var command = new NpgsqlCommand($"DROP DATABASE IF EXISTS {name} WITH (FORCE)", connection);
            command.ExecuteNonQuery();
        }
    }

    private static async Task<bool> IsUpAsync(string server, string log)
    {
        var limit = Stopwatch.StartNew();
        while (limit.Elapsed < TimeSpan.FromMinutes(1))
        {
            try
            {
                using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Pooling = false, Timeout = 5 }.ConnectionString);
                await connection.OpenAsync();
                return true;
            }
            catch (NpgsqlException)
            {
                if (File.Exists(log) && (await File.ReadAllTextAsync(log)).Contains("could not bind", StringComparison.Ordinal)) return false;
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
        return false;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static ProcessStartInfo With(this ProcessStartInfo start, IEnumerable<string> arguments)
    {
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return start;
    }

    private static async Task RunAsync(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0]) { RedirectStandardOutput = true, RedirectStandardError = true }.With(command.Skip(1)))!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', command)}: {await output}{await error}");
    }
}
