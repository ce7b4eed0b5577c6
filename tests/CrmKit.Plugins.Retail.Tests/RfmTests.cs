using CrmKit.Accounts;
using CrmKit.Endpoints;
using CrmKit.Orders;
using CrmKit.Records;

namespace CrmKit.Retail;

public sealed class RfmTests
{
    [Fact]
    public void A_fifth_is_told_by_the_share_of_those_who_are_worse_and_equals_share_it()
    {
        decimal[] ten = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
        Assert.Equal([1, 1, 2, 2, 3, 3, 4, 4, 5, 5], ten.Select(v => Rfm.Quintile(ten, v)));
        decimal[] equal = [5, 5, 5, 9];
        Assert.Equal([1, 1, 1, 4], equal.Select(v => Rfm.Quintile(equal, v)));
        Assert.Equal(1, Rfm.Quintile([7], 7));
    }

    [Theory]
    [InlineData(5, 5, 5, Rfm.Champions)]
    [InlineData(1, 5, 5, Rfm.AtRisk)]
    [InlineData(3, 4, 1, Rfm.Loyal)]
    [InlineData(5, 1, 3, Rfm.New)]
    [InlineData(1, 1, 5, Rfm.Lost)]
    [InlineData(3, 3, 3, Rfm.Regular)]
    public void Segments_are_named_by_the_three_scores(int recency, int frequency, int monetary, string segment) => Assert.Equal(segment, Rfm.SegmentOf(recency, frequency, monetary));

    [Fact]
    public async Task Accounts_are_scored_in_one_batch_from_orders_that_stand_in_the_main_currency()
    {
        await using var world = await ShopWorld.NewAsync();
        await using var session = world.As();
        var accounts = new List<Account>();
        for (var i = 0; i < 5; i++) accounts.Add(await session.Records.CreateAsync(new Account { Name = $"Account {i}" }));
        async Task OrderAsync(Account account, int daysAgo, decimal amount, string currency = "USD")
        {
            var order = await session.Records.CreateAsync(new Order { Name = "Order", AccountId = account.Id, OrderedOn = session.Today.AddDays(-daysAgo), Currency = currency });
            await session.Records.CreateAsync(new OrderLine { OrderId = order.Id, Description = "Goods", Quantity = 1, UnitPrice = amount });
        }
        for (var i = 0; i < 5; i++) // later, more often and for more, the higher the number
            for (var n = 0; n <= i; n++) await OrderAsync(accounts[i], (50 - (10 * i)) + n, 100 * (i + 1));
        await OrderAsync(accounts[0], 1, 1_000_000, "EUR"); // another currency is left out
        await OrderAsync(accounts[1], 400, 1_000_000); // too long ago

        var answer = (await session.Endpoints.AnswerAsync("retail.score", new EndpointRequest())).Body!;
        Assert.Equal((5, 5, 1, "USD"), ((int)answer["scored"]!, (int)answer["changed"]!, (int)answer["leftOut"]!, (string)answer["currency"]!));
        var scored = (await session.Records.ListAsync(new Specification<Account>().OrderBy(a => a.Id))).Where(a => a.Name.StartsWith("Account", StringComparison.Ordinal)).ToList();
        Assert.Equal([1L, 2L, 3L, 4L, 5L], scored.Select(a => a[Rfm.Recency]));
        Assert.Equal([1L, 2L, 3L, 4L, 5L], scored.Select(a => a[Rfm.Frequency]));
        Assert.Equal([1L, 2L, 3L, 4L, 5L], scored.Select(a => a[Rfm.Monetary]));
        Assert.Equal([Rfm.Lost, Rfm.Lost, Rfm.Regular, Rfm.Champions, Rfm.Champions], scored.Select(a => a[Rfm.Segment]));
        Assert.Equal(0, (int)(await session.Endpoints.AnswerAsync("retail.score", new EndpointRequest())).Body!["changed"]!);
        Assert.Equal(["champions", 2L, 4.5m, 4.5m, 4.5m], (await session.Reports.RunAsync("retail.rfm")).Rows[0]);

        world.Host.Clock.Advance(TimeSpan.FromDays(366));
        await world.RunAsync("retail.nightly-figures");
        Assert.All(await session.Records.ListAsync(new Specification<Account>()), a => Assert.Null(a[Rfm.Segment]));
    }

    [Fact]
    public async Task Scoring_is_for_those_who_administer_accounts()
    {
        await using var world = await ShopWorld.NewAsync();
        await Assert.ThrowsAsync<CrmForbiddenException>(() => world.DoAsync(s => s.Endpoints.AnswerAsync("retail.score", new EndpointRequest()), world.Clerk));
    }
}
