using CrmKit.Records;

namespace CrmKit.Plugins;

/// <summary>Contracts that one plugin exports and others bind.</summary>
public sealed class PluginContractsTests
{
    private const string Contracts = """
        namespace Prices;
        public interface IPrices { string Of(string thing); }
        public static class PriceList { public static IPrices? Current { get; set; } }
        """;

    private const string Bind = """{ "id": "provider", "range": "^1.0", "contracts": ["Prices"] }""";

    [Fact]
    public async Task LDR_33_two_plugins_talk_by_contracts_that_one_of_them_exports()
    {
        await using var host = new PluginHost();
        Provider(host.Folder, "1");
        Consumer(host.Folder);
        await host.Runtime.RefreshAsync();
        Assert.Equal("car: 1", Said(host));
    }

    [Theory]
    [InlineData("""{ "id": "provider", "range": "*", "contracts": ["Prices"] }""")]
    [InlineData("""{ "id": "provider", "range": "*" }""")]
    public async Task LDR_33_a_copy_of_the_contracts_in_the_plugin_that_binds_them_is_refused_with_the_way_out(string dependency)
    {
        await using var host = new PluginHost();
        var contracts = Provider(host.Folder, "1");
        var folder = Consumer(host.Folder, dependency);
        File.Copy(contracts, Path.Combine(folder, "Prices.dll"));
        await host.Runtime.RefreshAsync();
        var error = Assert.Single(host.Runtime.Find("consumer")!.Errors);
        Assert.Equal("plugin.contracts-copied", error.Code);
        Assert.Contains("'Prices.dll', a copy of the contracts 'Prices' that plugin 'provider' exports", error.Message, StringComparison.Ordinal);

        File.Delete(Path.Combine(folder, "Prices.dll"));
        PluginHost.WriteManifest(folder, "consumer", dependencies: Bind);
        await host.Runtime.RefreshAsync();
        Assert.Equal("car: 1", Said(host));
    }

    [Fact]
    public async Task LDR_33_contracts_that_the_provider_does_not_export_or_has_in_an_older_version_are_named()
    {
        await using var host = new PluginHost();
        Provider(host.Folder, "1", exports: "");
        Consumer(host.Folder);
        await host.Runtime.RefreshAsync();
        Assert.Equal("plugin.dependency-contracts", Assert.Single(host.Runtime.Find("consumer")!.Errors).Code);

        await using var newer = new PluginHost();
        Provider(newer.Folder, "1");
        Consumer(newer.Folder, version: "2.0.0.0");
        await newer.Runtime.RefreshAsync();
        Assert.Equal("plugin.reference-older", Assert.Single(newer.Runtime.Find("consumer")!.Errors).Code);
    }

    [Fact]
    public async Task LDR_33_exported_contracts_that_are_not_there_and_names_that_are_none_are_refused()
    {
        await using var host = new PluginHost();
        PluginHost.WriteManifest(host.Add("acme"), "acme", more: """, "exports": { "contracts": ["Nowhere"] }""");
        Assert.Equal("plugin.assembly-missing", Assert.Single((await host.LoadAsync("acme")).Errors).Code);
        foreach (var (more, code) in new[]
        {
            (""", "exports": { "contracts": ["../Prices"] }""", "plugin.manifest-text"),
            (""", "exports": { "contracts": ["Prices.dll"] }""", "plugin.manifest-text"),
            (""", "exports": { "types": [] }""", "plugin.manifest-json"),
            (""", "conflicts": [{ "id": "other", "range": "*", "contracts": ["Prices"] }]""", "plugin.manifest-dependency"),
        })
        {
            PluginHost.WriteManifest(host.FolderOf("acme"), "acme", more: more);
            Assert.Equal(code, Assert.Single(Manifests.ManifestReader.Read(host.FolderOf("acme")).Errors).Code);
        }
        File.WriteAllText(Path.Combine(host.FolderOf("acme"), "plugin.json"), """{ "manifestVersion": 1, "id": "acme", "version": "1.0.0", "name": "No code", "compat": { "abstractions": "*" }, "exports": { "contracts": ["Prices"] } }""");
        Assert.Equal("plugin.manifest-text", Assert.Single(Manifests.ManifestReader.Read(host.FolderOf("acme")).Errors).Code);
        PluginHost.WriteManifest(host.FolderOf("acme"), "acme", dependencies: """{ "id": "other", "range": "*", "contracts": ["lib/Prices"] }""");
        Assert.Equal("plugin.manifest-dependency", Assert.Single(Manifests.ManifestReader.Read(host.FolderOf("acme")).Errors).Code);
    }

    [Fact]
    public async Task LDR_33_the_verifier_says_whose_the_contracts_are()
    {
        await using var host = new PluginHost();
        Provider(host.Folder, "1");
        var told = new PluginVerifier().Verify(Consumer(host.Folder));
        Assert.True(told.IsFine, string.Join("; ", told.Errors));
        Assert.Equal((AssemblyOrigin.Plugin, "plugin 'provider' exports it"), told.Assemblies.Where(a => a.Name == "Prices").Select(a => (a.Origin, a.Why)).Single());
    }

