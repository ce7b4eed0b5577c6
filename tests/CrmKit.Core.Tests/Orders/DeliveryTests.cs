using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Orders;

/// <summary>What of an order was handed over, and what is still open.</summary>
public sealed class DeliveryTests : IAsyncDisposable
{
    private readonly TestCrm _crm = new();

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task S94_an_order_knows_how_much_of_it_was_handed_over_until_a_delivery_is_cancelled_deleted_or_brought_back()
    {
        var (order, pump, hose) = await OrderAsync();
        Assert.Equal(DeliveryState.None, await StateAsync(order));
        var first = await DeliverAsync(order, (pump, 3));
        Assert.StartsWith("DN-", first.Number, StringComparison.Ordinal);
        Assert.Equal((_crm.Clock.Now.Year, DeliveryState.Partial), (first.DeliveredOn!.Value.Year, await StateAsync(order)));
        var second = await DeliverAsync(order, (pump, 2), (hose, 2));
        Assert.Equal(DeliveryState.Complete, await StateAsync(order));

        await ChangeAsync(c => c.Patch(new RecordRef("delivery", first.Id), new Dictionary<string, object?> { ["cancelledOn"] = new DateOnly(2026, 3, 16) }));
        Assert.Equal(DeliveryState.Partial, await StateAsync(order));
        await ChangeAsync(c => c.Patch(new RecordRef("delivery", first.Id), new Dictionary<string, object?> { ["cancelledOn"] = null }));
        Assert.Equal(DeliveryState.Complete, await StateAsync(order));
        await ChangeAsync(c => c.Delete(new RecordRef("delivery", second.Id)));
        Assert.Equal(DeliveryState.Partial, await StateAsync(order));
        await ChangeAsync(c => c.Restore(new RecordRef("delivery", second.Id)));
        Assert.Equal(DeliveryState.Complete, await StateAsync(order));
        await ChangeAsync(c => c.Delete(new RecordRef("order", order)));
        await ChangeAsync(c => c.Restore(new RecordRef("order", order)));
        Assert.Equal(DeliveryState.Complete, await StateAsync(order));
    }

    [Fact]
    public async Task S94_no_more_is_handed_over_than_was_ordered_whichever_is_changed()
    {
        var (order, pump, hose) = await OrderAsync();
        var delivery = await DeliverAsync(order, (pump, 4));
        Assert.Equal("order.delivery-exceeds-line", (await Assert.ThrowsAsync<CrmRuleException>(() => DeliverAsync(order, (pump, 2)))).Error.Code);
        Assert.Equal("order.delivery-exceeds-line", (await Assert.ThrowsAsync<CrmRuleException>(() => ChangeAsync(c => c.Patch(new RecordRef("order-line", pump), new Dictionary<string, object?> { ["quantity"] = 3m })))).Error.Code);
        Assert.Equal("order.delivery-exceeds-line", (await Assert.ThrowsAsync<CrmRuleException>(() => ChangeAsync(c => c.Delete(new RecordRef("order-line", pump))))).Error.Code);
        await ChangeAsync(c => c.Patch(new RecordRef("delivery", delivery.Id), new Dictionary<string, object?> { ["cancelledOn"] = new DateOnly(2026, 3, 16) }));
        await DeliverAsync(order, (pump, 5));
        Assert.Equal("order.delivery-exceeds-line", (await Assert.ThrowsAsync<CrmRuleException>(() => ChangeAsync(c => c.Patch(new RecordRef("delivery", delivery.Id), new Dictionary<string, object?> { ["cancelledOn"] = null })))).Error.Code);
        Assert.Equal(DeliveryState.Partial, await StateAsync(order));
        await ChangeAsync(c => c.Delete(new RecordRef("order-line", hose)));
        Assert.Equal(DeliveryState.Complete, await StateAsync(order));
    }

    [Fact]
    public async Task S94_a_delivery_holds_lines_of_its_own_order_and_happened_already()
    {
        var ((order, _, _), (_, foreign, _)) = (await OrderAsync(), await OrderAsync());
        Assert.Equal("order.foreign-part", (await Assert.ThrowsAsync<CrmValidationException>(() => DeliverAsync(order, (foreign, 1)))).Error.Code);
        Assert.Equal("order.date-in-future", (await Assert.ThrowsAsync<CrmValidationException>(() => _crm.AddAsync(new Delivery { OrderId = order, DeliveredOn = new DateOnly(2026, 3, 20) }))).Error.Code);
        await using var session = _crm.OpenSession();
        Assert.Equal(0, await session.Records.CountAsync(new Specification<Delivery>()));
    }

    [Fact]
    public async Task S94_deliveries_are_seen_by_those_who_see_the_order()
    {
        var (order, pump, _) = await OrderAsync();
        await DeliverAsync(order, (pump, 1));
        await using var rep = _crm.OpenSession(await _crm.AddUserAsync("Rep", "sales-rep"));
        Assert.Equal(0, await rep.Records.CountAsync(new Specification<Delivery>()));
        Assert.Equal(0, await rep.Records.CountAsync(new Specification<DeliveryLine>()));
        await using var session = _crm.OpenSession();
        Assert.Equal(1, await session.Records.CountAsync(new Specification<DeliveryLine>()));
    }

    private async Task<(Guid Order, Guid Pump, Guid Hose)> OrderAsync()
    {
        var order = await _crm.AddAsync(new Order { Name = "Machines", Currency = "EUR" });
        var pump = await _crm.AddAsync(new OrderLine { OrderId = order.Id, Description = "Pump", Quantity = 5, UnitPrice = 10 });
        var hose = await _crm.AddAsync(new OrderLine { OrderId = order.Id, Description = "Hose", Quantity = 2, UnitPrice = 10 });
        return (order.Id, pump.Id, hose.Id);
    }

    private async Task<Delivery> DeliverAsync(Guid order, params (Guid Line, decimal Quantity)[] lines)
    {
        var delivery = new Delivery { OrderId = order };
        var made = await _crm.AddAsync(lines.Select(l => (Records.Record)new DeliveryLine { DeliveryId = delivery.Id, OrderLineId = l.Line, Quantity = l.Quantity }).Prepend(delivery));
        return (Delivery)made[0];
    }

    private async Task ChangeAsync(Func<ChangeSet, ChangeSet> change)
    {
        await using var session = _crm.OpenSession();
        await session.Records.SaveAsync(change(new ChangeSet()));
    }

    private async Task<DeliveryState> StateAsync(Guid order) => (await _crm.FindAsync<Order>(order))!.DeliveryState;
}
