using CrmKit.Conversions;
using CrmKit.Leads;
using CrmKit.Orders;
using CrmKit.Pipelines;
using CrmKit.Records;

namespace CrmKit.Retail;

public sealed class CartTests
{
    [Fact]
    public async Task A_clerk_turns_a_cart_into_an_order_with_its_lines_once()
    {
        await using var world = await ShopWorld.NewAsync();
        var cart = await world.CartAsync(quantity: 3, user: world.Clerk);
        var order = await world.OrderAsync(cart, world.Clerk);
        Assert.Equal((ShopOrders.Pipeline, ShopOrders.Placed, world.Acme.Id, 300m, cart.Id), (order.PipelineKey, order.StageKey, order.AccountId, order.Total, order[Carts.Cart]));
        Assert.Equal(Carts.Ordered, ((CustomRecord)await world.DoAsync(s => s.Records.GetAsync(new RecordRef(Carts.Type, cart.Id)))).StageKey);
        Assert.Equal("conversion.done", (await ShopWorld.RefusalAsync(() => world.OrderAsync(cart))).Code);
        Assert.Equal("field.duplicate", (await ShopWorld.RefusalAsync(() => world.DoAsync(s => s.Records.CreateAsync(new Order { Name = "Again", [Carts.Cart] = cart.Id })))).Code);
        Assert.Equal("retail.cart-closed", (await ShopWorld.RefusalAsync(() => world.DoAsync(s => s.Records.CreateAsync(new CustomRecord(Carts.ItemType, "Late") { [Carts.Cart] = cart.Id, [Carts.Quantity] = 1 })))).Code);
    }

    [Fact]
    public async Task An_empty_cart_is_not_ordered_and_items_go_with_their_cart()
    {
        await using var world = await ShopWorld.NewAsync();
        var empty = await world.CartAsync(quantity: 0);
        Assert.Equal("retail.cart-empty", (await ShopWorld.RefusalAsync(() => world.OrderAsync(empty))).Code);
        var full = await world.CartAsync();
        await world.DoAsync(s => s.Records.DeleteAsync(new RecordRef(Carts.Type, full.Id)));
        Assert.Empty(await world.ListAsync(Carts.ItemType));
        Assert.Empty(await world.DoAsync(s => s.Records.ListAsync(new Specification<Order>())));
    }

    [Fact]
    public async Task A_cart_that_nobody_touches_is_abandoned_after_the_time_set_and_comes_back_with_the_next_item()
    {
        await using var world = await ShopWorld.NewAsync();
        await world.DoAsync(s => s.Settings.SaveAsync("retail", new Dictionary<string, object?> { [RetailSettings.AbandonAfterMinutes.Key] = 30L }));
        var (full, empty) = (await world.CartAsync(), await world.CartAsync(quantity: 0));
        async Task<string?> StageAsync(CustomRecord cart) => ((CustomRecord)await world.DoAsync(s => s.Records.GetAsync(new RecordRef(Carts.Type, cart.Id)))).StageKey;

        world.Host.Clock.Advance(TimeSpan.FromMinutes(29));
        await world.RunAsync("retail.abandoned-carts");
        Assert.Equal(Carts.Active, await StageAsync(full));
        world.Host.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.RunAsync("retail.abandoned-carts");
        Assert.Equal((Carts.Abandoned, Carts.Active), (await StageAsync(full), await StageAsync(empty)));
        var moved = await world.DoAsync(s => s.Pipelines.HistoryAsync(new RecordRef(Carts.Type, full.Id)));
        await world.RunAsync("retail.abandoned-carts");
        Assert.Equal(moved.Count, (await world.DoAsync(s => s.Pipelines.HistoryAsync(new RecordRef(Carts.Type, full.Id)))).Count);

        await world.DoAsync(s => s.Records.CreateAsync(new CustomRecord(Carts.ItemType, "More") { [Carts.Cart] = full.Id, [Carts.Quantity] = 1, [Carts.UnitPrice] = 5 }));
        Assert.Equal(Carts.Active, await StageAsync(full));
        world.Host.Clock.Advance(TimeSpan.FromMinutes(31));
        await world.RunAsync("retail.abandoned-carts");
        Assert.Equal(205, (await world.OrderAsync(full)).Total); // an abandoned cart can still be ordered
    }

    [Fact]
    public async Task A_lead_becomes_an_order_of_the_shop_and_the_order_goes_from_state_to_state()
    {
        await using var world = await ShopWorld.NewAsync();
        var lead = await world.DoAsync(s => s.Records.CreateAsync(new Lead { Name = "Wang Fang", CompanyName = "Fang Ltd" }));
        var made = await world.DoAsync(s => s.Conversions.ConvertAsync(new RecordRef("lead", lead.Id), new ConversionOptions { Process = "retail.shop" }));
        var order = await world.GetAsync(made.Target.Id);
        Assert.Equal(ShopOrders.Placed, order.StageKey);
        Assert.Equal("retail.not-paid", (await ShopWorld.RefusalAsync(() => world.MoveAsync(order, ShopOrders.Paid))).Code); // nothing on it
        await world.DoAsync(s => s.Records.CreateAsync(new OrderLine { OrderId = order.Id, ProductId = world.Shirt.Id, Quantity = 1 }));
        Assert.Equal("retail.not-paid", (await ShopWorld.RefusalAsync(() => world.MoveAsync(order, ShopOrders.Paid))).Code);
        Assert.Equal("pipeline.move-not-allowed", (await ShopWorld.RefusalAsync(() => world.MoveAsync(order, ShopOrders.Shipped))).Code);
        await world.DoAsync(s => s.Records.CreateAsync(new Payment { OrderId = order.Id, Amount = 100, PaidOn = s.Today }));
        Assert.Equal("retail.refund-first", (await ShopWorld.RefusalAsync(() => world.MoveAsync(order, ShopOrders.Cancelled))).Code);
        await world.MoveAsync(order, ShopOrders.Paid, ShopOrders.Packed, ShopOrders.Shipped, ShopOrders.Delivered);
        Assert.Equal(StageCategory.Won, (await world.GetAsync(order.Id)).StageCategory);
    }
}
