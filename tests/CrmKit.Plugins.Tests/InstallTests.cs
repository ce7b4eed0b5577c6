using CrmKit.Plugins.Packages;
using CrmKit.Plugins.Runtime;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Plugins;

/// <summary>Plugins installed from packages: consent, upgrade, downgrade, removal, restarts.</summary>
public sealed class InstallTests
{
    private const string Reads = """, "permissions": [ { "name": "data.read", "scope": ["lead"], "reason": "to greet" } ]""";
    private const string ReadsAndWrites = """, "permissions": [ { "name": "data.read", "scope": ["lead", "account"] }, { "name": "net.http", "scope": ["api.acme.com"] } ]""";

    private static string Elevating => PluginSource.Type("acme.thing", "elevated")
        + " public sealed class Counting { public static void Count(CrmKit.Sessions.ICrmSession session) { using var system = session.AsSystem(\"counter\"); } }";

    [Fact]
    public async Task LIF_a_package_is_installed_verified_agreed_to_loaded_and_enabled_in_this_order()
    {
        await using var host = new InstalledHost();
        var states = new List<PluginState>();
        host.Runtime.Changed += (_, e) => states.Add(e.Status.State);

        var outcome = await host.InstallAsync(host.Package());

        Assert.Equal([PluginState.Discovered, PluginState.Verified, PluginState.Consented, PluginState.Loaded, PluginState.Enabled], states);
        Assert.Equal((PluginState.Enabled, PluginTrust.Local, "1.0.0"), (outcome.Plugin!.State, outcome.Plugin.Trust, outcome.Plugin.Version));
        Assert.Equal("1.0.0", host.Label());
    }

    [Fact]
    public async Task LIF_a_plan_says_what_is_done_and_does_nothing()
    {
        await using var host = new InstalledHost();
        var command = new PluginCommand(PluginAct.Install) { Package = host.Package(more: Reads) };
        var plan = await host.Runtime.PlanAsync(command);

        Assert.Equal(["data.read:lead"], plan.Asked);
        Assert.Equal("to greet", Assert.Single(plan.Permissions).Reason);
        Assert.Empty(host.Runtime.List());
        Assert.False(Directory.Exists(Path.Combine(host.Host.Folder, "store")));

        var outcome = await host.Runtime.ExecuteAsync(command with { Consent = true });
        Assert.Equal([new PluginStep(PluginAct.Install, "acme", null, "1.0.0")], plan.Steps);
        Assert.Equal(plan.Steps, outcome.Plan.Steps);
    }

