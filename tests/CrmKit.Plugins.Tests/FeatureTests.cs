using System.Collections;
using CrmKit.Leads;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Plugins;

/// <summary>Features of a plugin, switched while it runs.</summary>
public sealed class FeatureTests
{
    private const string Manifest = """, "features": [ { "id": "pdf", "name": "PDF", "dependsOn": ["quotes"] }, { "id": "quotes" }, { "id": "labs", "default": false } ]""";

    private static readonly string Source = PluginSource.Configure(
        """
        plugin.RecordType("acme.always", t => t.Named("Always", "Always"))
            .Feature("quotes", f => f.RecordType("acme.quote", t => t.Named("Quote", "Quotes")).AddValidator<NoSpam>("lead"))
            .Feature("pdf", f => f.RecordType("acme.print", t => t.Named("Print", "Prints")))
            .Feature("labs", f => f.RecordType("acme.lab", t => t.Named("Lab", "Labs")));
        """,
        """
        public sealed class NoSpam : CrmKit.Records.IRecordValidator
        {
            public ValueTask ValidateAsync(CrmKit.Records.SaveContext context, CancellationToken cancellationToken)
            {
                foreach (var change in context.Changes)
                    if (change.After is CrmKit.Leads.Lead { Name: "Spam" }) throw new CrmRuleException(new CrmError("acme.spam", "No."));
                return default;
            }
        }
        """);

    [Fact]
    public async Task LIF_a_feature_comes_and_goes_while_the_plugin_runs_on()
    {
        await using var host = await LoadedAsync();
        Assert.Equal(["always", "print", "quote"], Types(host));
        var generation = host.Runtime.Find("acme")!.Generation;

        var off = await SwitchAsync(host.Runtime, "pdf", isOn: false);
        Assert.Equal(["always", "quote"], Types(host));
        Assert.Equal(("enabled", generation), (off.Plugin!.State.ToString().ToLowerInvariant(), off.Plugin.Generation)); // nothing was loaded
        await SwitchAsync(host.Runtime, "labs", isOn: true);
        await SwitchAsync(host.Runtime, "pdf", isOn: true);
        Assert.Equal(["always", "lab", "print", "quote"], Types(host));
        Assert.Equal(generation, host.Runtime.Find("acme")!.Generation);
        Assert.Empty((await SwitchAsync(host.Runtime, "pdf", isOn: true)).Plan.Steps);
    }

    [Fact]
    public async Task LIF_features_go_with_those_that_need_them_and_come_with_those_that_they_need()
    {
        await using var host = await LoadedAsync();
        Assert.Equal("plugin.feature-needed", await RefusalAsync(host, new(PluginAct.Disable, "acme") { Feature = "quotes" }));
        Assert.Equal(["always", "print", "quote"], Types(host));

        var command = new PluginCommand(PluginAct.Disable, "acme") { Feature = "quotes", Cascade = true };
        var plan = await host.Runtime.PlanAsync(command);
        Assert.Equal(["pdf", "quotes"], plan.Steps.Select(s => s.Feature));
        Assert.Equal(["always", "print", "quote"], Types(host));
        Assert.Equal(plan.Steps, (await host.Runtime.ExecuteAsync(command)).Plan.Steps);
        Assert.Equal(["always"], Types(host));

        Assert.Equal("plugin.feature-needs", await RefusalAsync(host, new(PluginAct.Enable, "acme") { Feature = "pdf" }));
        Assert.Equal(["quotes", "pdf"], (await host.Runtime.ExecuteAsync(new(PluginAct.Enable, "acme") { Feature = "pdf", Cascade = true })).Plan.Steps.Select(s => s.Feature));
        Assert.Equal(["always", "print", "quote"], Types(host));
        await SwitchAsync(host.Runtime, "quotes", isOn: false, cascade: true);
        Assert.Equal([("quotes", false, ""), ("pdf", false, "quotes"), ("labs", false, "")], host.Runtime.Find("acme")!.Features.Select(f => (f.Id, f.IsOn, string.Join(' ', f.DependsOn))));
        await SwitchAsync(host.Runtime, "quotes", isOn: true);
        Assert.Equal(["always", "quote"], Types(host)); // what went along does not come back by itself
        await SwitchAsync(host.Runtime, "pdf", isOn: true);
        Assert.Equal([("quotes", true, ""), ("pdf", true, "quotes"), ("labs", false, "")], host.Runtime.Find("acme")!.Features.Select(f => (f.Id, f.IsOn, string.Join(' ', f.DependsOn))));
    }

    [Fact]
    public async Task LIF_what_was_said_of_features_outlives_restarts_reloads_and_the_plugin_being_off()
    {
        var store = new MemoryPluginStore();
        await using var host = await LoadedAsync(store);
        await SwitchAsync(host.Runtime, "pdf", isOn: false);
        await host.Runtime.ReloadAsync("acme");
        Assert.Equal(["always", "quote"], Types(host));
        await host.Runtime.DisableAsync("acme");
        await SwitchAsync(host.Runtime, "labs", isOn: true);
        Assert.Equal(["labs", "quotes"], host.Runtime.Find("acme")!.Features.Where(f => f.IsOn).Select(f => f.Id).Order());
        Assert.Empty(Types(host));
        await host.Runtime.EnableAsync("acme");
        Assert.Equal(["always", "lab", "quote"], Types(host));

        await using var again = new PluginHost(store: store, folder: host.Folder);
        await again.Runtime.RefreshAsync();
        Assert.Equal(["always", "lab", "quote"], Types(again));
    }

