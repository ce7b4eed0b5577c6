using CrmKit.Accounts;
using CrmKit.Orders;

namespace CrmKit.Reports;

public sealed class TraitsTests : IAsyncDisposable
{
    private readonly TestCrm _crm = new();

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task S26_values_that_are_more_frequent_among_the_best_customers_are_found_with_their_lift()
    {
        var accounts = (await _crm.AddAsync(Enumerable.Range(0, 40).Select(i => new Account
        {
            Name = $"Account {i}",
            Industry = i < 8 ? "Shipping" : i % 2 == 0 ? "Retail" : "Farming",
            Country = i % 4 == 0 ? "DE" : "CN",
            EmployeeCount = i < 8 ? 900 + i : 10 + i,
            City = $"City {i}",
        }))).Cast<Account>().ToList();
        await SellAsync(accounts, i => i < 8 ? 1000 - i : 100 - i);
        await _crm.AddAsync(new Account { Name = "Never bought", Industry = "Shipping" });

        await using var session = _crm.OpenSession();
        var table = await session.Reports.RunAsync("traits");
        var rows = table.Rows.ToDictionary(r => $"{r[1]}={r[3]}");
        Assert.Equal(["account", "industry", "Industry", "Shipping", 8L, 100m, 8L, 20m, 5m], rows["industry=Shipping"]);
        Assert.Contains(rows.Keys, k => k.StartsWith("employeeCount=> ", StringComparison.Ordinal));
        Assert.DoesNotContain(rows.Keys, k => k.StartsWith("country", StringComparison.Ordinal) || k.StartsWith("city", StringComparison.Ordinal) || k.StartsWith("name", StringComparison.Ordinal));
        Assert.StartsWith("The best are 8 of 40 customers with revenue; they bring ", table.Remarks[0], StringComparison.Ordinal);
        Assert.Empty((await session.Reports.RunAsync("traits", new ReportParameters { Percent = 100 })).Rows); // all have in common what all have
    }

    [Fact]
    public async Task S26_too_few_customers_are_no_ground_for_a_guess()
    {
        var accounts = (await _crm.AddAsync(Enumerable.Range(0, 19).Select(i => new Account { Name = $"Account {i}", Industry = i < 5 ? "Shipping" : "Retail" }))).Cast<Account>().ToList();
        await SellAsync(accounts, i => 100 - i);
        await using var session = _crm.OpenSession();
        var table = await session.Reports.RunAsync("traits");
        Assert.Empty(table.Rows);
        Assert.Contains("Not enough data: 19 customers with revenue and 4 among the best; 20 and 5 are needed.", table.Remarks);
        Assert.Equal("report.parameter", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Reports.RunAsync("traits", new ReportParameters { Type = "lead" }))).Error.Code);
        await using var nobody = _crm.OpenSession(await _crm.AddUserAsync("Guest", null));
        Assert.Equal("access.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => nobody.Reports.RunAsync("traits"))).Error.Code);
    }

    private async Task SellAsync(List<Account> accounts, Func<int, decimal> worth)
    {
        var orders = (await _crm.AddAsync(accounts.Select(a => new Order { Name = "Order", AccountId = a.Id, OrderedOn = new(2026, 1, 5) }))).ToList();
        await _crm.AddAsync(orders.Select((o, i) => new OrderLine { OrderId = o.Id, Description = "Goods", Quantity = 1, UnitPrice = worth(i) }));
    }
}
