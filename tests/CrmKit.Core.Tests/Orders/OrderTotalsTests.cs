using CrmKit.Products;
using CrmKit.Records;

namespace CrmKit.Orders;

public sealed class OrderTotalsTests
{
    [Fact]
    public async Task Totals_follow_lines_that_come_change_and_go()
    {
        await using var crm = new TestCrm();
        var order = await crm.AddAsync(new Order { Name = "Chairs", Currency = "EUR", DiscountPercent = 10 });
        Assert.Equal(0, order.Total);

        var first = await crm.AddAsync(new OrderLine { OrderId = order.Id, Description = "Chair", Quantity = 3, UnitPrice = 33.35m, DiscountPercent = 5, TaxPercent = 19 });
        var second = await crm.AddAsync(new OrderLine { OrderId = order.Id, Description = "Cushion", UnitPrice = 50, TaxPercent = 7 });
        Assert.Equal((100.05m, 5m, 18.06m, 113.11m), (first.Subtotal, first.Discount, first.Tax, first.Total));
        Assert.Equal(1, second.Quantity);
        await ExpectAsync(crm, order.Id, 150.05m, 19.51m, 19.40m, 149.94m);

        await using (var session = crm.OpenSession())
        {
            second.Quantity = 2;
            second = await session.Records.UpdateAsync(second);
            await session.Records.DeleteAsync(new RecordRef("order-line", first.Id));
        }
        await ExpectAsync(crm, order.Id, 100m, 10m, 6.30m, 96.30m);
    }

    [Fact]
    public async Task Lines_created_with_their_order_are_counted_in_its_currency()
    {
        await using var crm = new TestCrm();
        var order = new Order { Name = "Tea", Currency = "jpy" };
        await crm.AddAsync(order, new OrderLine { OrderId = order.Id, Description = "Sencha", Quantity = 3, UnitPrice = 33.5m, TaxPercent = 8 });
        var stored = (await crm.FindAsync<Order>(order.Id))!;
        Assert.Equal(("JPY", 101m, 8m, 109m), (stored.Currency, stored.Subtotal, stored.TaxTotal, stored.Total));
    }

    [Fact]
    public async Task Prices_come_from_the_price_book_by_quantity_then_from_the_product()
    {
        await using var crm = new TestCrm();
        var product = await crm.AddAsync(new Product { Name = "Desk", ListPrice = 200, Currency = "EUR", TaxPercent = 20 });
        var book = await crm.AddAsync(new PriceBook { Name = "Partners", Currency = "EUR" });
        await crm.AddAsync(new PriceBookEntry { PriceBookId = book.Id, ProductId = product.Id, UnitPrice = 180 }, new PriceBookEntry { PriceBookId = book.Id, ProductId = product.Id, UnitPrice = 150, MinimumQuantity = 10 });
        var plain = await crm.AddAsync(new Order { Name = "Plain", Currency = "EUR" });
        var partner = await crm.AddAsync(new Order { Name = "Partner", Currency = "EUR", PriceBookId = book.Id });

        var listed = await crm.AddAsync(new OrderLine { OrderId = plain.Id, ProductId = product.Id });
        var few = await crm.AddAsync(new OrderLine { OrderId = partner.Id, ProductId = product.Id, Quantity = 9 });
        var many = await crm.AddAsync(new OrderLine { OrderId = partner.Id, ProductId = product.Id, Quantity = 10 });
        Assert.Equal(("Desk", 200m, 20m), (listed.Description, listed.UnitPrice, listed.TaxPercent));
        Assert.Equal((180m, 150m), (few.UnitPrice, many.UnitPrice));
    }

