using CrmKit.Catalog;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Plugins;

public sealed class LifeTests
{
    [Fact]
    public async Task LDR_01_a_plugin_takes_part_when_enabled_and_leaves_memory_when_disabled()
    {
        await using var host = new PluginHost();
        host.Add("acme", PluginSource.Type("acme.thing"));

        Assert.Equal(PluginState.Enabled, (await host.LoadAsync("acme")).State);
        Assert.True(host.Catalog.TryType("acme.thing", out _));

        Assert.Equal(PluginState.Disabled, (await host.Runtime.DisableAsync("acme")).State);
        Assert.False(host.Catalog.TryType("acme.thing", out _));
        Assert.True(await PluginHost.IsCollectedAsync(() => host.Runtime.Find("acme")!.Lingering));

        Assert.Equal(PluginState.Enabled, (await host.Runtime.EnableAsync("acme")).State);
        Assert.True(host.Catalog.TryType("acme.thing", out _));
        Assert.Equal(2, host.Runtime.Find("acme")!.Generation);
    }

    [Fact]
    public async Task LIF_what_somebody_switched_survives_a_restart()
    {
        var store = new MemoryPluginStore();
        await using (var host = new PluginHost(store: store))
        {
            host.Add("acme");
            await host.LoadAsync("acme");
            await host.Runtime.DisableAsync("acme");
        }
        await using var again = new PluginHost(store: store);
        again.Add("acme");
        var status = await again.LoadAsync("acme");
        Assert.Equal((PluginState.Disabled, false, 0), (status.State, status.IsWanted, status.Generation));
    }

    [Fact]
    public async Task LIF_enabling_and_disabling_twice_changes_nothing()
    {
        await using var host = new PluginHost();
        host.Add("acme");
        await host.LoadAsync("acme");

        Assert.Equal(1, (await host.Runtime.EnableAsync("acme")).Generation);
        await host.Runtime.DisableAsync("acme");
        Assert.Equal(PluginState.Disabled, (await host.Runtime.DisableAsync("acme")).State);
    }

    [Fact]
    public async Task LIF_a_folder_dropped_later_is_found_by_a_refresh_and_one_taken_away_is_unloaded()
    {
        await using var host = new PluginHost();
        await host.Runtime.RefreshAsync();
        Assert.Empty(host.Runtime.List());

        var folder = host.Add("acme", PluginSource.Type("acme.thing"));
        Assert.Equal(PluginState.Enabled, (await host.LoadAsync("acme")).State);

        var states = new List<PluginState>();
        host.Runtime.Changed += (_, e) => states.Add(e.Status.State);
        Directory.Delete(folder, recursive: true);
        await host.Runtime.RefreshAsync();
        Assert.Empty(host.Runtime.List());
        Assert.Equal([PluginState.Unloaded], states);
        Assert.False(host.Catalog.TryType("acme.thing", out _));
    }

    [Fact]
    public async Task LIF_a_reload_replaces_the_generation_without_a_moment_between()
    {
        await using var host = new PluginHost();
        host.Add("acme", PluginSource.Type("acme.thing", "Old"));
        await host.LoadAsync("acme");
        var gaps = 0;
        host.Services.GetRequiredService<ICatalog>().Changed += (_, e) => gaps += e.Snapshot.TryType("acme.thing", out RecordTypeDefinition? _) ? 0 : 1;

        host.Add("acme", PluginSource.Type("acme.thing", "New"), version: "1.1.0");
        var status = await host.Runtime.ReloadAsync("acme");

        Assert.Equal((PluginState.Enabled, "1.1.0", 2, 0), (status.State, status.Version, status.Generation, gaps));
        Assert.Equal("New", host.Catalog.Type("acme.thing").Label.English);
    }

