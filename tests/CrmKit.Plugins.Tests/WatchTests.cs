using CrmKit.Plugins.Runtime;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Plugins;

/// <summary>Plugins in folders are replaced when their files change.</summary>
public sealed class WatchTests
{
    [Fact]
    public async Task HOT_01_HOT_02_a_changed_plugin_is_replaced_and_says_so_once()
    {
        await using var host = new PluginHost();
        host.Add("acme", PluginSource.Type("acme.thing", "Old"));
        await host.LoadAsync("acme");
        var states = new List<(PluginState, int)>();
        host.Runtime.Changed += (_, e) => states.Add((e.Status.State, e.Status.Generation));

        host.Add("acme", PluginSource.Type("acme.thing", "New"), version: "1.1.0");
        await ReloadAsync(host);
        await ReloadAsync(host); // nothing changed since

        Assert.Equal([(PluginState.Enabled, 2)], states);
        Assert.Equal("New", host.Catalog.Type("acme.thing").Label.English);
    }

    [Fact]
    public async Task HOT_04_a_plugin_renamed_away_goes_and_one_that_comes_back_comes_back()
    {
        await using var host = new PluginHost();
        var folder = host.Add("acme", PluginSource.Type("acme.thing"));
        await host.LoadAsync("acme");
        Directory.Move(folder, folder + ".away");
        File.Move(Path.Combine(folder + ".away", "plugin.json"), Path.Combine(folder + ".away", "plugin.json.off"));
        await ReloadAsync(host);
        Assert.Empty(host.Runtime.List());
        host.Add("acme", PluginSource.Type("acme.thing"));
        await ReloadAsync(host);
        Assert.Equal(PluginState.Enabled, host.Runtime.Find("acme")!.State);
    }

    [Fact]
    public async Task HOT_05_a_change_of_any_file_counts()
    {
        await using var host = new PluginHost();
        var folder = host.Add("acme");
        await host.LoadAsync("acme");
        File.WriteAllText(Path.Combine(folder, "settings.extra.json"), "{}");
        await ReloadAsync(host);
        Assert.Equal(2, host.Runtime.Find("acme")!.Generation);
    }

    [Fact]
    public async Task HOT_06_a_half_written_plugin_leaves_what_runs_and_is_taken_when_it_is_whole()
    {
        await using var host = new PluginHost();
        var folder = host.Add("acme", PluginSource.Type("acme.thing", "Old"));
        await host.LoadAsync("acme");
        var whole = Scratch.Folder("crmkit-whole-");
        Compiled.Into(whole, "Plugin", PluginSource.Type("acme.thing", "New"));
        var bytes = File.ReadAllBytes(Path.Combine(whole, "Plugin.dll"));
        File.WriteAllBytes(Path.Combine(folder, "Plugin.dll"), bytes[..(bytes.Length / 3)]);
        await ReloadAsync(host);
        var status = host.Runtime.Find("acme")!;
        Assert.Equal((PluginState.Enabled, "Old"), (status.State, host.Catalog.Type("acme.thing").Label.English));
        Assert.StartsWith("plugin.assembly-", status.Errors[0].Code, StringComparison.Ordinal);

        File.WriteAllBytes(Path.Combine(folder, "Plugin.dll"), bytes);
        await ReloadAsync(host);
        Assert.Equal("New", host.Catalog.Type("acme.thing").Label.English);
    }

    [Fact]
    public async Task HOT_03_HOT_08_a_burst_over_two_hundred_plugins_wakes_once_by_one_watcher()
    {
        var root = Scratch.Folder("crmkit-watch-");
        for (var i = 0; i < 200; i++) Directory.CreateDirectory(Path.Combine(root, $"p{i}"));
        using var watcher = new PluginWatcher(root, TimeSpan.FromMilliseconds(200), TimeProvider.System);
        await watcher.WaitAsync(null, TestContext.Current.CancellationToken); // looks once at what was there
        Assert.True(watcher.IsWatching);

        var woken = watcher.WaitAsync(null, TestContext.Current.CancellationToken);
        for (var i = 0; i < 200; i++) File.WriteAllText(Path.Combine(root, $"p{i}", "plugin.json"), "{}");
        await woken;
        var again = watcher.WaitAsync(null, TestContext.Current.CancellationToken);
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(root, "store")).FullName, "own.dll"), "CrmKit's own files wake nobody");
        await Task.Delay(600, TestContext.Current.CancellationToken);
        Assert.False(again.IsCompleted);
        File.Delete(Path.Combine(root, "p7", "plugin.json"));
        await again;
    }

    [Fact]
    public async Task HOT_07_a_folder_that_cannot_be_watched_is_looked_at_at_intervals_until_it_can()
    {
        var root = Path.Combine(Scratch.Folder("crmkit-watch-"), "later");
        using var watcher = new PluginWatcher(root, TimeSpan.FromMilliseconds(20), TimeProvider.System);
        await watcher.WaitAsync(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken);
        Assert.False(watcher.IsWatching);
        Directory.CreateDirectory(root);
        await watcher.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.True(watcher.IsWatching);
    }

    private static Task ReloadAsync(PluginHost host) => host.Services.GetRequiredService<PluginRuntime>().ReloadChangedAsync(default);
}
