using CrmKit.Accounts;
using CrmKit.Lifecycles;
using CrmKit.Orders;

namespace CrmKit.Reports;

public sealed class LifecycleTests
{
    private static readonly DateOnly Day = new(2026, 3, 16);

    [Theory]
    [InlineData(LifecycleClass.Potential)]
    [InlineData(LifecycleClass.New, 0)]
    [InlineData(LifecycleClass.New, 364, 10, 10)]
    [InlineData(LifecycleClass.Lost, 365)]
    [InlineData(LifecycleClass.Lost, 365, 2000)]
    [InlineData(LifecycleClass.Retained, 100, 365)]
    [InlineData(LifecycleClass.Retained, 100, 729, 3000)]
    [InlineData(LifecycleClass.WonBack, 100, 730)]
    [InlineData(LifecycleClass.Potential, -1)]
    public void S24_classes_follow_from_the_days_of_purchase(object expected, params int[] daysAgo) =>
        Assert.Equal(expected, Lifecycle.Of(daysAgo.Select(d => Day.AddDays(-d)), Day, 365).Class);

    [Fact]
    public async Task S25_ratios_over_accounts()
    {
        await using var crm = new TestCrm();
        async Task BuysAsync(string name, params int[] daysAgo)
        {
            var account = await crm.AddAsync(new Account { Name = name });
            foreach (var days in daysAgo) await crm.AddAsync(new Order { Name = name, AccountId = account.Id, OrderedOn = Day.AddDays(-days) });
        }
        await BuysAsync("Potential 1");
        await BuysAsync("Potential 2");
        await BuysAsync("Potential 3");
        await BuysAsync("New once", 5);
        await BuysAsync("New twice", 5, 50);
        await BuysAsync("Retained", 5, 400);
        await BuysAsync("Won back", 5, 900);
        await BuysAsync("Lost", 500);
        await crm.AddAsync(new Account { Name = "Supplier", Kind = AccountKind.Supplier });

        await using var session = crm.OpenSession();
        var row = Assert.Single((await session.Reports.RunAsync("lifecycle")).Rows);
        Assert.Equal(["total", 3L, 2L, 1L, 1L, 1L, 5L, 40m, 20m, 20m, 50m], row);
        var accounts = (await session.Reports.RunAsync("lifecycle", new ReportParameters { By = "account" })).Rows;
        Assert.Equal(["lost", "new", "new", "potential", "potential", "potential", "retained", "won-back"], accounts.Select(r => (string)r[2]!).Order());
        Assert.Contains("Not enough data", (await session.Reports.RunAsync("lifecycle", new ReportParameters { AsOf = Day.AddDays(-5000) })).Remarks[1], StringComparison.Ordinal);
    }
}
