using CrmKit.Events;
using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Plugins;

/// <summary>A plugin that runs at the host and is off for one of its tenants.</summary>
public sealed class TenantTests
{
    private const string Other = "beta";
    private static readonly Field<decimal> Budget = Field.Decimal("acme.budget");

    private static readonly string Source = PluginSource.Configure("""
        plugin.RecordType("acme.thing", t => t.Named("Thing", "Things"));
        plugin.Fields("lead", f => f.Add(Field.Decimal("acme.budget"), "Budget", "预算"));
        plugin.AddBeforeSave<Refuses>("lead");
        plugin.AddSubscriber<Counts>("lead.created");
        """, """
        public sealed class Refuses : IBeforeSave
        {
            public ValueTask BeforeSaveAsync(SaveContext context, CancellationToken token) =>
                context.Changes.Any(c => ((CrmKit.Leads.Lead)c.After).Name == "refuse me") ? throw new CrmRuleException(new CrmError("acme.refused", "No.")) : default;
        }
        public sealed class Counts : CrmKit.Events.IEventSubscriber
        {
            public async ValueTask HandleAsync(CrmKit.Events.EventContext context, CancellationToken token) => await context.Session.Records.CreateAsync(new CrmKit.Accounts.Account { Name = "counted" }, cancellationToken: token);
        }
        """);

    [Fact]
    public async Task LIF_nothing_of_a_plugin_is_there_for_a_tenant_that_it_is_off_for_and_everything_for_the_others()
    {
        await using var host = await CrmHost.WithAsync(Source);
        await SwitchAsync(host, PluginAct.Disable);
        Assert.Equal((PluginState.Enabled, Other), (host.Runtime.Find("acme")!.State, Assert.Single(host.Runtime.Find("acme")!.OffFor)));

        await using (var off = Open(host, Other))
        {
            Assert.False(off.Catalog.TryType("acme.thing", out _));
            Assert.False(off.Catalog.Type("lead").TryField("acme.budget", out _));
            await off.Records.CreateAsync(new Lead { Name = "refuse me" }); // its handlers are not asked
            Assert.Equal("catalog.type-unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => off.Records.CreateAsync(new CustomRecord("acme.thing", "One")))).Error.Code);
        }
        await using (var on = Open(host, null))
        {
            Assert.Equal("acme.refused", (await Assert.ThrowsAsync<CrmRuleException>(() => on.Records.CreateAsync(new Lead { Name = "refuse me" }))).Error.Code);
            await on.Records.CreateAsync(new CustomRecord("acme.thing", "One"));
            await on.Records.CreateAsync(new Lead { Name = "Mei", [Budget] = 5m });
        }
        await host.Services.GetRequiredService<IDispatcher>().DrainAsync();
        Assert.Equal((0, 1), (await AccountsAsync(host, Other), await AccountsAsync(host, null)));

        await SwitchAsync(host, PluginAct.Enable);
        await using (var again = Open(host, Other))
            Assert.Equal("acme.refused", (await Assert.ThrowsAsync<CrmRuleException>(() => again.Records.CreateAsync(new Lead { Name = "refuse me" }))).Error.Code);
        Assert.Equal(["enable-tenant", "disable-tenant"], (await host.Runtime.WhyAsync("acme")).History.Take(2).Select(h => h.What));
    }

    [Fact]
    public async Task LIF_what_is_off_for_a_tenant_stays_off_over_restarts_and_reloads_and_open_sessions_keep_what_they_have()
    {
        string directory;
        await using (var host = await CrmHost.WithAsync(Source))
        {
            directory = host.Directory;
            await using var before = Open(host, Other);
            await SwitchAsync(host, PluginAct.Disable);
            Assert.True(before.Catalog.TryType("acme.thing", out _));
            await using var after = Open(host, Other);
            Assert.False(after.Catalog.TryType("acme.thing", out _));
        }
        await using var again = new CrmHost(directory);
        await again.Runtime.RefreshAsync();
        await again.Runtime.ReloadAsync("acme");
        await using var session = Open(again, Other);
        Assert.False(session.Catalog.TryType("acme.thing", out _));
        await using var own = Open(again, null);
        Assert.True(own.Catalog.TryType("acme.thing", out _));
    }

    [Fact]
    public async Task LIF_a_plugin_leaves_a_tenant_with_those_that_need_it_and_comes_back_before_them()
    {
        await using var host = new CrmHost();
        host.Add("base", PluginSource.Type("base.thing"));
        host.Add("top", PluginSource.Configure("plugin.Fields(\"base.thing\", f => f.Add(Field.Text(\"top.note\"), \"Note\"));"), dependencies: """{ "id": "base", "range": "*" }""");
        await host.Runtime.RefreshAsync();
        async Task<string> CodeAsync(PluginAct act, string id, string tenant = Other) => (await Assert.ThrowsAnyAsync<CrmException>(() => host.Runtime.ExecuteAsync(new PluginCommand(act, id) { Tenant = tenant }))).Error.Code;

        Assert.Equal("plugin.has-dependents", await CodeAsync(PluginAct.Disable, "base"));
        Assert.Equal("plugin.tenant-invalid", await CodeAsync(PluginAct.Disable, "base", "No Tenant"));
        Assert.Equal("plugin.unknown", await CodeAsync(PluginAct.Disable, "nobody"));
        await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Disable, "base") { Tenant = Other, Cascade = true });
        await using (var session = Open(host, Other)) Assert.False(session.Catalog.TryType("base.thing", out _));
        await using (var session = Open(host, null)) Assert.True(session.Catalog.Type("base.thing").TryField("top.note", out _));

