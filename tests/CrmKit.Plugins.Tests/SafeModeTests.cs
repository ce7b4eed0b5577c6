using CrmKit.Plugins.Runtime;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Plugins;

/// <summary>Hosts that must not start without a plugin, and hosts that start with trusted ones alone.</summary>
public sealed class SafeModeTests
{
    private const string Broken = "namespace Sample; public sealed class SamplePlugin : CrmPlugin { public override ValueTask StartAsync(CancellationToken ct) => throw new InvalidOperationException(\"boom\"); }";
    private const string Aborts = """, "onBootFailure": "abort" """;

    [Fact]
    public async Task LIF_a_host_starts_without_a_plugin_that_fails_unless_its_manifest_says_abort()
    {
        await using var host = new PluginHost();
        host.Add("acme", Broken);
        await StartAsync(host.Services);
        Assert.Equal(PluginState.Failed, host.Runtime.Find("acme")!.State);

        PluginHost.WriteManifest(host.FolderOf("acme"), "acme", more: Aborts);
        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => StartAsync(host.Services));
        Assert.Equal("plugin.boot-aborted", refused.Error.Code);
        Assert.Contains("boom", refused.Error.Message, StringComparison.Ordinal);

        await host.Runtime.DisableAsync("acme"); // somebody who wants the host without it says so
        await StartAsync(host.Services);
    }

    [Fact]
    public async Task LIF_one_that_aborts_holds_nothing_up_while_it_runs_or_in_safe_mode()
    {
        await using var host = new PluginHost(o => o.SafeMode = true);
        host.Add("acme", Broken);
        PluginHost.WriteManifest(host.FolderOf("acme"), "acme", more: Aborts);
        await StartAsync(host.Services);

        await using var other = new PluginHost();
        other.Add("acme");
        PluginHost.WriteManifest(other.FolderOf("acme"), "acme", more: Aborts);
        await StartAsync(other.Services);
        Assert.Equal(PluginState.Enabled, other.Runtime.Find("acme")!.State);
    }

    [Fact]
    public async Task MAN_another_word_for_a_boot_failure_is_refused()
    {
        await using var host = new PluginHost();
        host.Add("acme");
        PluginHost.WriteManifest(host.FolderOf("acme"), "acme", more: """, "onBootFailure": "panic" """);
        await host.Runtime.RefreshAsync();
        var error = Assert.Single(Assert.Single(host.Runtime.List()).Errors);
        Assert.Equal("plugin.manifest-text", error.Code);
        Assert.Contains("onBootFailure", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LIF_safe_mode_by_the_settings_runs_signed_packages_alone_and_forgets_nothing()
    {
        var store = new MemoryPluginStore();
        await using var host = new InstalledHost(store);
        await host.InstallAsync(host.Package());
        host.Host.Add("folder", PluginSource.Type("folder.thing"));
        host.Host.Add("needs", dependencies: """{ "id": "folder", "range": "*" }""");
        await host.Runtime.RefreshAsync();

        await using (var safe = new PluginHost(o => o.SafeMode = true, store, host.Host.Folder))
        {
            await safe.Runtime.RefreshAsync();
            Assert.NotNull(safe.Runtime.SafeMode);
            Assert.Equal(PluginState.Enabled, safe.Runtime.Find("acme")!.State);
            foreach (var id in new[] { "folder", "needs" })
            {
                var status = safe.Runtime.Find(id)!;
                Assert.Equal((PluginState.Disabled, true, "plugin.safe-mode"), (status.State, status.IsWanted, Assert.Single(status.Errors).Code));
            }
            Assert.Contains("plugin.safe-mode", (await safe.Runtime.WhyAsync("folder")).Reasons[0], StringComparison.Ordinal);
            Assert.Equal("plugin.safe-mode", (await Assert.ThrowsAsync<CrmRuleException>(() => safe.Runtime.EnableAsync("folder"))).Error.Code);

            await safe.Runtime.LeaveSafeModeAsync();
            Assert.Null(safe.Runtime.SafeMode);
            Assert.All(safe.Runtime.List(), p => Assert.Equal((PluginState.Enabled, 0), (p.State, p.Errors.Count)));
        }
    }

    [Fact]
    public async Task LIF_safe_mode_takes_no_unsigned_package_and_runs_none()
    {
        await using var host = new InstalledHost(configure: o => (o.AllowUnsigned, o.SafeMode) = (true, true));
        var folder = host.Host.Add("plain");
        var package = PluginPackages.Pack(folder, Path.Combine(host.Host.Folder, "plain.crmpkg"));
        Directory.Delete(folder, recursive: true);
        Assert.Equal("plugin.safe-mode", (await Assert.ThrowsAsync<CrmRuleException>(() => host.InstallAsync(package, consent: true))).Error.Code);
        await host.Runtime.LeaveSafeModeAsync();
        Assert.Equal(PluginState.Enabled, (await host.InstallAsync(package, consent: true)).Plugin!.State);
    }

    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(2, 1, true)]
    [InlineData(2, 6, false)] // the first death is too long ago
    [InlineData(3, 2, true)]
    public async Task LIF_safe_mode_begins_by_itself_when_the_process_died_twice_within_five_minutes(int deaths, int minutesBetween, bool isSafe)
    {
        var clock = new ManualTime();
        await using var host = new PluginHost();
        host.Add("acme");
        for (var i = 0; i < deaths; i++)
        {
            await using (var dying = Host(host.Folder, clock)) await StartAsync(dying); // notes the deaths before its own
            Die(host.Folder);
            clock.Advance(TimeSpan.FromMinutes(minutesBetween));
        }

        await using (var next = Host(host.Folder, clock))
        {
            await StartAsync(next);
            var runtime = next.GetRequiredService<IPluginRuntime>();
            Assert.Equal(isSafe, runtime.SafeMode is not null);
            Assert.Equal(isSafe ? PluginState.Disabled : PluginState.Enabled, runtime.Find("acme")!.State);
            using var service = ServiceOf(next);
            await service.StopAsync(default); // it ends properly
        }
        await using var clean = Host(host.Folder, clock);
        await StartAsync(clean);
        Assert.Null(clean.GetRequiredService<IPluginRuntime>().SafeMode);
        Assert.Equal(PluginState.Enabled, clean.GetRequiredService<IPluginRuntime>().Find("acme")!.State);
    }

    [Fact]
    public async Task LIF_hosts_that_run_beside_each_other_are_not_dead()
    {
        await using var host = new PluginHost();
        host.Add("acme");
        var clock = new ManualTime();
        await using var first = Host(host.Folder, clock);
        await using var second = Host(host.Folder, clock);
        await using var third = Host(host.Folder, clock);
        foreach (var services in new[] { first, second, third }) await StartAsync(services);
        Assert.Null(third.GetRequiredService<IPluginRuntime>().SafeMode);
    }

    /// <summary>Leaves the mark that a process leaves which never came to remove it.</summary>
    private static void Die(string folder) => File.WriteAllText(Path.Combine(folder, ".journal", $"run-{Guid.NewGuid():N}"), "");

    private static ServiceProvider Host(string folder, TimeProvider clock)
    {
        var services = new ServiceCollection().AddSingleton(clock);
        services.AddCrmKit(crm => crm.AddPlugins(folder));
        services.AddSingleton<IPluginStore>(new MemoryPluginStore());
        return services.BuildServiceProvider();
    }

    private static async Task StartAsync(IServiceProvider services)
    {
        using var service = ServiceOf(services);
        await service.StartAsync(default);
    }

    private static PluginService ServiceOf(IServiceProvider services) => ActivatorUtilities.CreateInstance<PluginService>(services);
}
