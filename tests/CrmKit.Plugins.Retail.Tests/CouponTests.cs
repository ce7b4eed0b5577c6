using CrmKit.Accounts;
using CrmKit.Orders;
using CrmKit.Records;

namespace CrmKit.Retail;

public sealed class CouponTests
{
    [Fact]
    public async Task S127_coupons_reduce_the_order_one_after_the_other_and_follow_its_lines()
    {
        await using var world = await ShopWorld.NewAsync();
        await world.CouponAsync("ten", percent: 10, more: c => c[Coupons.IsStackable] = true);
        await world.CouponAsync("FIFTY", amount: 50, more: c => c[Coupons.IsStackable] = true);
        var order = await world.OrderAsync(coupons: " Ten , fifty,TEN");
        Assert.Equal(("TEN,FIFTY", 70m, 130m), (order[Coupons.Codes], order.DiscountAmount, order.Total)); // 200 less 20, less 50
        Assert.Equal([20m, 50m], (await world.ListAsync(Coupons.RedemptionType)).Select(r => r[Coupons.Saved]));

        await world.DoAsync(s => s.Records.CreateAsync(new OrderLine { OrderId = order.Id, ProductId = world.Shirt.Id, Quantity = 1 }));
        order = await world.GetAsync(order.Id);
        Assert.Equal((80m, 220m), (order.DiscountAmount, order.Total));
        Assert.Equal([30m, 50m], (await world.ListAsync(Coupons.RedemptionType)).Select(r => r[Coupons.Saved]));

        order[Coupons.Codes] = "FIFTY";
        order = await world.DoAsync(s => s.Records.UpdateAsync(order));
        Assert.Equal((50m, 250m), (order.DiscountAmount, order.Total));
        order[Coupons.Codes] = null;
        order = await world.DoAsync(s => s.Records.UpdateAsync(order));
        Assert.Equal((null, 300m), (order.DiscountAmount, order.Total));
        Assert.Empty(await world.ListAsync(Coupons.RedemptionType));
    }

    [Fact]
    public async Task An_amount_never_takes_off_more_than_there_is_and_below_its_minimum_a_coupon_gives_nothing()
    {
        await using var world = await ShopWorld.NewAsync();
        await world.CouponAsync("BIG", amount: 500);
        await world.CouponAsync("MIN", percent: 50, more: c => c[Coupons.MinimumAmount] = 250);
        Assert.Equal(0, (await world.OrderAsync(coupons: "BIG")).Total);
        var order = await world.OrderAsync(coupons: "MIN");
        Assert.Equal(200, order.Total);
        await world.DoAsync(s => s.Records.CreateAsync(new OrderLine { OrderId = order.Id, ProductId = world.Shirt.Id, Quantity = 1 }));
        Assert.Equal(150, (await world.GetAsync(order.Id)).Total);
    }

    [Fact]
    public async Task S87_what_may_not_be_redeemed_refuses_the_order_and_leaves_nothing_behind()
    {
        await using var world = await ShopWorld.NewAsync();
        await world.CouponAsync("ALONE", percent: 5);
        await world.CouponAsync("OTHER", percent: 5, more: c => c[Coupons.IsStackable] = true);
        await world.CouponAsync("PAST", percent: 5, more: c => c[Coupons.ValidUntil] = new DateOnly(2026, 9, 6));
        await world.CouponAsync("SOON", percent: 5, more: c => c[Coupons.ValidFrom] = new DateOnly(2026, 9, 8));
        await world.CouponAsync("BLOCKED", percent: 5, more: c => c[Coupons.IsBlocked] = true);
        await world.CouponAsync("BOLTS", percent: 5, more: c => c[Shop.Account] = world.Bolt.Id);
        await world.CouponAsync("EURO", amount: 5, more: c => c[Carts.Currency] = "EUR");
        foreach (var (codes, code) in new[]
        {
            ("NONE", "retail.coupon-unknown"), ("ALONE,OTHER", "retail.coupon-alone"), ("PAST", "retail.coupon-expired"), ("SOON", "retail.coupon-expired"), ("BLOCKED", "retail.coupon-expired"), ("BOLTS", "retail.coupon-unknown"),
            ("EURO", "retail.coupon-currency"),
        })
            Assert.Equal((code, "retail.coupons"), await ShopWorld.RefusalAsync(() => world.OrderAsync(coupons: codes)) is var error ? (error.Code, error.Field!) : default);
        Assert.Empty(await world.ListAsync(Coupons.RedemptionType));
        Assert.Empty(await world.DoAsync(s => s.Records.ListAsync(new Specification<Order>())));
        Assert.Equal(190, (await world.OrderAsync(world.Bolt, coupons: "BOLTS")).Total);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(0, null)]
    [InlineData(null, 0)]
    public async Task A_coupon_that_gives_nothing_is_refused(int? percent, int? amount)
    {
        await using var world = await ShopWorld.NewAsync();
        Assert.Equal("retail.coupon-value", (await ShopWorld.RefusalAsync(() => world.CouponAsync("X", percent, amount))).Code);
        Assert.Equal("retail.coupon-days", (await ShopWorld.RefusalAsync(() => world.CouponAsync("Y", 5, more: c => (c[Coupons.ValidFrom], c[Coupons.ValidUntil]) = (new DateOnly(2026, 2, 1), new DateOnly(2026, 1, 1))))).Code);
    }