    [Fact]
    public async Task A_price_in_another_currency_is_no_price()
    {
        await using var crm = new TestCrm();
        var product = await crm.AddAsync(new Product { Name = "Desk", ListPrice = 200, Currency = "EUR" });
        var order = await crm.AddAsync(new Order { Name = "Plain", Currency = "CNY" });
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => crm.AddAsync(new OrderLine { OrderId = order.Id, ProductId = product.Id }));
        Assert.Equal(("field.required", "unitPrice"), (refused.Error.Code, refused.Error.Field));
    }

    [Fact]
    public async Task Payments_returns_and_refunds_settle_an_order()
    {
        await using var crm = new TestCrm();
        var order = await crm.AddAsync(new Order { Name = "Lamps", Currency = "EUR" });
        var line = await crm.AddAsync(new OrderLine { OrderId = order.Id, Description = "Lamp", Quantity = 4, UnitPrice = 25, TaxPercent = 20 });
        await crm.AddAsync(new Payment { OrderId = order.Id, Amount = 120 });
        await crm.AddAsync(new OrderReturn { OrderId = order.Id, OrderLineId = line.Id, Quantity = 1, Refund = 30 });

        var stored = (await crm.FindAsync<Order>(order.Id))!;
        Assert.Equal((120m, 90m, 30m, 30m, 0m), (stored.Total, stored.PaidTotal, stored.RefundTotal, stored.ReturnedTotal, stored.OutstandingTotal));
    }

    [Fact]
    public async Task No_more_is_refunded_than_was_paid_and_no_more_returned_than_ordered()
    {
        await using var crm = new TestCrm();
        var order = await crm.AddAsync(new Order { Name = "Lamps", Currency = "EUR" });
        var line = await crm.AddAsync(new OrderLine { OrderId = order.Id, Description = "Lamp", Quantity = 2, UnitPrice = 25 });
        await crm.AddAsync(new Payment { OrderId = order.Id, Amount = 10 });

        var refund = await Assert.ThrowsAsync<CrmRuleException>(() => crm.AddAsync(new OrderReturn { OrderId = order.Id, OrderLineId = line.Id, Quantity = 1, Refund = 11 }));
        Assert.Equal("order.refund-exceeds-paid", refund.Error.Code);
        var returned = await Assert.ThrowsAsync<CrmRuleException>(() => crm.AddAsync(new OrderReturn { OrderId = order.Id, OrderLineId = line.Id, Quantity = 3 }));
        Assert.Equal("order.return-exceeds-line", returned.Error.Code);

        await using var session = crm.OpenSession();
        Assert.Equal(0, await session.Records.CountAsync(new Specification<OrderReturn>()));
        Assert.Equal(10, (await crm.FindAsync<Order>(order.Id))!.PaidTotal);
    }

    [Fact]
    public async Task A_return_names_a_line_of_its_own_order()
    {
        await using var crm = new TestCrm();
        var (mine, other) = (await crm.AddAsync(new Order { Name = "Mine" }), await crm.AddAsync(new Order { Name = "Other" }));
        var line = await crm.AddAsync(new OrderLine { OrderId = other.Id, Description = "Lamp", UnitPrice = 25 });
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => crm.AddAsync(new OrderReturn { OrderId = mine.Id, OrderLineId = line.Id, Quantity = 1 }));
        Assert.Equal("order.foreign-part", refused.Error.Code);
    }

    [Fact]
    public async Task The_currency_stays_once_there_are_lines()
    {
        await using var crm = new TestCrm();
        var order = await crm.AddAsync(new Order { Name = "Lamps" });
        Assert.Equal("USD", order.Currency);
        await using var session = crm.OpenSession();
        order.Currency = "EUR";
        order = await session.Records.UpdateAsync(order);
        await crm.AddAsync(new OrderLine { OrderId = order.Id, Description = "Lamp", UnitPrice = 25 });
        order = (await crm.FindAsync<Order>(order.Id))!;
        order.Currency = "JPY";
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.UpdateAsync(order));
        Assert.Equal("document.currency-fixed", refused.Error.Code);
        Assert.Equal("EUR", (await crm.FindAsync<Order>(order.Id))!.Currency);
    }

    [Fact]
    public async Task Unknown_currencies_and_two_discounts_are_refused()
    {
        await using var crm = new TestCrm();
        var currency = await Assert.ThrowsAsync<CrmValidationException>(() => crm.AddAsync(new Order { Name = "A", Currency = "XXY" }));
        Assert.Equal("document.currency-unknown", currency.Error.Code);
        var discount = await Assert.ThrowsAsync<CrmValidationException>(() => crm.AddAsync(new Order { Name = "A", DiscountPercent = 5, DiscountAmount = 5 }));
        Assert.Equal("document.discount-twice", discount.Error.Code);
    }

    [Fact]
    public async Task An_order_is_deleted_and_restored_with_its_lines_and_its_totals()
    {
        await using var crm = new TestCrm();
        var order = new Order { Name = "Lamps" };
        await crm.AddAsync(order, new OrderLine { OrderId = order.Id, Description = "Lamp", UnitPrice = 25 });
        await using var session = crm.OpenSession();
        await session.Records.DeleteAsync(new RecordRef("order", order.Id));
        Assert.Null(await crm.FindAsync<Order>(order.Id));
        await session.Records.SaveAsync(new ChangeSet().Restore(new RecordRef("order", order.Id)));
        Assert.Equal(25, (await crm.FindAsync<Order>(order.Id))!.Total);
    }

    private static async Task ExpectAsync(TestCrm crm, Guid id, decimal subtotal, decimal discount, decimal tax, decimal total)
    {
        var order = (await crm.FindAsync<Order>(id))!;
        Assert.Equal((subtotal, discount, tax, total, total), (order.Subtotal, order.DiscountTotal, order.TaxTotal, order.Total, order.OutstandingTotal));
    }
}
