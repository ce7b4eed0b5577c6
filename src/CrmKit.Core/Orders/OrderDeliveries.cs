namespace CrmKit.Orders;

/// <summary>Says how much of an order was handed over, and lets no more be handed over than was ordered.</summary>
internal sealed class OrderDeliveries : IBeforeSave
{
    public async ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        // A new order has no parts yet: they ask for it when they are written.
        var orders = context.Living<Order>().Where(o => o.Change.Operation != RecordOperation.Create).ToList();
        if (orders.Count == 0) return;
        var ids = orders.ConvertAll(o => (Guid?)o.Record.Id);
        var deliveries = (await context.ListAsync<Delivery>(d => d.CancelledOn == null && ids.Contains(d.OrderId), cancellationToken)).ToDictionary(d => d.Id, d => d.OrderId);
        var (counted, touched) = (deliveries.Keys.Select(id => (Guid?)id).ToList(), deliveries.Values.Distinct().ToList());
        var handed = counted.Count == 0 ? [] : await context.ListAsync<DeliveryLine>(l => counted.Contains(l.DeliveryId), cancellationToken);
        var lines = handed.Count == 0 ? [] : await context.ListAsync<OrderLine>(l => touched.Contains(l.OrderId), cancellationToken);
        foreach (var (change, order) in orders)
        {
            var units = handed.Where(l => deliveries[l.DeliveryId!.Value] == order.Id).GroupBy(l => l.OrderLineId ?? Guid.Empty).ToDictionary(g => g.Key, g => g.Sum(l => l.Quantity ?? 0));
            var ordered = lines.Where(l => l.OrderId == order.Id).ToDictionary(l => l.Id, l => l.Quantity ?? 0);
            foreach (var (line, quantity) in units)
                if (quantity > ordered.GetValueOrDefault(line)) context.Refuse(change, OrderErrors.DeliveryExceedsLine(order.Number, line, quantity, ordered.GetValueOrDefault(line)));
            order.DeliveryState = units.Count == 0 ? DeliveryState.None : ordered.All(l => units.GetValueOrDefault(l.Key) >= l.Value) ? DeliveryState.Complete : DeliveryState.Partial;
        }
    }
}
