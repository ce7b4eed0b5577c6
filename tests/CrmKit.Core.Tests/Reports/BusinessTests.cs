using CrmKit.Accounts;
using CrmKit.Opportunities;
using CrmKit.Orders;
using CrmKit.Planning;
using CrmKit.Products;
using CrmKit.Records;

namespace CrmKit.Reports;

/// <summary>The questions of owners, on 16 March 2026: the last quarter is the fourth of 2025, the last month is February.</summary>
public sealed class BusinessTests : IAsyncDisposable
{
    private readonly TestCrm _crm = new();

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task S5_questions_of_owners_are_answered_at_once_each_with_its_explanation()
    {
        var lamp = await _crm.AddAsync(new Product { Name = "Lamp", UnitCost = 30, ListPrice = 50, Currency = "USD" });
        var (gained, lost, stays) = (await AccountAsync("Gained"), await AccountAsync("Lost"), await AccountAsync("Stays"));
        await AccountAsync("Never bought");
        await OrderAsync(gained, new(2025, 11, 3));
        await OrderAsync(lost, new(2024, 11, 20));
        await OrderAsync(stays, new(2025, 6, 1));
        var order = await OrderAsync(stays, new(2026, 2, 10));
        await _crm.AddAsync(new OrderLine { OrderId = order.Id, ProductId = lamp.Id, Quantity = 4, UnitPrice = 50, DiscountPercent = 10 }, new OrderLine { OrderId = order.Id, Description = "Work", Quantity = 1, UnitPrice = 70 });
        var (ann, bob) = (await _crm.AddUserAsync("Ann", "sales-rep"), await _crm.AddUserAsync("Bob", "sales-rep"));
        await WonAsync(ann, new(2025, 10, 5), 100);
        await WonAsync(bob, new(2025, 12, 31), 10);
        await WonAsync(bob, new(2025, 12, 30), 10);
        await WonAsync(ann, new(2026, 2, 28), 500);
        await WonAsync(ann, new(2026, 3, 1), 900);

        await using var session = _crm.OpenSession();
        var table = await session.Reports.RunAsync("business");
        Assert.Equal(
            [
                ("customers", 2L, null, null), ("customers-gained", 1L, null, null), ("customers-lost", 1L, null, null), ("won-last-month", 1L, 500m, null),
                ("ordered-last-month", 1L, 250m, null), ("profit-last-month", 1L, 60m, null), ("closed-most", 2L, 20m, "Bob"),
            ],
            table.Rows.Select(r => ((string)r[0]!, (long?)r[3], (decimal?)r[4], (string?)r[6])));
        Assert.All(table.Rows, r => Assert.False(string.IsNullOrEmpty((string?)r[7])));
        Assert.Equal((new DateOnly(2025, 10, 1), new DateOnly(2025, 12, 31)), ((DateOnly)table.Rows[1][1]!, (DateOnly)table.Rows[1][2]!));
        Assert.Contains("Over 1 of 2 lines", (string)table.Rows[5][7]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Profit_is_added_up_over_costs_of_all_kinds_and_leaves_other_currencies_out()
    {
        var (lamp, rug, dear, stray) = (await ProductAsync("Lamp", 30), await ProductAsync("Rug", 0.25m), await ProductAsync("Dear", 900_000_000), await ProductAsync("Stray", 1, "EUR"));
        var (one, two) = (await OrderAsync(await AccountAsync("One"), new(2026, 2, 10)), await OrderAsync(await AccountAsync("Two"), new(2026, 2, 11)));
        await _crm.AddAsync(
            new OrderLine { OrderId = one.Id, ProductId = lamp.Id, Quantity = 1.5m, UnitPrice = 50 }, // 75 - 45
            new OrderLine { OrderId = two.Id, ProductId = lamp.Id, Quantity = 2, UnitPrice = 40, DiscountPercent = 10 }, // 72 - 60
            new OrderLine { OrderId = two.Id, ProductId = rug.Id, Quantity = 3, UnitPrice = 0.5m }, // 1.50 - 0.75
            new OrderLine { OrderId = two.Id, ProductId = dear.Id, Quantity = 100, UnitPrice = 900_000_001 }, // 100
            new OrderLine { OrderId = two.Id, ProductId = stray.Id, Quantity = 1, UnitPrice = 2 });
        await using var session = _crm.OpenSession();
        var profit = (await session.Reports.RunAsync("business")).Rows.Single(r => (string)r[0]! == "profit-last-month");
        Assert.Equal((4L, 142.75m), ((long?)profit[3], (decimal?)profit[4]));
        Assert.Contains("Over 4 of 5 lines", (string)profit[7]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_there_is_nothing_to_tell_from_says_so_and_what_one_may_not_see_as_well()
    {
        await using var session = _crm.OpenSession();
        var rows = (await session.Reports.RunAsync("business", new ReportParameters { AsOf = new(2020, 1, 1) })).Rows.ToDictionary(r => (string)r[0]!);
        Assert.Equal(0L, rows["customers"][3]);
        Assert.StartsWith("Not enough data", (string)rows["profit-last-month"][7]!, StringComparison.Ordinal);
        Assert.StartsWith("Not enough data", (string)rows["closed-most"][7]!, StringComparison.Ordinal);
        await using var nobody = _crm.OpenSession(await _crm.AddUserAsync("Guest", null));
        var hidden = (await nobody.Reports.RunAsync("business")).Rows.ToDictionary(r => (string)r[0]!);
        Assert.Equal("You may not see what this is worked out of.", hidden["won-last-month"][7]);
        Assert.Null(hidden["won-last-month"][4]);
    }

    private Task<Account> AccountAsync(string name) => _crm.AddAsync(new Account { Name = name });

    private Task<Order> OrderAsync(Account account, DateOnly on) => _crm.AddAsync(new Order { Name = "Order", AccountId = account.Id, OrderedOn = on });

    private async Task WonAsync(User owner, DateOnly on, decimal amount)
    {
        var now = _crm.Clock.Now;
        _crm.Clock.Now = new DateTimeOffset(on, new TimeOnly(12, 0), TimeSpan.Zero);
        var deal = await _crm.AddAsync(new Opportunity { Name = "Deal", Amount = amount }, new InitialState { OwnerId = owner.Id });
        await using var session = _crm.OpenSession();
        await session.Pipelines.MoveAsync([new(new("opportunity", deal.Id), "won")]);
        _crm.Clock.Now = now;
    }

    private Task<Product> ProductAsync(string name, decimal cost, string currency = "USD") => _crm.AddAsync(new Product { Name = name, UnitCost = cost, ListPrice = cost, Currency = currency });
}
