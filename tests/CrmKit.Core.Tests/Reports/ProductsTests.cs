using CrmKit.Access;
using CrmKit.Accounts;
using CrmKit.Orders;
using CrmKit.Products;
using CrmKit.Records;

namespace CrmKit.Reports;

/// <summary>What sells best.</summary>
public sealed class ProductsTests : IAsyncDisposable
{
    private static readonly DateOnly Day = new(2026, 3, 10);
    private readonly TestCrm _crm = new();

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task S162_products_are_ranked_by_what_the_lines_of_orders_came_to_and_cancelled_orders_are_left_out()
    {
        var (pump, valve) = await SellAsync();
        await using var session = _crm.OpenSession();
        var table = await session.Reports.RunAsync("products");
        Assert.Equal(["product", "productId", "units", "revenue", "share", "orders", "customers", "averagePrice", "discountPercent", "returnedUnits", "currency"], table.Columns.Select(c => c.Key));
        Assert.Equal(
        [
            ["Pump", pump.Id, 5m, 475m, 79.17m, 2L, 1L, 95m, 5m, 1m, "USD"],
            ["Valve", valve.Id, 11.5m, 100m, 16.67m, 2L, 2L, 10m, 0m, 0m, "USD"], // the units sold for euros are counted, and not priced
            ["(none)", null, 1m, 25m, 4.17m, 1L, 1L, 25m, 0m, 0m, "USD"],
        ], table.Rows.Select(r => r.ToArray()));
        Assert.Contains("EUR", Assert.Single(table.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public async Task S162_families_of_products_are_compared_within_a_time()
    {
        await SellAsync();
        await using var session = _crm.OpenSession();
        var rows = (await session.Reports.RunAsync("products", new ReportParameters { By = "family", From = Day, Until = Day })).Rows;
        Assert.Equal([["Machines", 3m, 300m], ["Parts", 10m, 100m], ["(none)", 1m, 25m]], rows.Select(r => r.Take(3).ToArray()));
        Assert.Empty((await session.Reports.RunAsync("products", new ReportParameters { Filter = "currency eq 'CHF'" })).Rows);
    }

    [Fact]
    public async Task What_one_may_not_read_is_not_ranked()
    {
        await SellAsync();
        await using var guest = _crm.OpenSession(await _crm.AddUserAsync("Guest", null));
        Assert.Equal("access.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => guest.Reports.RunAsync("products"))).Error.Code);
        await using var rep = _crm.OpenSession(await _crm.AddUserAsync("Rep", "sales-rep"));
        Assert.Empty((await rep.Reports.RunAsync("products")).Rows); // orders of others are not his
    }

    private async Task<(Product Pump, Product Valve)> SellAsync()
    {
        var (pump, valve) = (new Product { Name = "Pump", Family = "Machines" }, new Product { Name = "Valve", Family = "Parts" });
        var (first, second) = (new Account { Name = "First" }, new Account { Name = "Second" });
        await _crm.AddAsync(pump, valve, first, second);
        var order = new Order { Name = "Once", AccountId = first.Id, Currency = "USD", OrderedOn = Day };
        var later = new Order { Name = "Again", AccountId = first.Id, Currency = "USD", OrderedOn = Day.AddDays(1) };
        var abroad = new Order { Name = "Abroad", AccountId = second.Id, Currency = "EUR", OrderedOn = Day.AddDays(1) };
        await _crm.AddAsync(order, later, abroad);
        var returned = new OrderLine { OrderId = later.Id, ProductId = pump.Id, Quantity = 2, UnitPrice = 100, DiscountPercent = 12.5m };
        await _crm.AddAsync(
            new OrderLine { OrderId = order.Id, ProductId = pump.Id, Quantity = 3, UnitPrice = 100 }, returned, new OrderLine { OrderId = order.Id, ProductId = valve.Id, Quantity = 10, UnitPrice = 10 },
            new OrderLine { OrderId = order.Id, Description = "Freight", Quantity = 1, UnitPrice = 25 }, new OrderLine { OrderId = abroad.Id, ProductId = valve.Id, Quantity = 1.5m, UnitPrice = 8 });
        await _crm.AddAsync(new OrderReturn { OrderId = later.Id, OrderLineId = returned.Id, Quantity = 1 });
        var cancelled = await _crm.AddAsync(new Order { Name = "Not after all", AccountId = second.Id, Currency = "USD", OrderedOn = Day }, new InitialState { Stage = "cancelled", ClosedOn = Day });
        await _crm.AddAsync(new OrderLine { OrderId = cancelled.Id, ProductId = pump.Id, Quantity = 50, UnitPrice = 100 });
        return (pump, valve);
    }
}
