using CrmKit.Actions;
using CrmKit.Campaigns;
using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Pages;
using CrmKit.Planning;
using CrmKit.Records;

namespace CrmKit.Retail;

/// <summary>S46: giveaways, on 7 September 2026.</summary>
public sealed class GiveawayTests
{
    private const string Number = "Lotto 2026-09-12: 4 8 15 16 23 42";

    [Fact]
    public async Task S46_winners_are_drawn_among_all_who_took_part_once_each_and_anybody_can_draw_again()
    {
        await using var world = await ShopWorld.NewAsync();
        var giveaway = await GiveawayAsync(world, winners: 2);
        var people = new List<Lead>();
        for (var i = 0; i < 6; i++) people.Add(await LeadAsync(world, giveaway, $"p{i}@example.com"));
        await LeadAsync(world, giveaway, "P0@example.com"); // the same once more
        await world.DoAsync(s => s.Records.CreateAsync(new Lead { Name = "Of no campaign", Email = "other@example.com" }));
        Assert.Equal("retail.giveaway-open", Refusal(await RunAsync(world, "retail.close-giveaway", giveaway)));

        world.Host.Clock.Advance(TimeSpan.FromDays(1));
        await LeadAsync(world, giveaway, "late@example.com");
        Assert.Equal("retail.giveaway-not-closed", Refusal(await RunAsync(world, "retail.draw-giveaway", giveaway, Number)));
        Assert.Single((await RunAsync(world, "retail.close-giveaway", giveaway)).Done);
        var closed = await AgainAsync(world, giveaway);
        var tickets = people.ConvertAll(p => GiveawayDraw.Ticket(giveaway.Id, p.Id));
        Assert.Equal((6L, GiveawayDraw.Digest(tickets)), (closed[Giveaways.Participants], closed[Giveaways.Digest]));
        Assert.Equal(["Publish this before the number is known:", "The list is the one that was closed."], await ProofAsync(world, giveaway));

        Assert.Single((await RunAsync(world, "retail.draw-giveaway", giveaway, Number)).Done);
        var entries = (await world.ListAsync(Giveaways.EntryType)).Where(e => e[Giveaways.Rank] is not null).OrderBy(e => e[Giveaways.Rank]).ToList();
        Assert.Equal(GiveawayDraw.Order(tickets, Number).Take(4), entries.Select(e => e[Giveaways.Ticket]!));
        Assert.Equal([true, true, false, false], entries.Select(e => e[Giveaways.IsWinner]));
        Assert.Equal("Drawing again comes to the same winners.", (await ProofAsync(world, giveaway))[^1]);
        Assert.Equal("retail.giveaway-drawn", Refusal(await RunAsync(world, "retail.draw-giveaway", giveaway, "another number")));
        Assert.Equal("retail.giveaway-closed", Refusal(await RunAsync(world, "retail.close-giveaway", giveaway)));
    }

    [Fact]
    public async Task Nothing_that_a_draw_rests_on_is_changed_by_hand()
    {
        await using var world = await ShopWorld.NewAsync();
        var giveaway = await GiveawayAsync(world, winners: 1);
        var lead = await LeadAsync(world, giveaway, "ada@example.com");
        async Task<string> CodeAsync(ChangeSet changes) => (await ShopWorld.RefusalAsync(() => world.DoAsync(s => s.Records.SaveAsync(changes)))).Code;
        ChangeSet Patch(string type, Guid id, string field, object? value) => new ChangeSet().Patch(new RecordRef(type, id), new Dictionary<string, object?> { [field] = value });
        var entry = new CustomRecord(Giveaways.EntryType, "1") { [Giveaways.Giveaway] = giveaway.Id, [Giveaways.Lead] = lead.Id, [Giveaways.Ticket] = "mine" };
        Assert.Equal("retail.giveaway-entry", await CodeAsync(new ChangeSet().Create(entry)));
        Assert.Equal("retail.reckoned", await CodeAsync(Patch(Giveaways.Type, giveaway.Id, Giveaways.Digest.Key, "made up")));
        Assert.Equal("retail.giveaway-days", await CodeAsync(Patch(Giveaways.Type, giveaway.Id, Giveaways.OpensOn.Key, new DateOnly(2026, 9, 8))));

        world.Host.Clock.Advance(TimeSpan.FromDays(1));
        await RunAsync(world, "retail.close-giveaway", giveaway);
        Assert.Equal("retail.giveaway-closed", await CodeAsync(Patch(Giveaways.Type, giveaway.Id, Giveaways.Winners.Key, 5L)));
        Assert.Equal("retail.giveaway-closed", await CodeAsync(new ChangeSet().Delete(new RecordRef(Giveaways.Type, giveaway.Id))));
        var stored = (await world.ListAsync(Giveaways.EntryType)).Single();
        Assert.Equal("retail.giveaway-entry", await CodeAsync(Patch(Giveaways.EntryType, stored.Id, Giveaways.Rank.Key, 1L)));
        Assert.Equal("retail.giveaway-entry", await CodeAsync(new ChangeSet().Delete(new RecordRef(Giveaways.EntryType, stored.Id))));
        Assert.Null((await world.ListAsync(Giveaways.EntryType)).Single()[Giveaways.Rank]);
    }

