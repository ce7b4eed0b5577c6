using System.Diagnostics;
using static CrmKit.Plugins.Isolation.FaultyPlugin;

namespace CrmKit.Plugins.Isolation;

/// <summary>What plugins do to a whole process, in processes of their own.</summary>
public sealed class ProcessTests
{
    private const string Handled = "The process lives, and the plugin is named.";

    [Theory]
    [InlineData("new Thread(() => throw new InvalidOperationException(\"from a thread\")).Start();", "from a thread")]
    [InlineData("Later(); static async void Later() { await Task.Delay(50); throw new InvalidOperationException(\"from async void\"); }", "from async void")]
    [InlineData("Lose(); static void Lose() { _ = Task.Run(() => throw new InvalidOperationException(\"from a task\")); }", "from a task")]
    [InlineData("ThreadPool.QueueUserWorkItem(_ => throw new InvalidOperationException(\"from the pool\"));", "from the pool")]
    [InlineData("_ = new Timer(_ => throw new InvalidOperationException(\"from a timer\"), null, 50, Timeout.Infinite); await Task.Delay(200, cancellationToken);", "from a timer")]
    public async Task A081_FLT_INS_26_INS_37_what_a_plugin_throws_outside_calls_leaves_the_host_alive_and_is_counted_against_it(string body, string text)
    {
        using var folder = new PluginFolderFor(("acme", BeforeSave(body)), ("other", PluginSource.Empty));
        var run = await folder.RunAsync("save");
        Assert.True(run.ExitCode == 0, $"{Handled} It ended with {run.ExitCode}: {run.Error}");
        var acme = run.Lines.Last(l => l.StartsWith("ack plugin acme", StringComparison.Ordinal));
        Assert.StartsWith("ack plugin acme Enabled well 1", acme, StringComparison.Ordinal);
        Assert.Contains(text, acme, StringComparison.Ordinal);
        Assert.StartsWith("ack plugin other Enabled well 0", run.Lines.Last(l => l.StartsWith("ack plugin other", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sink(0); static int Sink(int n) => n < 0 ? 0 : Sink(n + 1) + Sink(n + 2);")]
    [InlineData("Environment.FailFast(\"the plugin says so\");")]
    [InlineData("Environment.Exit(7);")]
    public async Task LIF_FLT_INS_27_INS_28_INS_38_a_plugin_whose_call_ends_the_process_is_quarantined_at_the_next_start_and_the_host_comes_up(string body)
    {
        using var folder = new PluginFolderFor(("acme", BeforeSave(body)), ("other", PluginSource.Empty));
        var run = await folder.RunAsync("save");
        Assert.NotEqual(0, run.ExitCode);
        Assert.DoesNotContain("ack saved", run.Lines);

        var next = await folder.RunAsync("save");
        Assert.Equal(0, next.ExitCode);
        Assert.Contains("ack saved", next.Lines); // without it
        Assert.Contains(next.Lines, l => l.StartsWith("ack plugin acme Quarantined plugin.crash-suspect", StringComparison.Ordinal));
        Assert.Contains(next.Lines, l => l.StartsWith("ack plugin other Enabled well", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LIF_a_plugin_that_ends_the_process_when_it_starts_does_not_do_so_twice()
    {
        using var folder = new PluginFolderFor(
            ("acme", "namespace Sample; public sealed class SamplePlugin : CrmPlugin { public override ValueTask StartAsync(CancellationToken t) { Environment.FailFast(\"no\"); return default; } }"),
            ("other", PluginSource.Empty));
        Assert.NotEqual(0, (await folder.RunAsync()).ExitCode);
        var next = await folder.RunAsync();
        Assert.Equal(0, next.ExitCode);
        Assert.Contains(next.Lines, l => l.StartsWith("ack plugin acme Quarantined plugin.crash-suspect", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LIF_a_process_that_ends_well_suspects_nobody()
    {
        using var folder = new PluginFolderFor(("acme", BeforeSave("")));
        await folder.RunAsync("save");
        var next = await folder.RunAsync("save");
        Assert.All(next.Lines.Where(l => l.StartsWith("ack plugin", StringComparison.Ordinal)), l => Assert.StartsWith("ack plugin acme Enabled well", l, StringComparison.Ordinal));
    }

    private sealed class PluginFolderFor : IDisposable
    {
        private readonly string _root = Scratch.Folder("crmkit-process-");

        public PluginFolderFor(params (string Id, string Source)[] plugins)
        {
            foreach (var (id, source) in plugins)
            {
                var folder = Path.Combine(_root, "plugins", id);
                Compiled.Into(folder, "Plugin", source);
                PluginHost.WriteManifest(folder, id);
            }
        }

        public async Task<(int ExitCode, IReadOnlyList<string> Lines, string Error)> RunAsync(params string[] more)
        {
            var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var argument in (string[])[FaultHostProgram.Library, "plugins", Path.Combine(_root, "crm.db"), Path.Combine(_root, "plugins"), .. more])
                start.ArgumentList.Add(argument);
            start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
            using var process = Process.Start(start)!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries), await error);
        }

        public void Dispose() => Directory.Delete(_root, recursive: true);
    }
}