    [Fact]
    public async Task Limits_hold_per_customer_and_in_all_and_a_cancelled_order_gives_its_coupon_back()
    {
        await using var world = await ShopWorld.NewAsync();
        await world.CouponAsync("ONCE", percent: 10, more: c => (c[Coupons.MaxPerCustomer], c[Coupons.MaxTotal]) = (1, 2));
        var first = await world.OrderAsync(coupons: "ONCE");
        Assert.Equal("retail.coupon-used", (await ShopWorld.RefusalAsync(() => world.OrderAsync(coupons: "ONCE"))).Code);
        Assert.Equal("retail.coupon-customer", (await ShopWorld.RefusalAsync(() => world.DoAsync(s => s.Records.CreateAsync(new Order { Name = "Nobody's", [Coupons.Codes] = "ONCE" })))).Code);
        await world.MoveAsync(first, ShopOrders.Cancelled);
        var second = await world.OrderAsync(coupons: "ONCE");
        await world.OrderAsync(world.Bolt, coupons: "ONCE");
        var third = await world.DoAsync(s => s.Records.CreateAsync(new Account { Name = "Third" }));
        Assert.Equal("retail.coupon-used-up", (await ShopWorld.RefusalAsync(() => world.OrderAsync(third, coupons: "ONCE"))).Code);
        Assert.Equal("retail.coupon-used-up", (await ShopWorld.RefusalAsync(() => world.DoAsync(s => s.Pipelines.ReopenAsync([new RecordRef("order", first.Id)])))).Code); // reopening redeems again
        await world.DoAsync(s => s.Records.DeleteAsync(new RecordRef("order", second.Id)));
        await world.OrderAsync(third, coupons: "ONCE");
        Assert.Equal("retail.coupon-used-up", (await ShopWorld.RefusalAsync(() => world.DoAsync(s => s.Records.SaveAsync(new ChangeSet().Restore(new RecordRef("order", second.Id)))))).Code);
    }

    [Fact]
    public async Task Orders_of_one_batch_count_each_other()
    {
        await using var world = await ShopWorld.NewAsync();
        await world.CouponAsync("TWO", percent: 10, more: c => c[Coupons.MaxTotal] = 2);
        var batch = new ChangeSet { AllOrNothing = false };
        for (var i = 0; i < 4; i++) batch.Create(new Order { Name = $"Order {i}", AccountId = world.Acme.Id, [Coupons.Codes] = "TWO" });
        var result = await world.DoAsync(s => s.Records.SaveAsync(batch));
        Assert.Equal([true, true, false, false], result.Outcomes.Select(o => o.IsSaved));
        Assert.Equal(2, (await world.ListAsync(Coupons.RedemptionType)).Count);
    }

    [Fact]
    public async Task A092_a_coupon_is_redeemed_once_however_many_try_at_once()
    {
        await using var world = await ShopWorld.NewAsync();
        await world.CouponAsync("LAST", percent: 10, more: c => c[Coupons.MaxTotal] = 1);
        var codes = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(async () =>
        {
            try
            {
                await world.DoAsync(s => s.Records.CreateAsync(new Order { Name = $"Order {i}", AccountId = (i % 2 == 0 ? world.Acme : world.Bolt).Id, [Coupons.Codes] = "LAST" }));
                return null;
            }
            catch (CrmException refused)
            {
                return refused.Error.Code;
            }
        })));
        Assert.Single(codes, c => c is null);
        Assert.All(codes.OfType<string>(), c => Assert.Equal("retail.coupon-used-up", c));
        Assert.Single(await world.ListAsync(Coupons.RedemptionType));
        Assert.Single(await world.DoAsync(s => s.Records.ListAsync(new Specification<Order>())));
    }

    [Fact]
    public async Task Redemptions_are_not_written_by_hand()
    {
        await using var world = await ShopWorld.NewAsync();
        var coupon = await world.CouponAsync("TEN", percent: 10);
        await world.OrderAsync(coupons: "TEN");
        var redemption = (await world.ListAsync(Coupons.RedemptionType)).Single();
        Assert.Equal("retail.redemption-read-only", (await ShopWorld.RefusalAsync(() => world.DoAsync(s => s.Records.DeleteAsync(new RecordRef(Coupons.RedemptionType, redemption.Id))))).Code);
        Assert.Equal("retail.redemption-read-only", (await ShopWorld.RefusalAsync(() => world.DoAsync(s => s.Records.CreateAsync(new CustomRecord(Coupons.RedemptionType, "x") { [Coupons.Coupon] = coupon.Id, [Coupons.Order] = redemption[Coupons.Order] })))).Code);
    }
}