    [Fact]
    public async Task LDR_33_a_provider_that_is_replaced_takes_those_who_bind_its_contracts_along()
    {
        await using var host = new PluginHost();
        Provider(host.Folder, "1");
        Consumer(host.Folder);
        await host.Runtime.RefreshAsync();
        Provider(host.Folder, "2");
        await host.Runtime.ReloadAsync("provider");
        Assert.Equal(("car: 2", 2), (Said(host), host.Runtime.Find("consumer")!.Generation));
        Assert.True(await PluginHost.IsCollectedAsync(() => host.Runtime.List().Sum(p => p.Lingering)));

        Provider(host.Folder, "3", exports: ""); // now the consumer cannot go on
        await host.Runtime.ReloadAsync("provider");
        var consumer = host.Runtime.Find("consumer")!;
        Assert.Equal((PluginState.Failed, "plugin.dependency-contracts"), (consumer.State, consumer.Errors[0].Code));
        Provider(host.Folder, "4");
        await host.Runtime.ReloadAsync("provider");
        await host.Runtime.RefreshAsync();
        Assert.Equal("car: 4", Said(host));
    }

    [Fact]
    public async Task DEP_13_a_provider_is_stopped_and_unloaded_only_after_those_who_bind_its_contracts()
    {
        await using var host = new CrmHost(configure: o => o.DrainTimeout = TimeSpan.FromMilliseconds(50));
        Provider(Path.Combine(host.Directory, "plugins"), "1");
        Consumer(Path.Combine(host.Directory, "plugins"));
        await host.Runtime.RefreshAsync();
        AppContext.SetData("DEP_13", "");
        await using (var open = host.Open())
        {
            await open.Records.CreateAsync(new Leads.Lead { Name = "Ada" });
            await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Disable, "provider") { Cascade = true });
            Assert.Equal([PluginState.Disabled, PluginState.Disabled], host.Runtime.List().Select(p => p.State));
            Assert.Equal("", AppContext.GetData("DEP_13")); // the session may still need both
        }
        await CrmHost.UntilAsync(() => AppContext.GetData("DEP_13") is string { Length: > 10 });
        Assert.Equal(" consumer provider", AppContext.GetData("DEP_13"));
        AppContext.SetData("DEP_13", null);
        Assert.True(await PluginHost.IsCollectedAsync(() => host.Runtime.List().Sum(p => p.Lingering)), string.Join(" ", host.Runtime.List().SelectMany(p => p.Holders)));
    }

    [Fact]
    public async Task DEP_13_a_provider_that_goes_takes_those_who_bind_it_out_first_though_the_dependency_is_optional()
    {
        await using var host = new PluginHost();
        Provider(host.Folder, "1");
        Consumer(host.Folder, Bind.Replace("\"contracts\"", "\"optional\": true, \"contracts\"", StringComparison.Ordinal));
        await host.Runtime.RefreshAsync();
        Assert.Equal("plugin.has-dependents", (await Assert.ThrowsAsync<CrmRuleException>(() => host.Runtime.DisableAsync("provider"))).Error.Code);
        var order = new List<string>();
        host.Runtime.Changed += (_, e) => order.Add(e.Status.Id!);
        Directory.Delete(host.FolderOf("provider"), recursive: true);
        await host.Runtime.RefreshAsync();
        Assert.Equal("consumer", order[0]);
        Assert.Equal("provider", order.First(id => id != "consumer"));
        Assert.Equal(PluginState.Failed, host.Runtime.Find("consumer")!.State);
        Assert.True(await PluginHost.IsCollectedAsync(() => host.Runtime.List().Sum(p => p.Lingering)));
    }

    /// <summary>Compiles a plugin that exports its price list; returns the path of the contracts.</summary>
    private static string Provider(string plugins, string price, string exports = "\"Prices\"")
    {
        var folder = Path.Combine(plugins, "provider");
        var contracts = Compiled.Into(folder, "Prices", Contracts, isForeign: true);
        Compiled.Into(folder, "Plugin", $$"""
            namespace Sample;
            public sealed class SamplePlugin : CrmPlugin, Prices.IPrices
            {
                public override void Configure(ICrmPluginBuilder plugin) => Prices.PriceList.Current = this;
                public override ValueTask StopAsync(CancellationToken t) { if (AppContext.GetData("DEP_13") is string said) AppContext.SetData("DEP_13", said + " provider"); return default; }
                public string Of(string thing) => thing + ": {{price}}";
            }
            """, references: [contracts]);
        PluginHost.WriteManifest(folder, "provider", more: $$""", "exports": { "contracts": [{{exports}}] }""");
        return contracts;
    }

    /// <summary>Compiles a plugin that asks the price list, and takes its time to stop; returns its folder.</summary>
    private static string Consumer(string plugins, string dependency = Bind, string version = "1.0.0.0")
    {
        var contracts = Compiled.Into(Scratch.Folder(), "Prices", Contracts, version: version, isForeign: true);
        var folder = Path.Combine(plugins, "consumer");
        Compiled.Into(folder, "Plugin", PluginSource.Configure("plugin.RecordType(\"consumer.said\", t => t.Named(Prices.PriceList.Current!.Of(\"car\"), \"x\"));", """
            public override async ValueTask StopAsync(CancellationToken t)
            {
                if (AppContext.GetData("DEP_13") is not string) return;
                await Task.Delay(200, t);
                AppContext.SetData("DEP_13", AppContext.GetData("DEP_13") + " consumer");
            }
            """), references: [contracts]);
        PluginHost.WriteManifest(folder, "consumer", dependencies: dependency);
        return folder;
    }

    private static string Said(PluginHost host) => host.Catalog.Type("consumer.said").Label.English;
}
