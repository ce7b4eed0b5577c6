using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace CrmKit.Plugins.Isolation;

/// <summary>The process dies at every step of a plugin's life; the next start has the step done or not done, and nothing between.</summary>
public sealed class KillTests
{
    private const int Killed = 137;

    /// <summary>What is true after each acknowledged step: state, version, the lead's budget of version 1, its amount of version 2, and how many things there are.</summary>
    private static readonly (string Ack, string State)[] Life =
    [
        ("", "absent  - - 0"),
        ("asked", "PendingConsent 1.0.0 - - 0"),
        ("agreed", "Enabled 1.0.0 - - 0"),
        ("filled", "Enabled 1.0.0 88.5 - 1"),
        ("disabled", "Disabled 1.0.0 88.5 - 1"),
        ("enabled", "Enabled 1.0.0 88.5 - 1"),
        ("upgraded", "Enabled 2.0.0 - 88.5 1"),
        ("reloaded", "Enabled 2.0.0 - 88.5 1"),
        ("removed", "absent  - 88.5 1"),
        ("back", "Enabled 2.0.0 - 88.5 1"),
        ("erased", "absent  - - 0"),
    ];

    [Fact]
    public async Task LIF_PKG_33_a_process_killed_at_any_step_of_a_plugins_life_comes_back_with_the_step_done_or_not_done()
    {
        using var bench = new Bench();
        var whole = await bench.RunAsync("whole", "count:" + bench.At("hits"));
        Assert.True(whole.ExitCode == 0, whole.Error);
        Assert.Equal(Life.Skip(1).Select(l => l.Ack), whole.Acks);
        var hits = (await File.ReadAllLinesAsync(bench.At("hits"))).Where(p => p.StartsWith("plugins.", StringComparison.Ordinal)).ToList();
        // Every kind of step at its first time, and those that differ later: taking another's place, and leaving for good.
        List<(string Key, int Hit)> points = [.. hits.Distinct().Select(p => (p, 1)), ("plugins.put", 3), ("plugins.taken-out", 3)];
        Assert.All(points, p => Assert.True(hits.Count(h => h == p.Key) >= p.Hit, p.ToString()));
        Assert.True(points.Select(p => p.Key).Distinct().Count() >= 12, string.Join(", ", points.Select(p => p.Key).Distinct()));

        await Parallel.ForEachAsync(points, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (point, _) =>
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{point.Key}-{point.Hit}");
            var run = await bench.RunAsync(name, string.Create(CultureInfo.InvariantCulture, $"{point.Key}:kill:{point.Hit}"));
            Assert.True(run.ExitCode == Killed, $"{name} was not reached: {run.ExitCode} {run.Error}");
            try
            {
                await bench.CheckAsync(name, run.Acks.Count);
            }
            catch (Exception broken)
            {
                Assert.Fail($"Killed at {name} after '{(run.Acks.Count > 0 ? run.Acks[^1] : "the start")}': {broken.Message}");
            }
        });
    }

    /// <summary>The packages, and a database and a plugins folder for every run.</summary>
    private sealed class Bench : IDisposable
    {
        private const string First = """
            plugin.RecordType("acme.thing", t => t.Named("Thing", "Things"));
            plugin.Fields("lead", f => f.Add(Field.Decimal("acme.budget"), "Budget", "预算"));
            """;
        private const string Second = """
            plugin.AddMigration<Rename>("2.0.0");
            plugin.RecordType("acme.thing", t => t.Named("Thing", "Things"));
            plugin.Fields("lead", f => f.Add(Field.Decimal("acme.amount"), "Amount", "预算"));
            """;
        private const string Migration = """
            public sealed class Rename : IPluginMigration
            {
                public async ValueTask MigrateAsync(IPluginData data, CancellationToken token) => await data.ChangeAsync("lead", record => record.Rename("acme.budget", "acme.amount"), token);
            }
            """;

        private readonly string _root = Scratch.Folder("crmkit-life-");
        private readonly string _key;

        public Bench()
        {
            PluginPackages.CreateKey(_key = At("acme.pem"));
            foreach (var (version, source) in new[] { (1, PluginSource.Configure(First)), (2, PluginSource.Configure(Second, Migration)) })
            {
                var folder = At($"build-{version}");
                Compiled.Into(folder, "Plugin", source);
                PluginHost.WriteManifest(folder, "acme", $"{version}.0.0", more: """, "permissions": [ { "name": "data.read", "scope": ["lead"] } ]""");
                PluginPackages.Pack(folder, At($"{version}.crmpkg"), _key);
            }
        }

        public string At(string name) => Path.Combine(_root, name);

        public async Task<(int ExitCode, IReadOnlyList<string> Acks, string Error)> RunAsync(string name, string failpoint)
        {
            var folder = Directory.CreateDirectory(Path.Combine(_root, name, "plugins")).FullName;
            PluginPackages.Trust(folder, _key + ".pub");
            foreach (var version in new[] { "1.crmpkg", "2.crmpkg" }) File.Copy(At(version), Path.Combine(_root, name, version));
            var start = new ProcessStartInfo("dotnet", [FaultHostProgram.Library, "plugin-life", Path.Combine(_root, name, "crm.db"), folder]) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["CRMKIT_FAILPOINT"] = failpoint;
            using var process = Process.Start(start)!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, [.. (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l.StartsWith("ack ", StringComparison.Ordinal)).Select(l => l[4..].Trim())], await error);
        }

        public async Task CheckAsync(string name, int acknowledged)
        {
            var directory = Path.Combine(_root, name);
            string found;
            await using (var host = new CrmHost(directory))
            {
                await host.Runtime.RefreshAsync();
                var plugin = host.Runtime.Find("acme");
                Assert.Empty(plugin?.Errors ?? []);
                found = $"{plugin?.State.ToString() ?? "absent"} {plugin?.Version} {Value(directory, "budget")} {Value(directory, "amount")} {Things(directory)}";
                var staging = Path.Combine(directory, "plugins", "store", ".staging");
                Assert.Empty(Directory.Exists(staging) ? Directory.GetFileSystemEntries(staging) : []);
            }
            Assert.Contains(found, Life.Skip(acknowledged).Take(2).Select(l => l.State));
            await using (var again = new CrmHost(directory)) // and goes on from there
            {
                await again.Runtime.RefreshAsync();
                var outcome = await again.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Install) { Package = Path.Combine(directory, "2.crmpkg"), Consent = true });
                Assert.Equal((PluginState.Enabled, "2.0.0"), (outcome.Plugin!.State, outcome.Plugin.Version));
                Assert.Equal("-", Value(directory, "budget"));
            }
        }

        public void Dispose()
        {
            foreach (var file in Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories)) File.SetAttributes(file, FileAttributes.Normal);
            Directory.Delete(_root, recursive: true);
        }

        private static string Value(string directory, string field) => Read(directory, $"SELECT json_extract(custom, '$.\"acme.{field}\"') FROM crm_lead");

        private static string Things(string directory) => Read(directory, "SELECT count(*) FROM crm_custom_record WHERE type_key = 'acme.thing'");

        private static string Read(string directory, string sql)
        {
            using var connection = new SqliteConnection($"Data Source={Path.Combine(directory, "crm.db")};Mode=ReadOnly;Pooling=False");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            return command.ExecuteScalar() is { } value and not DBNull ? Convert.ToString(value, CultureInfo.InvariantCulture)! : "-";
        }
    }
}