    [Fact]
    public async Task LIF_what_nobody_agreed_to_does_not_run_until_somebody_does()
    {
        await using var host = new InstalledHost();
        var outcome = await host.InstallAsync(host.Package(more: Reads));
        Assert.Equal((PluginState.PendingConsent, null), (outcome.Plugin!.State, host.Label()));
        Assert.Equal(["data.read:lead"], outcome.Plugin.Asked);

        await host.Runtime.RefreshAsync(); // as another start would
        Assert.Equal(PluginState.PendingConsent, host.Runtime.Find("acme")!.State);
        Assert.Equal("plugin.consent-required", (await Assert.ThrowsAsync<CrmRuleException>(() => host.Runtime.EnableAsync("acme"))).Error.Code);

        var agreed = await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Enable, "acme") { Consent = true });
        Assert.Equal((PluginState.Enabled, "1.0.0"), (agreed.Plugin!.State, host.Label()));
    }

    [Fact]
    public async Task LIF_an_upgrade_that_asks_for_more_waits_with_the_version_before_running_on()
    {
        await using var host = new InstalledHost();
        await host.InstallAsync(host.Package(more: Reads), consent: true);

        var outcome = await host.InstallAsync(host.Package(version: "1.1.0", more: ReadsAndWrites));
        Assert.Equal((PluginState.Enabled, "1.0.0", "1.1.0", "1.0.0"), (outcome.Plugin!.State, outcome.Plugin.Version, outcome.Plugin.NextVersion, host.Label()));
        Assert.Equal(["data.read:account", "net.http:api.acme.com:443"], outcome.Plugin.Asked);

        await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Enable, "acme") { Consent = true });
        Assert.Equal(("1.1.0", null, "1.1.0"), (host.Runtime.Find("acme")!.Version, host.Runtime.Find("acme")!.NextVersion, host.Label()));

        await host.InstallAsync(host.Package(version: "1.2.0", more: Reads)); // asks for less
        Assert.Equal("1.2.0", host.Label());
    }

    [Theory]
    [InlineData("lead:name", "lead:name,email", "data.read:lead:email")]
    [InlineData("lead:name", "lead", "data.read:lead")]
    [InlineData("lead", "lead:name", null)]
    [InlineData("lead", "lead-source", "data.read:lead-source")]
    public async Task CAP_an_upgrade_waits_for_what_is_more_than_was_agreed_to_and_for_nothing_else(string agreed, string wanted, string? asked)
    {
        await using var host = new InstalledHost();
        await host.InstallAsync(host.Package(more: Scoped(agreed)), consent: true);
        var outcome = await host.InstallAsync(host.Package(version: "1.1.0", more: Scoped(wanted)));
        Assert.Equal(asked is null ? [] : [asked], outcome.Plugin!.Asked);
        Assert.Equal(asked is null ? "1.1.0" : "1.0.0", host.Label());

        static string Scoped(string scope) => $", \"permissions\": [ {{ \"name\": \"data.read\", \"scope\": [\"{scope}\"] }} ]";
    }

    [Fact]
    public async Task CAP_a_plugin_that_acts_as_the_system_does_not_run_before_somebody_agrees()
    {
        await using var host = new InstalledHost();
        var outcome = await host.InstallAsync(host.Package(source: Elevating));
        Assert.Equal((PluginState.PendingConsent, null), (outcome.Plugin!.State, host.Label()));
        Assert.Equal(["code.elevate"], outcome.Plugin.Asked);
        Assert.Equal("plugin.consent-required", (await Assert.ThrowsAsync<CrmRuleException>(() => host.Runtime.EnableAsync("acme"))).Error.Code);

        await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Enable, "acme") { Consent = true });
        Assert.Equal("elevated", host.Label());
    }

    [Fact]
    public async Task CAP_an_upgrade_that_begins_to_act_as_the_system_waits_whatever_its_manifest_says()
    {
        await using var host = new InstalledHost();
        await host.InstallAsync(host.Package());
        var outcome = await host.InstallAsync(host.Package(version: "1.1.0", source: Elevating));
        Assert.Equal((PluginState.Enabled, "1.0.0", "1.1.0", "1.0.0"), (outcome.Plugin!.State, outcome.Plugin.Version, outcome.Plugin.NextVersion, host.Label()));
        Assert.Equal(["code.elevate"], outcome.Plugin.Asked);
    }

    [Fact]
    public async Task CAP_a_plugin_that_declares_that_it_acts_as_the_system_says_why_and_is_asked_about_once()
    {
        await using var host = new InstalledHost();
        var plan = await host.Runtime.PlanAsync(new PluginCommand(PluginAct.Install) { Package = host.Package(source: Elevating, more: """, "permissions": [ { "name": "code.elevate", "reason": "to count what the caller may not see" } ]""") });
        Assert.Equal(["code.elevate"], plan.Asked);
        Assert.Equal("to count what the caller may not see", Assert.Single(plan.Permissions).Reason);
    }

    [Fact]
    public async Task HOT_13_an_upgrade_that_fails_to_start_leaves_the_version_before_and_says_so()
    {
        var store = new MemoryPluginStore();
        await using var host = new InstalledHost(store);
        await host.InstallAsync(host.Package());
        var bad = host.Package(version: "2.0.0", source: "namespace Sample; public sealed class SamplePlugin : CrmPlugin { public override ValueTask StartAsync(CancellationToken ct) => throw new InvalidOperationException(\"boom\"); }");

        Assert.Equal("plugin.load-failed", (await Assert.ThrowsAsync<CrmRuleException>(() => host.InstallAsync(bad))).Error.Code);
        Assert.Equal((PluginState.Enabled, "1.0.0", "1.0.0"), (host.Runtime.Find("acme")!.State, host.Runtime.Find("acme")!.Version, host.Label()));
        var row = (await store.ReadAsync(default))["acme"];
        Assert.Equal(("1.0.0", null), (row.Package!.Version, row.Next));
        Assert.Equal("upgrade-failed", (await host.Runtime.WhyAsync("acme")).History[0].What);

        await host.InstallAsync(host.Package(version: "2.0.1"));
        Assert.Equal("2.0.1", host.Label());
    }

    [Fact]
    public async Task PKG_28_A079_an_older_version_is_refused_and_can_be_forced()
    {
        await using var host = new InstalledHost();
        var old = host.Package(version: "1.0.0");
        await host.InstallAsync(host.Package(version: "1.1.0"));

        Assert.Equal("plugin.downgrade", (await Assert.ThrowsAsync<CrmRuleException>(() => host.InstallAsync(old))).Error.Code);
        Assert.Equal("1.1.0", host.Label());
        await host.InstallAsync(old, force: true);
        Assert.Equal(("1.0.0", "upgrade"), (host.Label(), (await host.Runtime.WhyAsync("acme")).History[0].What));
    }

    [Fact]
    public async Task LIF_installing_the_same_package_twice_does_nothing_the_second_time()
    {
        await using var host = new InstalledHost();
        var package = host.Package();
        await host.InstallAsync(package);
        var again = await host.InstallAsync(package);
        Assert.Empty(again.Plan.Steps);
        Assert.Equal(1, again.Plugin!.Generation);
    }

    [Fact]
    public async Task LIF_a_disabled_plugin_stays_disabled_after_an_upgrade()
    {
        await using var host = new InstalledHost();
        await host.InstallAsync(host.Package());
        await host.Runtime.DisableAsync("acme");
        var outcome = await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Upgrade, "acme") { Package = host.Package(version: "1.1.0") });
        Assert.Equal((PluginState.Disabled, "1.1.0", null), (outcome.Plugin!.State, outcome.Plugin.Version, host.Label()));
        await host.Runtime.EnableAsync("acme");
        Assert.Equal("1.1.0", host.Label());
    }

    [Fact]
    public async Task LIF_commands_that_do_not_fit_the_state_are_refused()
    {
        await using var host = new InstalledHost();
        host.Host.Add("folder");
        await host.Runtime.RefreshAsync();
        async Task<string> CodeAsync(PluginCommand command) => (await Assert.ThrowsAnyAsync<CrmException>(() => host.Runtime.ExecuteAsync(command))).Error.Code;

        Assert.Equal("plugin.package-required", await CodeAsync(new(PluginAct.Install)));
        Assert.Equal("plugin.not-installed", await CodeAsync(new(PluginAct.Upgrade) { Package = host.Package() }));
        Assert.Equal("plugin.manifest-id", await CodeAsync(new(PluginAct.Install, "other") { Package = host.Package() }));
        Assert.Equal("plugin.in-folder", await CodeAsync(new(PluginAct.Install) { Package = host.Package("folder") }));
        Assert.Equal("plugin.in-folder", await CodeAsync(new(PluginAct.Remove, "folder")));
        Assert.Equal("package.unreadable", await CodeAsync(new(PluginAct.Install) { Package = "/nowhere.crmpkg" }));
        foreach (var act in new[] { PluginAct.Enable, PluginAct.Disable, PluginAct.Reload, PluginAct.Remove }) Assert.Equal("plugin.unknown", await CodeAsync(new(act, "nobody")));
        Assert.Equal("plugin.unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => host.Runtime.WhyAsync("nobody"))).Error.Code);
    }

    [Fact]
    public async Task A079_PKG_a_refused_package_changes_nothing()
    {
        var store = new MemoryPluginStore();
        await using var host = new InstalledHost(store);
        var package = host.Package();
        var bytes = File.ReadAllBytes(package);
        File.WriteAllBytes(package, bytes[..^40]);
        await Assert.ThrowsAsync<CrmRuleException>(() => host.InstallAsync(package));
        var missing = host.Package(dependencies: """{ "id": "absent", "range": "*" }""");
        Assert.Equal("plugin.dependency-missing", (await Assert.ThrowsAsync<CrmRuleException>(() => host.InstallAsync(missing))).Error.Code);

        Assert.Empty(host.Runtime.List());
        Assert.Empty(await store.ReadAsync(default));
        Assert.False(Directory.Exists(Path.Combine(host.Host.Folder, "store")));
    }

    [Fact]
    public async Task LIF_what_is_installed_survives_a_restart()
    {
        var store = new MemoryPluginStore();
        await using var host = new InstalledHost(store);
        await host.InstallAsync(host.Package());
        await using var again = Second(host, store);
        Assert.Equal((PluginState.Enabled, PluginTrust.Local), (again.Runtime.Find("acme")!.State, again.Runtime.Find("acme")!.Trust));
    }

    [Fact]
    public async Task PKG_31_a_store_that_was_changed_between_starts_is_quarantined_and_a_new_install_heals_it()
    {
        var store = new MemoryPluginStore();
        await using var host = new InstalledHost(store);
        var package = host.Package();
        await host.InstallAsync(package);
        await host.Runtime.DisableAsync("acme");
        Tamper(Path.Combine(host.FolderOf("acme", "1.0.0"), "Plugin.dll"));

        Assert.Equal("package.store-changed", (await Assert.ThrowsAsync<CrmRuleException>(() => host.Runtime.EnableAsync("acme"))).Error.Code);
        Assert.Equal((PluginState.Quarantined, null), (host.Runtime.Find("acme")!.State, host.Label()));

        await host.InstallAsync(package);
        Assert.Equal(PluginState.Enabled, host.Runtime.Find("acme")!.State);
        Assert.Single(Directory.GetDirectories(Path.Combine(host.Host.Folder, "quarantine"))); // kept for whoever looks into it
    }

    [Fact]
    public async Task PKG_31_a_store_that_was_changed_while_the_host_was_down_is_quarantined_at_its_start()
    {
        var store = new MemoryPluginStore();
        await using var host = new InstalledHost(store);
        await host.InstallAsync(host.Package());
        Tamper(Path.Combine(host.FolderOf("acme", "1.0.0"), "Plugin.dll"));

        await using var again = Second(host, store);
        Assert.Equal((PluginState.Quarantined, "package.store-changed"), (again.Runtime.Find("acme")!.State, Assert.Single(again.Runtime.Find("acme")!.Errors).Code));
        Assert.Null(again.Label());
    }

    [Fact]
    public async Task PKG_34_a_store_that_takes_nothing_more_leaves_the_version_before_and_takes_the_new_one_later()
    {
        var store = new MemoryPluginStore();
        await using var host = new InstalledHost(store);
        await host.InstallAsync(host.Package());
        var (next, staging) = (host.Package(version: "1.1.0"), Path.Combine(host.Host.Folder, "store", ".staging"));
        Directory.Delete(staging, recursive: true);
        File.WriteAllText(staging, "no folder can be made here");

        Assert.Equal("package.store-failed", (await Assert.ThrowsAsync<CrmRuleException>(() => host.InstallAsync(next))).Error.Code);
        Assert.Equal((PluginState.Enabled, "1.0.0", "1.0.0"), (host.Runtime.Find("acme")!.State, host.Runtime.Find("acme")!.Version, host.Label()));
        Assert.Null((await store.ReadAsync(default))["acme"].Next);

        File.Delete(staging);
        await host.InstallAsync(next);
        Assert.Equal("1.1.0", host.Label());
    }

    [Fact]
    public async Task PKG_27_a_key_revoked_after_the_install_quarantines_at_the_next_start()
    {
        var store = new MemoryPluginStore();
        await using var host = new InstalledHost(store);
        await host.InstallAsync(host.Package());
        PluginPackages.Revoke(host.Host.Folder, SigningKey.IdOf(SigningKey.ReadPublic(host.KeyFile)), "stolen");

        Assert.Equal(PluginState.Enabled, host.Runtime.Find("acme")!.State); // what runs, runs
        await using var again = Second(host, store);
        Assert.Equal((PluginState.Quarantined, "package.key-revoked"), (again.Runtime.Find("acme")!.State, Assert.Single(again.Runtime.Find("acme")!.Errors).Code));
    }

    [Fact]
    public async Task LIF_a_store_folder_that_is_gone_fails_and_comes_back_with_the_package()
    {
        var store = new MemoryPluginStore();
        await using var host = new InstalledHost(store);
        var package = host.Package();
        await host.InstallAsync(package);
        await host.Runtime.DisableAsync("acme");
        foreach (var file in Directory.GetFiles(host.FolderOf("acme", "1.0.0"))) File.SetAttributes(file, FileAttributes.Normal);
        Directory.Delete(host.FolderOf("acme", "1.0.0"), recursive: true);

        Assert.Equal("package.store-missing", (await Assert.ThrowsAsync<CrmRuleException>(() => host.Runtime.EnableAsync("acme"))).Error.Code);
        await host.InstallAsync(package);
        Assert.Equal(PluginState.Enabled, host.Runtime.Find("acme")!.State);
    }

    [Fact]
    public async Task LIF_two_hosts_of_one_database_come_to_the_same_plugins()
    {
        var store = new MemoryPluginStore();
        await using var one = new InstalledHost(store);
        await one.InstallAsync(one.Package());
        await using var two = Second(one, store);
        Assert.Equal("1.0.0", two.Label());

        await one.InstallAsync(one.Package(version: "1.1.0"));
        await two.Runtime.RefreshAsync();
        Assert.Equal("1.1.0", two.Label());

        await two.Runtime.DisableAsync("acme");
        await one.Runtime.RefreshAsync();
        Assert.Equal((PluginState.Disabled, null), (one.Runtime.Find("acme")!.State, one.Label()));

        await one.Runtime.EnableAsync("acme");
        await two.Runtime.RefreshAsync();
        Assert.Equal("1.1.0", two.Label());

        await two.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Remove, "acme"));
        await one.Runtime.RefreshAsync();
        Assert.Null(one.Runtime.Find("acme"));
        Assert.Null(one.Label());
    }

    [Fact]
    public async Task LIF_a_change_at_two_hosts_at_one_moment_is_a_conflict_and_not_a_mixture()
    {
        var store = new MemoryPluginStore();
        await using var host = new InstalledHost(store);
        await host.InstallAsync(host.Package());
        var other = (await store.ReadAsync(default))["acme"];
        store.Writing = (_, audit) => { if (audit.What == "disable") throw new CrmConflictException(PluginErrors.ChangedElsewhere(other.Id)); };
        Assert.Equal("plugin.changed-elsewhere", (await Assert.ThrowsAsync<CrmConflictException>(() => host.Runtime.DisableAsync("acme"))).Error.Code);
        Assert.Equal(PluginState.Enabled, host.Runtime.Find("acme")!.State);
    }

    [Theory]
    [InlineData("install")]
    [InlineData("upgrade-begun")]
    [InlineData("upgrade")]
    [InlineData("enable")]
    [InlineData("disable")]
    [InlineData("remove")]
    public async Task LIF_a_database_that_fails_at_a_step_leaves_a_state_that_the_next_start_goes_on_from(string step)
    {
        var store = new MemoryPluginStore();
        await using var host = new InstalledHost(store);
        var (first, second) = (host.Package(), host.Package(version: "1.1.0"));
        store.Writing = (_, audit) => { if (audit.What == step) throw new IOException("pulled out"); };
        async Task TryAsync(Func<Task> act)
        {
            try { await act(); } catch (Exception e) when (e is IOException or CrmException) { }
        }
        await TryAsync(() => host.InstallAsync(first));
        await TryAsync(() => host.InstallAsync(second));
        await TryAsync(() => host.Runtime.DisableAsync("acme"));
        await TryAsync(() => host.Runtime.EnableAsync("acme"));
        await TryAsync(() => host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Remove, "acme")));
        var row = (await store.ReadAsync(default)).GetValueOrDefault("acme");
        store.Writing = null;

        await using var again = Second(host, store);
        var status = again.Runtime.Find("acme");
        if (row is null || row.IsRemoved) Assert.Null(status);
        else
        {
            Assert.Equal(row.IsEnabled == false ? PluginState.Disabled : PluginState.Enabled, status!.State);
            Assert.Equal(row.Next?.Version ?? row.Package!.Version, status.Version); // an upgrade that was begun is taken up again
        }
        await again.InstallAsync(second);
        Assert.Equal("1.1.0", again.Label());
    }

    [Fact]
    public async Task LIF_removing_takes_it_out_keeps_the_rest_and_a_later_install_has_it_again()
    {
        await using var host = new InstalledHost();
        var package = host.Package(more: Reads);
        await host.InstallAsync(package, consent: true);
        var outcome = await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Remove, "acme"));

        Assert.Null(outcome.Plugin);
        Assert.Null(host.Label());
        Assert.Empty(host.Runtime.List());
        Assert.Equal(PluginState.PendingConsent, (await host.InstallAsync(package)).Plugin!.State); // consent went with it
        await host.InstallAsync(package, consent: true);
        Assert.Equal("1.0.0", host.Label());
    }

    [Fact]
    public async Task DEP_08_switching_off_with_all_that_need_it_goes_in_order_and_on_again_too()
    {
        await using var host = new InstalledHost();
        await host.InstallAsync(host.Package("base"));
        await host.InstallAsync(host.Package("middle", dependencies: """{ "id": "base", "range": "*" }"""));
        await host.InstallAsync(host.Package("top", dependencies: """{ "id": "middle", "range": "*" }"""));
        Assert.Equal("plugin.has-dependents", (await Assert.ThrowsAsync<CrmRuleException>(() => host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Remove, "base")))).Error.Code);

        var off = await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Disable, "base") { Cascade = true });
        Assert.Equal(["top", "middle", "base"], off.Plan.Steps.Select(s => s.Id));
        Assert.All(host.Runtime.List(), p => Assert.Equal(PluginState.Disabled, p.State));

        var on = await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Enable, "top") { Cascade = true });
        Assert.Equal(["base", "middle", "top"], on.Plan.Steps.Select(s => s.Id));
        Assert.All(host.Runtime.List(), p => Assert.Equal(PluginState.Enabled, p.State));
    }

    [Fact]
    public async Task DEP_09_an_upgrade_that_would_break_dependents_is_refused()
    {
        await using var host = new InstalledHost();
        await host.InstallAsync(host.Package("base"));
        await host.InstallAsync(host.Package("top", dependencies: """{ "id": "base", "range": "^1.0" }"""));
        Assert.Equal("plugin.dependency-version", (await Assert.ThrowsAsync<CrmRuleException>(() => host.InstallAsync(host.Package("base", "2.0.0")))).Error.Code);
        Assert.Equal("1.0.0", host.Label("base"));
    }

    [Fact]
    public async Task DEP_07_plugins_that_exclude_each_other_do_not_run_together_whoever_says_so()
    {
        await using var host = new InstalledHost();
        await host.InstallAsync(host.Package("one", more: """, "conflicts": [ { "id": "two", "range": "^1.0" } ]"""));
        Assert.Equal("plugin.conflict", (await Assert.ThrowsAsync<CrmRuleException>(() => host.InstallAsync(host.Package("two")))).Error.Code);
        await host.InstallAsync(host.Package("two", "2.0.0"));
        Assert.Equal("2.0.0", host.Label("two"));
    }

    [Fact]
    public async Task DEP_10_a_companion_runs_by_itself_once_all_that_it_waits_for_do()
    {
        await using var host = new InstalledHost();
        host.Host.Add("bridge", PluginSource.Type("bridge.thing"));
        PluginHost.WriteManifest(host.Host.FolderOf("bridge"), "bridge", more: """, "autoInstallWhen": ["one", "two"]""");
        await host.InstallAsync(host.Package("one"));
        await host.Runtime.RefreshAsync();
        Assert.Equal(PluginState.Disabled, host.Runtime.Find("bridge")!.State);
        await host.InstallAsync(host.Package("two"));
        Assert.Equal(PluginState.Enabled, host.Runtime.Find("bridge")!.State);
    }

    [Fact]
    public async Task MAN_of_two_folders_with_one_id_the_higher_version_runs_and_a_package_before_both()
    {
        await using var host = new InstalledHost();
        host.Host.Add("acme", PluginSource.Type("acme.thing", "low"), folder: "low", version: "1.0.0-beta");
        host.Host.Add("acme", PluginSource.Type("acme.thing", "high"), folder: "high", version: "1.0.0");
        await host.Runtime.RefreshAsync();
        Assert.Equal("high", host.Label());
        Assert.Equal(["plugin.superseded"], host.Runtime.List().Where(p => p.State == PluginState.Superseded).Select(p => p.Errors[0].Code));
    }

    [Fact]
    public async Task LIF_settings_keep_a_plugin_off_and_install_packages_at_the_start()
    {
        await using var builder = new InstalledHost();
        var package = builder.Package(more: Reads);
        await using var host = new InstalledHost(configure: o => { o.Packages.Add(package); o.Disabled.Add("bad"); });
        PluginPackages.Trust(host.Host.Folder, builder.KeyFile + ".pub");
        host.Host.Add("bad");
        using var service = ActivatorUtilities.CreateInstance<PluginService>(host.Host.Services);
        await service.StartAsync(default);

        Assert.Equal("1.0.0", host.Label());
        Assert.Equal(PluginState.Disabled, host.Runtime.Find("bad")!.State);
        Assert.Equal("plugin.configured-off", (await Assert.ThrowsAsync<CrmRuleException>(() => host.Runtime.EnableAsync("bad"))).Error.Code);
        Assert.Contains("plugin.configured-off", (await host.Runtime.WhyAsync("bad")).Reasons[0], StringComparison.Ordinal);
        await service.StopAsync(default);
    }

    [Fact]
    public async Task LIF_a_host_that_allows_no_folders_runs_packages_alone()
    {
        await using var host = new InstalledHost(configure: o => o.AllowFolders = false);
        host.Host.Add("loose");
        await host.InstallAsync(host.Package());
        await host.Runtime.RefreshAsync();
        Assert.Equal(["acme"], host.Runtime.List().Select(p => p.Id));
    }

    [Fact]
    public async Task LIF_the_history_says_who_did_what_and_why()
    {
        await using var host = new InstalledHost();
        await host.InstallAsync(host.Package());
        await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Disable, "acme") { By = Actor.System("night shift"), Reason = "too slow" });
        var why = await host.Runtime.WhyAsync("acme");
        Assert.Equal(("disable", "night shift", "too slow", """{"enabled":["true","false"]}"""), (why.History[0].What, why.History[0].ActorName, why.History[0].Reason, why.History[0].Changes));
        Assert.Equal("install", why.History[^1].What);
        Assert.Equal("Somebody switched it off.", why.Reasons[0]);
    }

    [Fact]
    public async Task LIF_every_state_is_come_to_by_legal_steps()
    {
        var steps = new List<(PluginState From, PluginState To)>();
        await using (var host = new InstalledHost())
        {
            var last = new Dictionary<string, PluginState>();
            host.Runtime.Changed += (_, e) =>
            {
                var where = e.Status.Folder + e.Status.Id;
                if (last.TryGetValue(where, out var from)) steps.Add((from, e.Status.State));
                last[where] = e.Status.State;
            };
            await host.InstallAsync(host.Package(more: Reads));
            await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Enable, "acme") { Consent = true });
            await host.Runtime.ReloadAsync("acme");
            await host.Runtime.DisableAsync("acme");
            Tamper(Path.Combine(host.FolderOf("acme", "1.0.0"), "Plugin.dll"));
            await Assert.ThrowsAsync<CrmRuleException>(() => host.Runtime.EnableAsync("acme"));
            await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Remove, "acme"));
            host.Host.Add("bad", "namespace Sample; public sealed class SamplePlugin : CrmPlugin { public SamplePlugin() => throw new InvalidOperationException(\"boom\"); }");
            host.Host.Add("two", folder: "low");
            await host.Runtime.RefreshAsync();
            host.Host.Add("two", folder: "high", version: "2.0.0");
            await host.Runtime.DisableAsync("two");
            await host.Runtime.EnableAsync("two");
            await host.Runtime.RefreshAsync();
            await host.Host.Services.GetRequiredService<PluginRuntime>().StopAsync(default);
        }
        Assert.All(steps, s => Assert.True(PluginTransitions.IsLegal(s.From, s.To), s.ToString()));
        Assert.Empty(Enum.GetValues<PluginState>().Except(steps.SelectMany(s => new[] { s.From, s.To })));
    }

    [Fact]
    public void LIF_every_step_that_is_not_legal_is_refused()
    {
        var all = Enum.GetValues<PluginState>();
        var legal = all.SelectMany(from => all.Where(to => PluginTransitions.IsLegal(from, to)).Select(to => (from, to))).ToHashSet();
        Assert.DoesNotContain((PluginState.Discovered, PluginState.Enabled), legal);
        Assert.DoesNotContain((PluginState.Discovered, PluginState.Loaded), legal); // nothing runs unverified
        Assert.DoesNotContain((PluginState.Verified, PluginState.Loaded), legal); // nor without consent
        Assert.All(all.Where(s => s is not (PluginState.Consented or PluginState.Verified)), from => Assert.Equal(from == PluginState.Loaded || from == PluginState.Enabled, legal.Contains((from, PluginState.Enabled))));
        Assert.Equal([PluginState.Consented], all.Where(from => legal.Contains((from, PluginState.Loaded))));
        Assert.Equal([PluginState.Verified], all.Where(from => legal.Contains((from, PluginState.Consented))));
        Assert.Equal([PluginState.Discovered], all.Where(from => legal.Contains((from, PluginState.Verified))));
        Assert.Equal([PluginState.PendingConsent, PluginState.Discovered], all.Where(to => legal.Contains((PluginState.Removed, to))).OrderByDescending(s => s));
    }

    /// <summary>Another host over the same database and the same plugins folder.</summary>
    private static SecondHost Second(InstalledHost first, MemoryPluginStore store) => new(first, store);

    private static void Tamper(string file)
    {
        File.SetAttributes(file, FileAttributes.Normal);
        var bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
    }
}
