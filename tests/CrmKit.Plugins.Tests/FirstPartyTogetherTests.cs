using System.Text.Json;
using CrmKit.Accounts;
using CrmKit.Catalog;
using CrmKit.Contracts;
using CrmKit.Conversions;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Orders;
using CrmKit.Pipelines;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Plugins;

/// <summary>All plugins of this repository in one host: no conflict, and each goes without harm to the others.</summary>
public sealed class FirstPartyTogetherTests
{
    public static TheoryData<string> Plugins => [.. FirstParty.Names];

    [Fact]
    public async Task The_sample_host_has_every_plugin()
    {
        var targets = await File.ReadAllTextAsync(Path.Combine(FirstParty.Root, "samples", "Host", "Plugins.targets"), TestContext.Current.CancellationToken);
        Assert.All(FirstParty.Names, name => Assert.Contains($"CrmKit.Plugins.{name}.csproj\" PluginId=\"{IdOf(name)}\"", targets, StringComparison.Ordinal));
    }

    [Fact]
    public async Task All_are_enabled_together_and_sales_of_no_industry_of_theirs_go_through_as_without_them()
    {
        await using var host = await WithAllAsync(FirstParty.Names);
        Assert.All(host.Runtime.List(), p => Assert.True(p.State == PluginState.Enabled, $"{p.Id}: {string.Join("; ", p.Errors)}"));
        Assert.Equal(FirstParty.Names.Select(IdOf).Order(), host.Runtime.List().Select(p => p.Id!).Order());
        Assert.All(FirstParty.Names.Select(IdOf), id => Assert.Contains(host.Catalog.Types.SelectMany(t => t.Fields), f => f.Source == id));
        await SellAsync(host);
        Assert.All(host.Runtime.List(), p => Assert.Equal(0, p.Calls.Faults));
    }

    [Theory]
    [MemberData(nameof(Plugins))]
    public async Task Each_is_removable_alone(string name)
    {
        await using var host = await WithAllAsync(FirstParty.Names);
        await SellAsync(host);
        var others = Of(host.Catalog, IdOf(name));
        Directory.Delete(Path.Combine(host.Directory, "plugins", name.ToLowerInvariant()), recursive: true);
        await host.Runtime.RefreshAsync(TestContext.Current.CancellationToken);

        Assert.DoesNotContain(host.Runtime.List(), p => p.Id == IdOf(name) && p.State == PluginState.Enabled);
        Assert.All(host.Runtime.List().Where(p => p.Id != IdOf(name)), p => Assert.Equal(PluginState.Enabled, p.State));
        Assert.DoesNotContain(host.Catalog.Types, t => t.Source == IdOf(name) || t.Fields.Any(f => f.Source == IdOf(name)));
        Assert.Equal(others, Of(host.Catalog));
        await SellAsync(host);

        host.AddFirstParty(name);
        await host.Runtime.RefreshAsync(TestContext.Current.CancellationToken);
        Assert.Equal(PluginState.Enabled, host.Runtime.Find(IdOf(name))!.State);
        await SellAsync(host);
    }

    [Fact]
    public async Task In_whatever_order_they_come_the_catalog_is_the_same()
    {
        string[]? expected = null;
        foreach (var order in new[] { FirstParty.Names, FirstParty.Names.Reverse(), FirstParty.Names.Skip(1).Append(FirstParty.Names.First()) })
        {
            await using var host = await WithAllAsync(order, oneByOne: true);
            expected ??= Of(host.Catalog);
            Assert.Equal(expected, Of(host.Catalog));
        }
    }

    private static async Task<CrmHost> WithAllAsync(IEnumerable<string> names, bool oneByOne = false)
    {
        var host = new CrmHost(configure: o => o.TransactionTimeout = TimeSpan.FromSeconds(10)); // a machine that builds beside it is slow
        foreach (var name in names)
        {
            host.AddFirstParty(name);
            if (oneByOne) await host.Runtime.RefreshAsync();
        }
        await host.Runtime.RefreshAsync();
        return host;
    }

    // Everything the catalog has, in its order, but what one source adds.
    private static string[] Of(CatalogSnapshot catalog, string? without = null) =>
    [
        .. catalog.Types.Where(t => t.Source != without).SelectMany(t => t.Fields.Where(f => f.Source != without).Select(f => $"{t.Key}.{f.Key}")),
        .. catalog.Pipelines.Where(p => p.Source != without).SelectMany(p => p.Stages.Select(s => $"{p.Key}.{s.Key}")),
        .. catalog.Processes.Where(p => p.Source != without).Select(p => p.Key),
        .. catalog.Roles.Where(r => r.Source != without).Select(r => r.Key),
        .. catalog.Reports.Where(r => r.Source != without).Select(r => r.Key),
        .. catalog.Endpoints.Where(e => e.Source != without).Select(e => e.Key),
        .. catalog.Settings.Where(s => s.Field.Source != without).Select(s => s.Field.Key),
    ];

    private static async Task SellAsync(CrmHost host)
    {
        await using var session = host.Open();
        var lead = await session.Records.CreateAsync(new Lead { Name = "Mei", CompanyName = "Huaxin", Email = $"{Guid.NewGuid():N}@example.org", EstimatedAmount = 7_500 });
        var opportunity = await NextAsync(session, new RecordRef("lead", lead.Id));
        Assert.Equal(("opportunity.standard", 7_500m), await session.Records.GetAsync<Opportunity>(opportunity.Id) is var made ? (made.PipelineKey, made.Amount) : default);
        await session.Records.CreateAsync(new OpportunityLine { OpportunityId = opportunity.Id, Description = "Pump", Quantity = 2, UnitPrice = 4_000 });
        await session.Pipelines.MoveAsync([new StageMove(opportunity, "won")]);
        var contract = await NextAsync(session, opportunity);
        Assert.Equal(8_000m, (await session.Records.GetAsync<Contract>(contract.Id)).Amount);
        await session.Pipelines.MoveAsync([new StageMove(contract, "active")]);
        var order = await NextAsync(session, contract);
        Assert.Equal(8_000m, (await session.Records.GetAsync<Order>(order.Id)).Total);
        Assert.Single(await session.Records.ListAsync(new Specification<OrderLine>(l => l.OrderId == order.Id)));
        await session.Pipelines.MoveAsync([new StageMove(order, "delivered")]);
        Assert.Equal("case", (await NextAsync(session, order)).Type);
        await session.Records.CreateAsync(new Account { Name = $"Huaxin {Guid.NewGuid():N}" });
    }

    private static async Task<RecordRef> NextAsync(ICrmSession session, RecordRef from) => (await session.Conversions.ConvertAsync(from, new ConversionOptions { Process = "direct" })).Target;

    private static string IdOf(string name)
    {
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(FirstParty.OutputOf(name), "plugin.json")));
        return manifest.RootElement.GetProperty("id").GetString()!;
    }
}
