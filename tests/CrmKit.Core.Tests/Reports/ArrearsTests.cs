using CrmKit.Access;
using CrmKit.Accounts;
using CrmKit.Orders;
using CrmKit.Records;
using Record = CrmKit.Records.Record;

namespace CrmKit.Reports;

/// <summary>What customers owe of instalments.</summary>
public sealed class ArrearsTests : IAsyncDisposable
{
    private readonly TestCrm _crm = new();

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task S93_arrears_are_what_was_due_and_is_not_paid_by_how_long_it_has_been_due()
    {
        await using var session = _crm.OpenSession();
        var today = session.Today;
        var late = await OrderAsync("Late", 1000, 250, (100, -100), (200, -70), (300, -40), (150, -1), (250, 0)); // what is due today is not late
        await OrderAsync("Pays ahead", 1000, 600, (300, -20), (700, 20));
        await OrderAsync("No plan", 500, 0);
        var table = await session.Reports.RunAsync("arrears");
        Assert.Equal(["order", "orderId", "orders", "dueSince", "daysLate", "upTo30", "upTo60", "upTo90", "over90", "arrears", "currency"], table.Columns.Select(c => c.Key));
        Assert.Equal(["Late", late.Id, 1L, today.AddDays(-70), 70L, 150m, 300m, 50m, 0m, 500m, "USD"], Assert.Single(table.Rows));
    }

    [Fact]
    public async Task S93_arrears_are_added_up_by_customer_and_never_over_currencies()
    {
        await using var session = _crm.OpenSession();
        var debtor = await _crm.AddAsync(new Account { Name = "Debtor" });
        await OrderAsync("One", 100, 0, debtor.Id, "USD", (100, -100));
        await OrderAsync("Two", 50, 0, debtor.Id, "USD", (50, -10));
        await OrderAsync("Three", 70, 0, debtor.Id, "EUR", (70, -10));
        var rows = (await session.Reports.RunAsync("arrears", new ReportParameters { By = "account" })).Rows;
        Assert.Equal([["Debtor", debtor.Id, 2L, 150m, "USD"], ["Debtor", debtor.Id, 1L, 70m, "EUR"]], rows.Select(r => new[] { r[0], r[1], r[2], r[9], r[10] }));
        Assert.Equal(2, (await session.Reports.RunAsync("arrears", new ReportParameters { By = "owner" })).Rows.Count);
        Assert.Single((await session.Reports.RunAsync("arrears", new ReportParameters { Filter = "currency eq 'EUR'" })).Rows);
    }

    [Fact]
    public async Task Nobody_is_asked_for_goods_that_came_back_or_were_cancelled()
    {
        await using var session = _crm.OpenSession();
        var order = await OrderAsync("Partly back", 100, 0, (100, -5));
        var line = (await session.Records.QueryAsync(new RecordQuery("order-line") { Filter = $"orderId eq '{order.Id}'" })).Items[0];
        await _crm.AddAsync(new OrderReturn { OrderId = order.Id, OrderLineId = line.Id, Quantity = 0.5m });
        var cancelled = await OrderAsync("Cancelled", 100, 0, (100, -5));
        await session.Pipelines.MoveAsync([new Pipelines.StageMove(new RecordRef("order", cancelled.Id), "cancelled")]);
        Assert.Equal(["Partly back", 50m], Assert.Single((await session.Reports.RunAsync("arrears")).Rows).Where((_, i) => i is 0 or 9));
    }

    [Fact]
    public async Task Who_may_not_read_orders_is_told_of_no_debts()
    {
        await OrderAsync("Late", 100, 0, (100, -5));
        await using var guest = _crm.OpenSession(await _crm.AddUserAsync("Guest", null));
        Assert.Equal("access.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => guest.Reports.RunAsync("arrears"))).Error.Code);
        await using var rep = _crm.OpenSession(await _crm.AddUserAsync("Rep", "sales-rep"));
        Assert.Empty((await rep.Reports.RunAsync("arrears")).Rows);
        Assert.Equal("report.parameter", (await Assert.ThrowsAsync<CrmValidationException>(() => rep.Reports.RunAsync("arrears", new ReportParameters { AsOf = rep.Today }))).Error.Code);
    }

    private Task<Order> OrderAsync(string name, decimal total, decimal paid, params ReadOnlySpan<(decimal Amount, int Days)> plan) => OrderAsync(name, total, paid, null, "USD", plan);

    private Task<Order> OrderAsync(string name, decimal total, decimal paid, Guid? account, string currency, params ReadOnlySpan<(decimal Amount, int Days)> plan)
    {
        var order = new Order { Name = name, AccountId = account, Currency = currency };
        var today = DateOnly.FromDateTime(_crm.Clock.GetUtcNow().UtcDateTime);
        List<Record> parts = [new OrderLine { OrderId = order.Id, Description = "Goods", UnitPrice = total }];
        foreach (var (amount, days) in plan) parts.Add(new PaymentPlanItem { OrderId = order.Id, Name = "Instalment", DueOn = today.AddDays(days), Amount = amount });
        if (paid > 0) parts.Add(new Payment { OrderId = order.Id, Amount = paid });
        return SaveAsync();

        async Task<Order> SaveAsync()
        {
            await _crm.AddAsync(parts.Prepend(order));
            return order;
        }
    }
}