        Assert.Equal("plugin.dependency-off", await CodeAsync(PluginAct.Enable, "top"));
        await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Enable, "top") { Tenant = Other, Cascade = true });
        await using (var session = Open(host, Other)) Assert.True(session.Catalog.Type("base.thing").TryField("top.note", out _));
        Assert.Empty((await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Enable, "top") { Tenant = Other })).Plan.Steps);
    }

    [Fact]
    public async Task LIF_the_plugin_leaves_memory_after_it_was_off_for_a_tenant()
    {
        await using var host = await CrmHost.WithAsync(Source);
        await SwitchAsync(host, PluginAct.Disable);
        await using (var session = Open(host, Other)) await session.Records.CreateAsync(new Lead { Name = "Mei" });
        await host.Runtime.DisableAsync("acme");
        Assert.True(await PluginHost.IsCollectedAsync(() => host.Runtime.Find("acme")!.Lingering));
    }

    private const string Features = """, "features": [ { "id": "pdf", "dependsOn": ["quotes"] }, { "id": "quotes" }, { "id": "labs", "default": false } ]""";

    private static readonly string Featured = PluginSource.Configure("""
        plugin.RecordType("acme.always", t => t.Named("Always", "Always"))
            .Feature("quotes", f => f.RecordType("acme.quote", t => t.Named("Quote", "Quotes")).AddSubscriber<Counts>("lead.created"))
            .Feature("pdf", f => f.RecordType("acme.print", t => t.Named("Print", "Prints")))
            .Feature("labs", f => f.RecordType("acme.lab", t => t.Named("Lab", "Labs")));
        """, """
        public sealed class Counts : CrmKit.Events.IEventSubscriber
        {
            public async ValueTask HandleAsync(CrmKit.Events.EventContext context, CancellationToken token) => await context.Session.Records.CreateAsync(new CrmKit.Accounts.Account { Name = "counted" }, cancellationToken: token);
        }
        """);

    [Fact]
    public async Task LIF_a_feature_is_off_for_one_tenant_with_those_that_need_it_and_on_again()
    {
        await using var host = await CrmHost.WithAsync(Featured, more: Features);
        Assert.Equal("plugin.feature-needed", await RefusedAsync(PluginAct.Disable, "quotes"));
        Assert.Equal(["pdf", "quotes"], (await FeatureAsync(PluginAct.Disable, "quotes", cascade: true)).Plan.Steps.Select(s => s.Feature));
        Assert.Equal(("always", "always print quote"), (await TypesAsync(host, Other), await TypesAsync(host, null)));
        Assert.Equal(["quotes beta", "pdf beta", "labs "], host.Runtime.Find("acme")!.Features.Select(f => $"{f.Id} {string.Join(' ', f.OffFor)}"));

        foreach (var tenant in (string?[])[Other, null])
        {
            await using var session = Open(host, tenant);
            await session.Records.CreateAsync(new Lead { Name = "Mei" });
        }
        await host.Services.GetRequiredService<IDispatcher>().DrainAsync();
        Assert.Equal((0, 1), (await AccountsAsync(host, Other), await AccountsAsync(host, null)));

        Assert.Equal("plugin.feature-needs", await RefusedAsync(PluginAct.Enable, "pdf"));
        await FeatureAsync(PluginAct.Enable, "quotes");
        Assert.Equal("always quote", await TypesAsync(host, Other)); // what went along does not come back by itself
        await FeatureAsync(PluginAct.Enable, "pdf");
        Assert.Equal("always print quote", await TypesAsync(host, Other));
        Assert.Empty((await FeatureAsync(PluginAct.Enable, "pdf")).Plan.Steps);
        Assert.Equal("plugin.feature-off", await RefusedAsync(PluginAct.Enable, "labs")); // a tenant has less than the host, never more
        Assert.Equal(["enable-feature-tenant", "enable-feature-tenant", "disable-feature-tenant"], (await host.Runtime.WhyAsync("acme")).History.Take(3).Select(h => h.What));

        Task<PluginOutcome> FeatureAsync(PluginAct act, string feature, bool cascade = false) => host.Runtime.ExecuteAsync(new PluginCommand(act, "acme") { Tenant = Other, Feature = feature, Cascade = cascade });
        async Task<string> RefusedAsync(PluginAct act, string feature) => (await Assert.ThrowsAsync<CrmRuleException>(() => FeatureAsync(act, feature))).Error.Code;
    }

    [Fact]
    public async Task LIF_a_feature_that_is_off_for_a_tenant_stays_so_over_restarts_and_switches_of_the_host_and_leaves_memory_with_its_plugin()
    {
        string directory;
        await using (var host = await CrmHost.WithAsync(Featured, more: Features))
        {
            directory = host.Directory;
            await host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Disable, "acme") { Tenant = Other, Feature = "pdf" });
        }
        await using var again = new CrmHost(directory);
        await again.Runtime.RefreshAsync();
        Assert.Equal(("always quote", "always print quote"), (await TypesAsync(again, Other), await TypesAsync(again, null)));
        await again.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Enable, "acme") { Feature = "labs" });
        Assert.Equal(("always lab quote", "always lab print quote"), (await TypesAsync(again, Other), await TypesAsync(again, null)));
        await again.Runtime.DisableAsync("acme");
        Assert.True(await PluginHost.IsCollectedAsync(() => again.Runtime.Find("acme")!.Lingering));
    }

    [Fact]
    public async Task LIF_a_feature_that_another_plugin_of_the_tenant_refers_to_is_not_taken_from_it()
    {
        await using var host = await CrmHost.WithAsync(Featured, more: Features);
        host.Add("top", PluginSource.Configure("plugin.Fields(\"acme.print\", f => f.Add(Field.Text(\"top.note\"), \"Note\"));"), dependencies: """{ "id": "acme", "range": "*" }""");
        await host.Runtime.RefreshAsync();
        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => host.Runtime.ExecuteAsync(new PluginCommand(PluginAct.Disable, "acme") { Tenant = Other, Feature = "pdf" }));
        Assert.Equal("catalog.definition-invalid", refused.Error.Code);
        Assert.Equal("always print quote", await TypesAsync(host, Other));
    }

    private static async Task<string> TypesAsync(CrmHost host, string? tenant)
    {
        await using var session = Open(host, tenant);
        return string.Join(' ', session.Catalog.Types.Where(t => t.Source == "acme").Select(t => t.Key["acme.".Length..]).Order(StringComparer.Ordinal));
    }

    private static Task<PluginOutcome> SwitchAsync(CrmHost host, PluginAct act) => host.Runtime.ExecuteAsync(new PluginCommand(act, "acme") { Tenant = Other });

    private static ICrmSession Open(CrmHost host, string? tenant) => host.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("tests"), tenantId: tenant);

    private static async Task<int> AccountsAsync(CrmHost host, string? tenant)
    {
        await using var session = Open(host, tenant);
        return (await session.Records.ListAsync(new Specification<CrmKit.Accounts.Account>(a => a.Name == "counted"))).Count;
    }
}
