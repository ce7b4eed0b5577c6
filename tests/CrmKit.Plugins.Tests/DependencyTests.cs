using CrmKit.Plugins.Manifests;
using CrmKit.Plugins.Runtime;

namespace CrmKit.Plugins;

public sealed class DependencyTests
{
    [Fact]
    public async Task DEP_01_DEP_02_plugins_start_after_those_they_need()
    {
        await using var host = new PluginHost();
        var order = new List<string>();
        host.Runtime.Changed += (_, e) => { if (e.Status.State == PluginState.Enabled) order.Add(e.Status.Id!); };
        host.Add("a", dependencies: Needs("c") + "," + Needs("d"));
        host.Add("b");
        host.Add("c", dependencies: Needs("z"));
        host.Add("d", dependencies: Needs("z"));
        host.Add("z");
        await host.Runtime.RefreshAsync();
        Assert.Equal(["b", "z", "c", "d", "a"], order);
    }

    [Fact]
    public async Task DEP_03_a_circle_fails_all_in_it_with_the_circle_in_the_text_and_nobody_else()
    {
        await using var host = new PluginHost();
        host.Add("a", dependencies: Needs("b"));
        host.Add("b", dependencies: Needs("c"));
        host.Add("c", dependencies: Needs("a"));
        host.Add("d", dependencies: Needs("a"));
        host.Add("e");
        await host.Runtime.RefreshAsync();

        var errors = host.Runtime.List().ToDictionary(s => s.Id!, s => s.Errors);
        Assert.All(["a", "b", "c"], id => Assert.Equal("plugin.dependency-cycle", Assert.Single(errors[id]).Code));
        Assert.Contains("b → c → a → b", errors["b"][0].Message, StringComparison.Ordinal);
        Assert.Equal("plugin.dependency-off", Assert.Single(errors["d"]).Code);
        Assert.Empty(errors["e"]);
    }

    [Fact]
    public async Task DEP_04_DEP_05_what_is_missing_or_of_another_version_is_named()
    {
        await using var host = new PluginHost();
        host.Add("a", dependencies: Needs("missing"));
        host.Add("b", dependencies: Needs("old", "^2.0"));
        host.Add("old", version: "1.4.0");
        await host.Runtime.RefreshAsync();
        Assert.Equal("plugin.dependency-missing", Assert.Single(host.Runtime.Find("a")!.Errors).Code);
        Assert.Equal("plugin.dependency-version", Assert.Single(host.Runtime.Find("b")!.Errors).Code);

        host.Add("missing"); // comes later
        Assert.Equal(PluginState.Enabled, (await host.LoadAsync("a")).State);
    }

    [Fact]
    public async Task DEP_06_an_optional_dependency_may_be_absent_but_not_of_another_version()
    {
        await using var host = new PluginHost();
        host.Add("a", dependencies: """{ "id": "absent", "range": "*", "optional": true }""");
        host.Add("b", dependencies: """{ "id": "old", "range": "^2.0", "optional": true }""");
        host.Add("old");
        await host.Runtime.RefreshAsync();
        Assert.Equal(PluginState.Enabled, host.Runtime.Find("a")!.State);
        Assert.Equal("plugin.dependency-version", Assert.Single(host.Runtime.Find("b")!.Errors).Code);
    }

    [Fact]
    public async Task DEP_08_a_plugin_that_others_need_is_not_disabled_under_them()
    {
        await using var host = new PluginHost();
        host.Add("provider");
        host.Add("consumer", dependencies: Needs("provider"));
        await host.Runtime.RefreshAsync();

        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => host.Runtime.DisableAsync("provider"));
        Assert.Equal("plugin.has-dependents", refused.Error.Code);
        Assert.Equal(PluginState.Enabled, host.Runtime.Find("provider")!.State);

        await host.Runtime.DisableAsync("consumer");
        await host.Runtime.DisableAsync("provider");
        Assert.Equal("plugin.dependency-off", (await Assert.ThrowsAsync<CrmRuleException>(() => host.Runtime.EnableAsync("consumer"))).Error.Code);
    }

    [Fact]
    public async Task DEP_09_a_reload_that_would_break_dependents_is_refused()
    {
        await using var host = new PluginHost();
        host.Add("provider", version: "1.0.0");
        host.Add("consumer", dependencies: Needs("provider", "^1.0"));
        await host.Runtime.RefreshAsync();
        host.Add("provider", version: "2.0.0");
        Assert.Equal("plugin.dependency-version", (await Assert.ThrowsAsync<CrmRuleException>(() => host.Runtime.ReloadAsync("provider"))).Error.Code);
        Assert.Equal("1.0.0", host.Runtime.Find("provider")!.Version);
    }

    [Fact]
    public async Task DEP_12_plugins_leave_before_those_they_need()
    {
        var order = new List<string>();
        await using (var host = new PluginHost())
        {
            host.Add("a");
            host.Add("b", dependencies: Needs("a"));
            host.Add("c", dependencies: Needs("b"));
            await host.Runtime.RefreshAsync();
            host.Runtime.Changed += (_, e) => order.Add(e.Status.Id!);
        }
        Assert.Equal(["c", "b", "a"], order);
    }

    [Fact]
    public void DEP_11_the_order_is_the_same_whatever_was_found_first_and_an_unrelated_plugin_changes_nothing()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var ids = Enumerable.Range(0, random.Next(2, 15)).Select(i => $"p{i:00}").OrderBy(_ => random.Next()).ToList();
            var manifests = ids.Select((id, i) => Manifest(id, ids.Take(i).Where(_ => random.Next(4) == 0))).ToList(); // what it needs comes earlier in the list: no circles
            var order = Order(manifests);
            Assert.Equal(ids.Order(), order.Order());
            Assert.All(manifests, m => Assert.All(m.Dependencies, d => Assert.True(order.IndexOf(d.Id) < order.IndexOf(m.Id), $"{seed}: {m.Id} before {d.Id}")));
            Assert.Equal(order, Order(manifests.OrderBy(_ => random.Next())));
            Assert.Equal(order, Order(manifests.Append(Manifest("p00-unrelated", []))).Where(id => id != "p00-unrelated"));
        }

        static List<string> Order(IEnumerable<PluginManifest> manifests) => [.. new DependencyGraph(manifests).Order().Select(m => m.Id)];

        static PluginManifest Manifest(string id, IEnumerable<string> needs)
        {
            Assert.True(PluginRange.TryParse("*", out var any));
            return new PluginManifest
            {
                Id = id, Version = new NuGet.Versioning.NuGetVersion(1, 0, 0), Name = id, EntryAssembly = "P.dll", EntryType = "P", Abstractions = any,
                Dependencies = [.. needs.Select(n => new PluginDependency(n, any, IsOptional: false))],
            };
        }
    }

    private static string Needs(string id, string range = "*") => $$"""{ "id": "{{id}}", "range": "{{range}}" }""";
}