    [Fact]
    public async Task LIF_an_upgrade_keeps_what_was_said_of_features_and_takes_the_rest_from_the_new_manifest()
    {
        await using var host = new InstalledHost();
        await host.InstallAsync(host.Package(source: Source, more: Manifest));
        await SwitchAsync(host.Runtime, "pdf", isOn: false);
        await host.InstallAsync(host.Package(version: "1.1.0", source: Source, more: Manifest.Replace("\"default\": false", "\"name\": \"Labs\"", StringComparison.Ordinal)));
        Assert.Equal(["always", "lab", "quote"], Types(host.Host));
    }

    [Fact]
    public async Task LIF_another_host_of_the_database_follows_a_feature_at_its_next_look()
    {
        var store = new MemoryPluginStore();
        await using var one = await LoadedAsync(store);
        await using var two = new PluginHost(store: store, folder: one.Folder);
        await two.Runtime.RefreshAsync();
        await SwitchAsync(one.Runtime, "quotes", isOn: false, cascade: true);
        await two.Runtime.RefreshAsync();
        Assert.Equal(["always"], Types(two));
        Assert.Equal(1, two.Runtime.Find("acme")!.Generation);
    }

    [Fact]
    public async Task LIF_the_settings_of_a_host_decide_about_features_whatever_was_said()
    {
        await using var host = await LoadedAsync(configure: o => (o.Features["acme/quotes"], o.Features["acme/labs"]) = (false, true));
        Assert.Equal(["always", "lab"], Types(host)); // what needs the one that is off is off
        Assert.Single((await SwitchAsync(host.Runtime, "pdf", isOn: false)).Plan.Steps); // and can be switched off for itself
        Assert.Equal("plugin.feature-configured", await RefusalAsync(host, new(PluginAct.Disable, "acme") { Feature = "labs" }));
        Assert.Equal("plugin.feature-configured", await RefusalAsync(host, new(PluginAct.Enable, "acme") { Feature = "pdf", Cascade = true }));
        Assert.Equal(["always", "lab"], Types(host));
    }

    [Fact]
    public async Task LIF_a_feature_that_another_plugin_builds_on_stays_until_that_one_is_gone()
    {
        await using var host = await LoadedAsync();
        host.Add("other", PluginSource.Configure("""plugin.Fields("acme.quote", f => f.Add(CrmKit.Fields.Field.Text("other.remark"), "Remark"));"""), dependencies: """{ "id": "acme", "range": "*" }""");
        await host.Runtime.RefreshAsync();
        Assert.Equal(PluginState.Enabled, host.Runtime.Find("other")!.State);
        Assert.StartsWith("catalog.", await RefusalAsync(host, new(PluginAct.Disable, "acme") { Feature = "quotes", Cascade = true }), StringComparison.Ordinal);
        Assert.Equal(["always", "print", "quote"], Types(host));
        Assert.All(host.Runtime.Find("acme")!.Features.Where(f => f.Id != "labs"), f => Assert.True(f.IsOn));
        Assert.Empty((await host.Store.ReadAsync(default))["acme"].Features);

        await host.Runtime.DisableAsync("other");
        await SwitchAsync(host.Runtime, "quotes", isOn: false, cascade: true);
        Assert.Equal(["always"], Types(host));
    }

    [Fact]
    public async Task LIF_a_database_that_fails_while_a_feature_is_switched_leaves_it_as_it_was()
    {
        await using var host = await LoadedAsync();
        host.Store.Writing = (_, audit) => { if (audit.What == "disable-feature") throw new IOException("pulled out"); };
        await Assert.ThrowsAsync<IOException>(() => SwitchAsync(host.Runtime, "pdf", isOn: false));
        Assert.Equal(["always", "print", "quote"], Types(host));
        Assert.Contains(host.Runtime.Find("acme")!.Features, f => f is { Id: "pdf", IsOn: true });
    }

