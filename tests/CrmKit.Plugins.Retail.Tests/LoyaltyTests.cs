using CrmKit.Accounts;
using CrmKit.Actions;
using CrmKit.Fields;
using CrmKit.Orders;
using CrmKit.Pages;
using CrmKit.Planning;
using CrmKit.Records;

namespace CrmKit.Retail;

public sealed class LoyaltyTests
{
    private static CustomRecord Entry(Account account, string kind, long points, string? key = null) =>
        new(Points.Type, "Entry") { [Shop.Account] = account.Id, [Points.Kind] = kind, [Points.Amount] = points, [Points.Key] = key };

    [Fact]
    public async Task S134_a_delivered_order_earns_points_once_and_a_return_takes_them_back()
    {
        await using var world = await ShopWorld.NewAsync();
        var order = await world.OrderAsync(quantity: 12);
        await world.Host.DispatchAsync();
        Assert.Empty(await world.ListAsync(Points.Type));
        await world.DeliverAsync(order);
        Assert.Equal([1200L], (await world.ListAsync(Points.Type)).Select(e => e[Points.Amount]));
        Assert.Equal((1200L, Points.Silver), await LoyaltyAsync(world));

        await world.DoAsync(s => s.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("order", order.Id), new Dictionary<string, object?> { ["description"] = "Seen again" })));
        await world.Host.DispatchAsync();
        Assert.Single(await world.ListAsync(Points.Type));

        var line = (await world.DoAsync(s => s.Records.ListAsync(new Specification<OrderLine>()))).Single();
        await world.DoAsync(s => s.Records.CreateAsync(new OrderReturn { OrderId = order.Id, OrderLineId = line.Id, Quantity = 3, Refund = 300 }));
        await world.Host.DispatchAsync();
        Assert.Equal([1200L, -300L], (await world.ListAsync(Points.Type)).Select(e => e[Points.Amount]));
        Assert.Equal((900L, null), await LoyaltyAsync(world));
    }

    [Fact]
    public async Task Points_that_are_spent_cannot_be_taken_back_and_are_earned_again_only_beyond_that()
    {
        await using var world = await ShopWorld.NewAsync();
        var order = await world.OrderAsync(quantity: 3);
        await world.DeliverAsync(order);
        await world.DoAsync(s => s.Records.CreateAsync(Entry(world.Acme, Points.Spent, -250)));
        await world.DoAsync(s => s.Pipelines.ReopenAsync([new RecordRef("order", order.Id)]));
        await world.Host.DispatchAsync();
        Assert.Equal(0, (await LoyaltyAsync(world)).Balance); // 300 earned, 250 spent, 50 taken back
        await world.MoveAsync(order, ShopOrders.Delivered);
        await world.Host.DispatchAsync();
        Assert.Equal(50, (await LoyaltyAsync(world)).Balance);
        Assert.Equal([300L, -250L, -50L, 50L], (await world.ListAsync(Points.Type)).Select(e => e[Points.Amount]));
    }

    [Fact]
    public async Task The_ledger_is_only_added_to_and_never_below_zero()
    {
        await using var world = await ShopWorld.NewAsync();
        await world.DoAsync(s => s.Records.CreateAsync(Entry(world.Acme, Points.Gift, 100, "birthday/2026")), world.Clerk);
        async Task<string> CodeAsync(CustomRecord entry) => (await ShopWorld.RefusalAsync(() => world.DoAsync(s => s.Records.CreateAsync(entry), world.Clerk))).Code;
        Assert.Equal("field.duplicate", await CodeAsync(Entry(world.Acme, Points.Gift, 100, "birthday/2026")));
        Assert.Equal("retail.points-negative", await CodeAsync(Entry(world.Acme, Points.Spent, -101)));
        Assert.Equal("retail.points-negative", await CodeAsync(Entry(world.Bolt, Points.Spent, -1)));
        Assert.Equal("retail.points-kind", await CodeAsync(Entry(world.Acme, Points.Spent, 5)));
        Assert.Equal("retail.points-kind", await CodeAsync(Entry(world.Acme, Points.Gift, -5)));
        Assert.Equal("retail.points-kind", await CodeAsync(Entry(world.Acme, Points.Gift, 0)));
        Assert.Equal("retail.points-kind", await CodeAsync(Entry(world.Acme, Points.Earned, 5)));
        Assert.Equal("retail.points-customer", await CodeAsync(new CustomRecord(Points.Type, "Nobody") { [Points.Kind] = Points.Gift, [Points.Amount] = 5 }));

        var entry = (await world.ListAsync(Points.Type)).Single();
        foreach (var change in new[] { new ChangeSet().Patch(new RecordRef(Points.Type, entry.Id), new Dictionary<string, object?> { [Points.Amount.Key] = 500L }), new ChangeSet().Delete(new RecordRef(Points.Type, entry.Id)) })
            Assert.Equal("retail.points-append-only", (await ShopWorld.RefusalAsync(() => world.DoAsync(s => s.Records.SaveAsync(change)))).Code);
        Assert.Equal("retail.reckoned", (await ShopWorld.RefusalAsync(() => world.DoAsync(s => s.Records.SaveAsync(
            new ChangeSet().Patch(new RecordRef("account", world.Acme.Id), new Dictionary<string, object?> { [Points.OnCustomer.Key] = 9_999L }))))).Code);
        Assert.Equal(100, (await LoyaltyAsync(world)).Balance);
    }

    [Fact]
    public async Task The_balance_is_the_sum_of_all_entries_whoever_makes_them_at_once()
    {
        await using var world = await ShopWorld.NewAsync();
        var batch = new ChangeSet { AllOrNothing = false }.Create(Entry(world.Acme, Points.Gift, 30)).Create(Entry(world.Acme, Points.Spent, -50)).Create(Entry(world.Acme, Points.Spent, -20)).Create(Entry(world.Acme, Points.Gift, 90));
        Assert.Equal([true, false, true, true], (await world.DoAsync(s => s.Records.SaveAsync(batch))).Outcomes.Select(o => o.IsSaved));
        var spent = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(async () =>
        {
            try
            {
                await world.DoAsync(s => s.Records.CreateAsync(Entry(world.Acme, Points.Spent, -30)));
                return 1;
            }
            catch (CrmException)
            {
                return 0;
            }
        })));
        Assert.Equal(3, spent.Sum());
        var entries = await world.ListAsync(Points.Type);
        Assert.Equal(10, entries.Sum(e => e[Points.Amount]));
        Assert.Equal(Enumerable.Range(1, 6).Select(n => (long?)n), entries.Select(e => e[Points.Number]).Order());
        Assert.Equal((10L, 10L), (entries.Single(e => e[Points.Number] == 6)[Points.Balance], (await LoyaltyAsync(world)).Balance));
    }

    [Fact]
    public async Task An_entry_that_is_refused_in_the_middle_of_a_batch_leaves_no_gap()
    {
        await using var world = await ShopWorld.NewAsync();
        await world.DoAsync(s => s.Records.CreateAsync(Entry(world.Acme, Points.Gift, 10, "once")));
        var batch = new ChangeSet { AllOrNothing = false }.Create(Entry(world.Acme, Points.Gift, 5)).Create(Entry(world.Acme, Points.Gift, 1_000, "once")).Create(Entry(world.Acme, Points.Spent, -12)).Create(Entry(world.Bolt, Points.Gift, 3));
        Assert.Equal([true, false, true, true], (await world.DoAsync(s => s.Records.SaveAsync(batch))).Outcomes.Select(o => o.IsSaved));
        Assert.Equal([(1L, 10L), (2L, 15L), (3L, 3L)], (await world.ListAsync(Points.Type)).Where(e => e[Shop.Account] == world.Acme.Id).OrderBy(e => e[Points.Number]).Select(e => (e[Points.Number]!.Value, e[Points.Balance]!.Value)));
    }

    [Fact]
    public async Task Merged_customers_have_the_points_of_both_and_each_his_own_again_when_that_is_undone()
    {
        await using var world = await ShopWorld.NewAsync();
        await world.DeliverAsync(await world.OrderAsync(quantity: 12));
        var (acme, bolt) = (new RecordRef("account", world.Acme.Id), new RecordRef("account", world.Bolt.Id));
        await world.DoAsync(s => s.Records.CreateAsync(Entry(world.Bolt, Points.Gift, 40)));

        var merge = (await world.DoAsync(s => s.Records.MergeAsync([new MergeRequest(bolt, acme)])))[0].MergeId!.Value;
        await world.Host.DispatchAsync();
        Assert.Equal((1240L, Points.Silver), await LoyaltyAsync(world, bolt));
        await world.DoAsync(s => s.Records.CreateAsync(Entry(world.Bolt, Points.Spent, -1_100))); // more than his own ledger had
        Assert.Equal(140, (await LoyaltyAsync(world, bolt)).Balance);
        Assert.Equal("retail.points-negative", (await ShopWorld.RefusalAsync(() => world.DoAsync(s => s.Records.CreateAsync(Entry(world.Bolt, Points.Spent, -141))))).Code);

        await world.DoAsync(s => s.Records.UnmergeAsync([merge]));
        await world.Host.DispatchAsync();
        Assert.Equal((1200L, Points.Silver), await LoyaltyAsync(world, acme));
        Assert.Equal((-1060L, null), await LoyaltyAsync(world, bolt)); // he spent them
    }

    [Fact]
    public async Task A_customer_without_points_takes_over_those_of_the_one_merged_into_him()
    {
        await using var world = await ShopWorld.NewAsync();
        await world.DoAsync(s => s.Records.CreateAsync(Entry(world.Acme, Points.Gift, 70)));
        var bolt = new RecordRef("account", world.Bolt.Id);
        await world.DoAsync(s => s.Records.MergeAsync([new MergeRequest(bolt, new RecordRef("account", world.Acme.Id))]));
        await world.Host.DispatchAsync();
        Assert.Equal((70L, null), await LoyaltyAsync(world, bolt));
        var entry = new RecordRef(Points.Type, (await world.ListAsync(Points.Type)).Single().Id);
        Assert.Equal("retail.points-append-only", (await ShopWorld.RefusalAsync(() => world.DoAsync(s => s.Records.SaveAsync(new ChangeSet().Patch(entry, new Dictionary<string, object?> { [Shop.Account.Key] = null }))))).Code);
    }

    [Fact]
    public async Task S19_a_level_lasts_as_long_as_its_points_are_of_the_last_year()
    {
        await using var world = await ShopWorld.NewAsync();
        await world.DeliverAsync(await world.OrderAsync(quantity: 50));
        Assert.Equal((5000L, Points.Gold), await LoyaltyAsync(world));
        world.Host.Clock.Advance(TimeSpan.FromDays(364));
        await world.RunAsync("retail.nightly-figures");
        Assert.Equal(Points.Gold, (await LoyaltyAsync(world)).Level);
        world.Host.Clock.Advance(TimeSpan.FromDays(1));
        await world.RunAsync("retail.nightly-figures");
        Assert.Equal((5000L, null), await LoyaltyAsync(world)); // the points stay
    }

    [Fact]
    public async Task S19_the_page_of_a_customer_says_the_level_what_was_earned_and_what_the_next_one_needs()
    {
        await using var world = await ShopWorld.NewAsync();
        await world.DeliverAsync(await world.OrderAsync(quantity: 12));
        await world.DoAsync(s => s.Records.CreateAsync(Entry(world.Acme, Points.Spent, -200)));
        async Task<List<(string, string)>> FactsAsync(string culture, Account account)
        {
            var content = await world.DoAsync(s => s.Widgets.ShowAsync("retail.standing-of-account", new WidgetRequest(culture, new RecordRef("account", account.Id))), world.Clerk);
            return [.. Assert.IsType<FactsBlock>(Assert.Single(content.Blocks)).Facts.Select(f => (f.Label, f.Value.Text))];
        }
        Assert.Equal([("Loyalty level", "Silver"), ("Points", "1,000"), ("Earned within a year", "1,200"), ("Still needed for Gold", "3,800")], await FactsAsync("en", world.Acme));
        Assert.Equal([("会员等级", "无"), ("积分余额", "0"), ("近一年获得", "0"), ("距银卡还需", "1,000")], await FactsAsync("zh-Hans", world.Bolt));
        var nobody = await world.Host.AddUserAsync("nobody", "sales-rep");
        await Assert.ThrowsAsync<CrmForbiddenException>(() => world.DoAsync(s => s.Widgets.ShowAsync("retail.standing-of-account", new WidgetRequest("en", new RecordRef("account", world.Acme.Id))), nobody));
    }

    [Fact]
    public async Task Points_by_hand_are_entries_of_the_ledger_and_nobody_spends_what_is_not_there()
    {
        await using var world = await ShopWorld.NewAsync();
        Task<RecordActionResult> RunAsync(string kind, long points, User? user) => world.DoAsync(s => s.Actions.RunAsync(new RecordActionRequest("retail.points", "account", [world.Acme.Id, world.Bolt.Id])
        {
            Inputs = CustomValues.Empty.With([KeyValuePair.Create("kind", (object?)kind), KeyValuePair.Create("points", (object?)points), KeyValuePair.Create("reason", (object?)"Festival")]),
        }), user);
        await world.DoAsync(s => s.Records.CreateAsync(Entry(world.Acme, Points.Gift, 40)));
        Assert.Equal(2, (await RunAsync(Points.Gift, 30, world.Clerk)).Done.Count);
        var spent = await RunAsync(Points.Spent, 50, world.Clerk);
        Assert.Equal((world.Acme.Id, "retail.points-negative"), (Assert.Single(spent.Done).Id, Assert.Single(spent.Refused).Code));
        Assert.Equal([("Entry", 40L), ("Festival", 30L), ("Festival", -50L)], (await world.ListAsync(Points.Type)).Where(e => e[Shop.Account] == world.Acme.Id).OrderBy(e => e[Points.Number]).Select(e => (e.Name, e[Points.Amount]!.Value)));
        var outsider = await world.Host.AddUserAsync("outsider", "sales-rep"); // may see customers, not write the ledger
        Assert.Equal(2, (await RunAsync(Points.Gift, 5, outsider)).Refused.Count);
        Assert.Equal(20, (await LoyaltyAsync(world)).Balance);
    }

    private static async Task<(long? Balance, string? Level)> LoyaltyAsync(ShopWorld world, RecordRef? customer = null)
    {
        var account = await world.DoAsync(s => s.Records.GetAsync<Account>(customer?.Id ?? world.Acme.Id));
        return (account[Points.OnCustomer], account[Points.Level]);
    }
}