    [Fact]
    public async Task Participants_who_turn_out_to_be_one_are_merged_and_the_list_stays_what_it_was()
    {
        await using var world = await ShopWorld.NewAsync();
        var giveaway = await GiveawayAsync(world, winners: 1);
        var (one, two) = (await LeadAsync(world, giveaway, "ada@example.com"), await LeadAsync(world, giveaway, "ada@example.org"));
        world.Host.Clock.Advance(TimeSpan.FromDays(1));
        await RunAsync(world, "retail.close-giveaway", giveaway);
        await world.DoAsync(s => s.Records.MergeAsync([new MergeRequest(new RecordRef("lead", one.Id), new RecordRef("lead", two.Id))]));
        await RunAsync(world, "retail.draw-giveaway", giveaway, Number);
        Assert.Equal(["The list is the one that was closed.", "Drawing again comes to the same winners."], (await ProofAsync(world, giveaway)).Skip(1));
        Assert.All(await world.ListAsync(Giveaways.EntryType), e => Assert.Equal(one.Id, e[Giveaways.Lead]));
    }

    [Fact]
    public async Task Giveaway_without_participants_is_not_closed_and_clerks_only_look()
    {
        await using var world = await ShopWorld.NewAsync();
        var giveaway = await GiveawayAsync(world, winners: 1);
        world.Host.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal("retail.giveaway-count", Refusal(await RunAsync(world, "retail.close-giveaway", giveaway)));
        Assert.Null((await AgainAsync(world, giveaway))[Giveaways.ClosedAt]);
        await Assert.ThrowsAsync<CrmForbiddenException>(() => RunAsync(world, "retail.close-giveaway", giveaway, user: world.Clerk));
        Assert.Equal("The list is open. Close it after the last day, and publish its digest before the number is known.", Assert.Single(await ProofAsync(world, giveaway, world.Clerk)));
    }

    [Fact]
    public void The_order_follows_number_and_tickets_alone()
    {
        var tickets = Enumerable.Range(0, 50).Select(i => GiveawayDraw.Ticket(new Guid(i, 0, 0, new byte[8]), Guid.Empty)).ToList();
        Assert.Equal(GiveawayDraw.Order(tickets, "7"), GiveawayDraw.Order([.. tickets.AsEnumerable().Reverse()], "7"));
        Assert.NotEqual(GiveawayDraw.Order(tickets, "7"), GiveawayDraw.Order(tickets, "8"));
        Assert.Equal(GiveawayDraw.Digest(tickets), GiveawayDraw.Digest(tickets.AsEnumerable().Reverse()));
        Assert.NotEqual(GiveawayDraw.Digest(tickets), GiveawayDraw.Digest(tickets.Skip(1)));
        // Every ticket has its turn: over many numbers each wins about as often.
        var wins = Enumerable.Range(0, 5_000).Select(n => GiveawayDraw.Order(tickets.Take(5), $"{n}")[0]).GroupBy(t => t).ToDictionary(g => g.Key, g => g.Count());
        Assert.Equal(5, wins.Count);
        Assert.All(wins.Values, count => Assert.InRange(count, 800, 1_200));
    }

    private static async Task<CustomRecord> GiveawayAsync(ShopWorld world, long winners)
    {
        var campaign = await world.DoAsync(s => s.Records.CreateAsync(new Campaign { Name = "Win a lamp" }));
        return await world.DoAsync(s => s.Records.CreateAsync(new CustomRecord(Giveaways.Type, "Win a lamp")
        {
            [Giveaways.Prize] = "Lamp", [Giveaways.Winners] = winners, [Giveaways.Campaign] = campaign.Id, [Giveaways.OpensOn] = new DateOnly(2026, 9, 1), [Giveaways.ClosesOn] = new DateOnly(2026, 9, 7),
            [Giveaways.NumberFrom] = "Lotto of 12 September 2026",
        }));
    }

    private static Task<Lead> LeadAsync(ShopWorld world, CustomRecord giveaway, string email) => world.DoAsync(s => s.Records.CreateAsync(new Lead { Name = email, Email = email, CampaignId = giveaway[Giveaways.Campaign] }));

    private static Task<RecordActionResult> RunAsync(ShopWorld world, string action, CustomRecord giveaway, string? number = null, User? user = null) => world.DoAsync(s => s.Actions.RunAsync(new RecordActionRequest(action, Giveaways.Type, [giveaway.Id])
    {
        Inputs = number is null ? CustomValues.Empty : CustomValues.Empty.With([KeyValuePair.Create("number", (object?)number)]),
    }), user);

    private static string Refusal(RecordActionResult result) => Assert.Single(result.Refused).Code;

    private static async Task<CustomRecord> AgainAsync(ShopWorld world, CustomRecord giveaway) => (CustomRecord)await world.DoAsync(s => s.Records.GetAsync(new RecordRef(Giveaways.Type, giveaway.Id)));

    private static async Task<List<string>> ProofAsync(ShopWorld world, CustomRecord giveaway, User? user = null) =>
        [.. (await world.DoAsync(s => s.Widgets.ShowAsync("retail.giveaway-proof", new WidgetRequest("en", new RecordRef(Giveaways.Type, giveaway.Id))), user)).Blocks.Cast<NoteBlock>().Select(b => b.Text)];
}
