using CrmKit.Actions;
using CrmKit.Leads;
using CrmKit.Pages;
using CrmKit.Records;

namespace CrmKit.ChinaSales;

public sealed class PoolDeskTests
{
    [Fact]
    public async Task S53_leads_are_taken_many_at_once_as_far_as_the_caps_go_and_given_back()
    {
        await using var world = await PoolWorld.NewAsync();
        await world.PoolAsync("a", perDay: 1);
        var (first, second) = (await world.LeadAsync("First"), await world.LeadAsync("Second"));
        await using var ann = world.As("ann");
        var taken = await ann.Actions.RunAsync(new RecordActionRequest("chinasales.take", "lead", [first.Id, second.Id]));
        Assert.Single(taken.Done);
        Assert.Equal("chinasales.too-many-today", Assert.Single(taken.Refused).Code);
        Assert.Equal(world.Users["ann"].Id, (await ann.Records.GetAsync<Lead>(taken.Done[0].Id)).OwnerId);

        Assert.Single((await ann.Actions.RunAsync(new RecordActionRequest("chinasales.give-back", "lead", [taken.Done[0].Id]))).Done);
        var back = await ann.Records.GetAsync<Lead>(taken.Done[0].Id);
        Assert.Equal((null, "a"), (back.OwnerId, back.Pool));
    }

    [Fact]
    public async Task S53_the_page_of_the_pools_lists_what_waits_and_what_one_holds()
    {
        await using var world = await PoolWorld.NewAsync();
        await world.PoolAsync("a");
        var (held, waits) = (await world.LeadAsync("Held"), await world.LeadAsync("Waits"));
        await world.ClaimAsync("ann", held);
        await using var ann = world.As("ann");
        var page = ann.Catalog.Pages.Single(p => p.Key == "chinasales.pool-desk");
        Assert.Equal(["chinasales.waiting", "chinasales.mine", "chinasales.pool-figures"], page.Sections.SelectMany(s => s.Widgets));
        Assert.Equal([waits.Id], (await ListAsync("chinasales.waiting")).Select(r => r.Id));
        Assert.Equal([held.Id], (await ListAsync("chinasales.mine")).Select(r => ((CustomRecord)r)[Holdings.Lead]!.Value));
        await using var bob = world.As("bob");
        Assert.Empty((await bob.Records.QueryAsync(QueryOf("chinasales.mine"))).Items);

        async Task<IReadOnlyList<CrmKit.Records.Record>> ListAsync(string widget) => (await ann.Records.QueryAsync(QueryOf(widget))).Items;

        RecordQuery QueryOf(string key) => ann.Catalog.Widgets.Single(w => w.Key == key) is { Kind: WidgetKind.List } widget ? new RecordQuery(widget.RecordType!) { Filter = widget.Filter, OrderBy = widget.OrderBy } : throw new InvalidOperationException(key);
    }
}