    [Fact]
    public async Task LIF_a_reload_that_fails_leaves_the_running_generation()
    {
        await using var host = new PluginHost();
        host.Add("acme", PluginSource.Type("acme.thing"));
        await host.LoadAsync("acme");

        host.Add("acme", PluginSource.Configure("throw new InvalidOperationException(\"broken\");"), version: "1.1.0");
        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => host.Runtime.ReloadAsync("acme"));

        Assert.Equal("plugin.load-failed", refused.Error.Code);
        var status = host.Runtime.Find("acme")!;
        Assert.Equal((PluginState.Enabled, "1.0.0"), (status.State, status.Version));
        Assert.True(host.Catalog.TryType("acme.thing", out _));
    }

    [Fact]
    public async Task LIF_unknown_and_disabled_plugins_are_refused_by_name()
    {
        await using var host = new PluginHost();
        host.Add("acme");
        await host.LoadAsync("acme");
        await host.Runtime.DisableAsync("acme");

        Assert.Equal("plugin.unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => host.Runtime.EnableAsync("other"))).Error.Code);
        Assert.Equal("plugin.unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => host.Runtime.DisableAsync("other"))).Error.Code);
        Assert.Equal("plugin.not-enabled", (await Assert.ThrowsAsync<CrmRuleException>(() => host.Runtime.ReloadAsync("acme"))).Error.Code);
    }

    [Theory]
    [InlineData("Configure", "public override void Configure(ICrmPluginBuilder plugin) => throw new InvalidOperationException(\"boom\");")]
    [InlineData("loading", "public SamplePlugin() => throw new InvalidOperationException(\"boom\");")]
    [InlineData("loading", "private static readonly int X = Boom(); static int Boom() => throw new InvalidOperationException(\"boom\"); public SamplePlugin() { _ = X; }")]
    [InlineData("StartAsync", "public override ValueTask StartAsync(CancellationToken cancellationToken) => throw new InvalidOperationException(\"boom\");")]
    public async Task FLT_INS_29_INS_30_what_a_plugin_throws_fails_it_alone_with_the_step_and_the_text(string step, string member)
    {
        await using var host = new PluginHost();
        host.Add("bad", $"namespace Sample; public sealed class SamplePlugin : CrmPlugin {{ {member} }}");
        host.Add("good", PluginSource.Type("good.thing"));
        var status = await host.LoadAsync("bad");

        var error = Assert.Single(status.Errors);
        Assert.Equal((PluginState.Failed, "plugin.load-failed"), (status.State, error.Code));
        Assert.Contains(step, error.Message, StringComparison.Ordinal);
        Assert.Contains("boom", error.Message, StringComparison.Ordinal);
        Assert.True(host.Catalog.TryType("good.thing", out _));
        Assert.True(await PluginHost.IsCollectedAsync(() => host.Runtime.Find("bad")!.Lingering));
    }

    [Theory]
    [InlineData("StartAsync", "public override async ValueTask StartAsync(CancellationToken ct) => await Task.Delay(3000);")]
    [InlineData("Configure", "public override void Configure(ICrmPluginBuilder plugin) => Thread.Sleep(3000);")]
    [InlineData("loading", "public SamplePlugin() => Thread.Sleep(3000);")]
    [InlineData("loading", "private static readonly int X = Hang(); static int Hang() { Thread.Sleep(3000); return 1; } public SamplePlugin() { _ = X; }")]
    public async Task LIF_FLT_INS_32_a_plugin_that_hangs_is_given_up_after_its_budget(string step, string member)
    {
        await using var host = new PluginHost(o =>
        {
            if (step != "StartAsync") o.ConfigureTimeout = TimeSpan.FromMilliseconds(100);
            else (o.StartTimeout, o.ConfigureTimeout) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10));
        });
        host.Add("slow", $"namespace Sample; public sealed class SamplePlugin : CrmPlugin {{ {member} }}");
        var status = await host.LoadAsync("slow");
        Assert.Equal((PluginState.Failed, "plugin.timed-out"), (status.State, Assert.Single(status.Errors).Code));
    }

    [Fact]
    public async Task LIF_FLT_a_plugin_that_does_not_stop_is_off_after_its_budget()
    {
        await using var host = new PluginHost(o => o.StopTimeout = TimeSpan.FromMilliseconds(100));
        host.Add("slow", PluginSource.Configure("""plugin.RecordType("slow.thing", t => t.Named("Thing", "Things"));""", "public override async ValueTask StopAsync(CancellationToken ct) => await Task.Delay(Timeout.Infinite, ct);"));
        await host.LoadAsync("slow");
        Assert.Equal(PluginState.Disabled, (await host.Runtime.DisableAsync("slow")).State);
        Assert.False(host.Catalog.TryType("slow.thing", out _));
        Assert.Equal(PluginState.Enabled, (await host.Runtime.EnableAsync("slow")).State);
    }

    [Fact]
    public async Task FLT_what_a_plugin_throws_when_stopping_does_not_keep_it()
    {
        await using var host = new PluginHost();
        host.Add("bad", "namespace Sample; public sealed class SamplePlugin : CrmPlugin { public override ValueTask StopAsync(CancellationToken ct) => throw new InvalidOperationException(\"boom\"); }");
        await host.LoadAsync("bad");
        Assert.Equal(PluginState.Disabled, (await host.Runtime.DisableAsync("bad")).State);
        Assert.True(await PluginHost.IsCollectedAsync(() => host.Runtime.Find("bad")!.Lingering));
    }

    [Fact]
    public async Task LIF_a_failed_plugin_is_tried_again_when_its_files_change()
    {
        await using var host = new PluginHost();
        var folder = host.Add("acme", entryType: "Sample.Misspelt");
        Assert.Equal("plugin.entry-missing", Assert.Single((await host.LoadAsync("acme")).Errors).Code);

        PluginHost.WriteManifest(folder, "acme", version: "1.0.1");
        Assert.Equal(PluginState.Enabled, (await host.LoadAsync("acme")).State);
    }

    [Fact]
    public async Task Keys_that_do_not_begin_with_the_id_are_refused()
    {
        await using var host = new PluginHost();
        host.Add("acme", PluginSource.Type("other.thing"));
        Assert.Equal("plugin.key-foreign", Assert.Single((await host.LoadAsync("acme")).Errors).Code);
        Assert.False(host.Catalog.TryType("other.thing", out _));
    }

    [Fact]
    public async Task MAN_two_folders_with_one_id_both_fail_and_are_both_named()
    {
        await using var host = new PluginHost();
        host.Add("acme", folder: "one");
        host.Add("acme", folder: "two");
        await host.Runtime.RefreshAsync();

        Assert.All(host.Runtime.List(), s => Assert.Equal(PluginState.Failed, s.State));
        var error = Assert.Single(host.Runtime.List()[0].Errors);
        Assert.Equal("plugin.duplicate-id", error.Code);
        Assert.Contains(host.FolderOf("one"), error.Message, StringComparison.Ordinal);
        Assert.Contains(host.FolderOf("two"), error.Message, StringComparison.Ordinal);

        Directory.Delete(host.FolderOf("two"), recursive: true);
        Assert.Equal(PluginState.Enabled, (await host.LoadAsync("acme")).State);
    }

    [Fact]
    public async Task Twenty_cycles_leave_no_generation_in_memory()
    {
        await using var host = new PluginHost();
        host.Add("acme", PluginSource.Type("acme.thing"));
        await host.LoadAsync("acme");
        for (var i = 0; i < 20; i++)
        {
            await host.Runtime.DisableAsync("acme");
            await host.Runtime.EnableAsync("acme");
        }
        await host.Runtime.DisableAsync("acme");
        Assert.True(await PluginHost.IsCollectedAsync(() => host.Runtime.Find("acme")!.Lingering));
        Assert.Equal(21, host.Runtime.Find("acme")!.Generation);
    }
}