    [Fact]
    public async Task LIF_what_cannot_be_switched_as_a_feature_is_refused()
    {
        await using var host = await LoadedAsync();
        Assert.Equal("plugin.feature-unknown", await RefusalAsync(host, new(PluginAct.Enable, "acme") { Feature = "nothing" }));
        Assert.Equal("plugin.feature-act", await RefusalAsync(host, new(PluginAct.Reload, "acme") { Feature = "pdf" }));
        Assert.Equal("plugin.tenant-invalid", await RefusalAsync(host, new(PluginAct.Disable, "acme") { Feature = "pdf", Tenant = "No Tenant" }));
        Assert.Equal("plugin.unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => host.Runtime.ExecuteAsync(new(PluginAct.Enable, "nobody") { Feature = "pdf" }))).Error.Code);
    }

    [Theory]
    [InlineData("""plugin.Feature("pdf", f => { });""", "plugin.feature-undeclared")]
    [InlineData("""plugin.Feature("a", f => f.Feature("b", g => { }));""", "plugin.load-failed")]
    [InlineData("""plugin.Feature("a", f => f.RecordType("other.thing", t => t.Named("T", "Ts")));""", "plugin.key-foreign")]
    public async Task LIF_what_a_plugin_says_of_features_in_code_is_held_against_its_manifest(string configure, string code)
    {
        await using var host = new PluginHost();
        PluginHost.WriteManifest(host.Add("acme", PluginSource.Configure(configure)), "acme", more: """, "features": [ { "id": "a", "default": false }, { "id": "b" } ]""");
        Assert.Equal(code, Assert.Single((await host.LoadAsync("acme")).Errors).Code);
    }

    [Fact]
    public void LIF_every_kind_of_contribution_can_belong_to_a_feature()
    {
        var (plugin, part) = (new ExtensionSource("acme"), new ExtensionSource("acme"));
        plugin.Parts.Add(("pdf", part));
        var kinds = typeof(ExtensionSource).GetProperties().Where(p => p.PropertyType.IsGenericType && p.PropertyType.GetGenericTypeDefinition() == typeof(List<>) && p.Name != nameof(ExtensionSource.Parts)).ToList();
        foreach (var kind in kinds)
        {
            var item = kind.PropertyType.GetGenericArguments()[0];
            ((IList)kind.GetValue(part)!).Add(item.IsValueType ? Activator.CreateInstance(item) : null);
        }
        Assert.All(kinds, k => Assert.Single((IList)k.GetValue(plugin.With(_ => true))!));
        Assert.All(kinds, k => Assert.Empty((IList)k.GetValue(plugin.With(_ => false))!));
    }

    [Fact]
    public async Task LIF_records_and_rules_of_a_feature_are_out_of_sight_while_it_is_off_and_the_plugin_leaves_memory_afterwards()
    {
        await using var host = await CrmHost.WithAsync(Source, more: Manifest);
        await UseAsync(host);
        await host.Runtime.DisableAsync("acme");
        Assert.True(await PluginHost.IsCollectedAsync(() => host.Runtime.Find("acme")!.Lingering));
    }

    private static async Task UseAsync(CrmHost host)
    {
        await host.InSessionAsync(s => s.Records.CreateAsync(new CustomRecord("acme.quote") { Name = "Robots" }));
        Assert.Equal("acme.spam", (await Assert.ThrowsAsync<CrmRuleException>(() => SpamAsync(host))).Error.Code);
        await using (var open = host.Open())
        {
            await QuotesAsync(open); // begins while it is on
            await SwitchAsync(host.Runtime, "quotes", isOn: false, cascade: true);
            Assert.Equal(1, await QuotesAsync(open)); // and keeps it
        }
        await SpamAsync(host);
        Assert.Equal("catalog.type-unknown", (await Assert.ThrowsAnyAsync<CrmException>(() => CountAsync(host))).Errors[0].Code);

        await SwitchAsync(host.Runtime, "quotes", isOn: true);
        Assert.Equal(1, await CountAsync(host));
        Assert.Equal("acme.spam", (await Assert.ThrowsAsync<CrmRuleException>(() => SpamAsync(host))).Error.Code);
        var history = (await host.Runtime.WhyAsync("acme")).History;
        Assert.Equal(["enable-feature", "disable-feature"], history.Take(2).Select(h => h.What));
        Assert.Equal("""{"features":["","-pdf -quotes"]}""", history[1].Changes);
    }

    private static Task<int> CountAsync(CrmHost host) => host.InSessionAsync(QuotesAsync);

    private static async Task<int> QuotesAsync(ICrmSession session) => (await session.Records.QueryAsync(new RecordQuery("acme.quote"))).Items.Count;

    private static Task SpamAsync(CrmHost host) => host.InSessionAsync(s => s.Records.CreateAsync(new Lead { Name = "Spam" }));

    private static async Task<PluginHost> LoadedAsync(MemoryPluginStore? store = null, Action<PluginOptions>? configure = null)
    {
        var host = new PluginHost(configure, store);
        PluginHost.WriteManifest(host.Add("acme", Source), "acme", more: Manifest);
        Assert.Equal(PluginState.Enabled, (await host.LoadAsync("acme")).State);
        return host;
    }

    private static Task<PluginOutcome> SwitchAsync(IPluginRuntime runtime, string feature, bool isOn, bool cascade = false) =>
        runtime.ExecuteAsync(new PluginCommand(isOn ? PluginAct.Enable : PluginAct.Disable, "acme") { Feature = feature, Cascade = cascade, By = Actor.System("tests") });

    private static async Task<string> RefusalAsync(PluginHost host, PluginCommand command) => (await Assert.ThrowsAsync<CrmRuleException>(() => host.Runtime.ExecuteAsync(command))).Error.Code;

    private static IEnumerable<string> Types(PluginHost host) => host.Catalog.Types.Where(t => t.Key.StartsWith("acme.", StringComparison.Ordinal)).Select(t => t.Key[5..]).Order();
}
