using CrmKit.Accounts;
using CrmKit.Orders;
using CrmKit.Pipelines;
using CrmKit.Sessions;

namespace CrmKit.Reports;

public sealed class CohortTests
{
    private readonly DateOnly _asOf = new(2026, 3, 16);

    [Fact]
    public async Task Customers_who_bought_again_are_counted_and_so_is_what_they_spent()
    {
        await using var crm = await SoldAsync();
        await using var session = crm.OpenSession();
        Assert.Equal(["total", 3L, 2L, 66.67m, 6L, 210m, 35m, "USD"], await TotalAsync(session, new ReportParameters { AsOf = _asOf, By = "total" }));
        Assert.Equal(["total", 3L, 1L, 33.33m, 5L, 210m, 42m, "USD"], await TotalAsync(session, new ReportParameters { AsOf = _asOf, By = "total", Filter = "total gt 0" }));
        Assert.Equal(["total", 1L, 0L, 0m, 1L, 50m, 50m, "USD"], await TotalAsync(session, new ReportParameters { AsOf = _asOf, By = "total", Filter = "total gt 0", From = new(2026, 2, 1) }));
    }

    [Fact]
    public async Task Cohorts_show_month_by_month_who_of_them_came_back()
    {
        await using var crm = await SoldAsync();
        await using var session = crm.OpenSession();
        var rows = (await session.Reports.RunAsync("cohorts", new ReportParameters { AsOf = _asOf, Filter = "total gt 0" })).Rows;
        Assert.Equal(
        [
            ["2025-12", "2025-12", 0L, 2L, 100m, 3L, 60m, "USD"],
            ["2025-12", "2026-02", 2L, 1L, 50m, 1L, 100m, "USD"],
            ["2026-02", "2026-02", 0L, 1L, 100m, 1L, 50m, "USD"],
        ], rows);
    }

    [Fact]
    public async Task Before_the_first_order_there_is_not_enough_data()
    {
        await using var crm = await SoldAsync();
        await using var session = crm.OpenSession();
        var table = await session.Reports.RunAsync("cohorts", new ReportParameters { AsOf = new(2020, 1, 1) });
        Assert.Empty(table.Rows);
        Assert.Contains("Not enough data", Assert.Single(table.Remarks), StringComparison.Ordinal);
        Assert.Equal("report.dimension", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Reports.RunAsync("cohorts", new ReportParameters { By = "owner" }))).Error.Code);
    }

    private static async Task<IReadOnlyList<object?>> TotalAsync(ICrmSession session, ReportParameters parameters) => Assert.Single((await session.Reports.RunAsync("cohorts", parameters)).Rows);

    // One customer buys twice in December and once in February, one buys and gets something for nothing, a person buys privately.
    private static async Task<TestCrm> SoldAsync()
    {
        var crm = new TestCrm();
        var (loyal, once) = (await crm.AddAsync(new Account { Name = "Loyal" }), await crm.AddAsync(new Account { Name = "Once" }));
        var person = await crm.AddAsync(new Contact { LastName = "Private" });
        await SellAsync(new Order { Name = "1", AccountId = loyal.Id, OrderedOn = new(2025, 12, 31) }, 10);
        await SellAsync(new Order { Name = "2", AccountId = loyal.Id, OrderedOn = new(2025, 12, 31) }, 20);
        await SellAsync(new Order { Name = "3", AccountId = loyal.Id, OrderedOn = new(2026, 2, 28) }, 100);
        await SellAsync(new Order { Name = "4", AccountId = once.Id, OrderedOn = new(2025, 12, 1) }, 30);
        await SellAsync(new Order { Name = "Free", AccountId = once.Id, OrderedOn = new(2026, 3, 1) }, 0);
        await SellAsync(new Order { Name = "5", ContactId = person.Id, OrderedOn = new(2026, 2, 1) }, 50);
        await SellAsync(new Order { Name = "Nobody's", OrderedOn = new(2026, 2, 1) }, 1000);
        await SellAsync(new Order { Name = "Later", AccountId = once.Id, OrderedOn = new(2026, 4, 1) }, 1000);
        var cancelled = await SellAsync(new Order { Name = "Cancelled", AccountId = once.Id, OrderedOn = new(2026, 2, 1) }, 1000);
        await using var session = crm.OpenSession();
        await session.Pipelines.MoveAsync([new StageMove(new RecordRef("order", cancelled.Id), "cancelled")]);
        return crm;

        async Task<Order> SellAsync(Order order, decimal price)
        {
            await crm.AddAsync(order);
            await crm.AddAsync(new OrderLine { OrderId = order.Id, Description = "Goods", Quantity = 1, UnitPrice = price });
            return order;
        }
    }
}
