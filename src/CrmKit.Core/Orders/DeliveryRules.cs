namespace CrmKit.Orders;

/// <summary>Deliveries that do not say when they happened happened today.</summary>
internal sealed class DeliveryDefaults : IBeforeSave
{
    public ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var (_, delivery) in context.Living<Delivery>()) delivery.DeliveredOn ??= context.Session.Today;
        return default;
    }
}

/// <summary>What was handed over or cancelled happened already.</summary>
internal sealed class DeliveryRules : IRecordValidator
{
    public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var latest = context.Session.Today.AddDays(1); // the firm's day may lag behind the customer's by one
        foreach (var (change, delivery) in context.Living<Delivery>())
        {
            if (delivery.DeliveredOn > latest) context.Refuse(change, OrderErrors.InFuture("deliveredOn", delivery.DeliveredOn.Value));
            if (delivery.CancelledOn > latest) context.Refuse(change, OrderErrors.InFuture("cancelledOn", delivery.CancelledOn.Value));
        }
        return default;
    }
}

/// <summary>A delivery holds lines of its own order.</summary>
internal sealed class DeliveryLineRules : IRecordValidator
{
    public async ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var changed = context.Living<DeliveryLine>().ToList();
        var (lineIds, deliveryIds) = (changed.Select(c => c.Record.OrderLineId).OfType<Guid>().ToHashSet(), changed.Select(c => c.Record.DeliveryId).OfType<Guid>().ToHashSet());
        if (lineIds.Count == 0) return;
        var lines = (await context.ListAsync<OrderLine>(l => lineIds.Contains(l.Id), cancellationToken)).ToDictionary(l => l.Id, l => l.OrderId);
        var deliveries = (await context.ListAsync<Delivery>(d => deliveryIds.Contains(d.Id), cancellationToken)).ToDictionary(d => d.Id, d => d.OrderId);
        foreach (var (change, part) in changed)
        {
            if (part is not { OrderLineId: { } line, DeliveryId: { } delivery }) continue;
            var ofLine = (context.Pending(new RecordRef("order-line", line)) as OrderLine)?.OrderId ?? lines.GetValueOrDefault(line);
            var ofDelivery = (context.Pending(new RecordRef("delivery", delivery)) as Delivery)?.OrderId ?? deliveries.GetValueOrDefault(delivery);
            if (ofLine is not null && ofDelivery is not null && ofLine != ofDelivery) context.Refuse(change, OrderErrors.ForeignPart("orderLineId", line));
        }
    }
}

/// <summary>Has orders look anew at what was handed over when the lines of their deliveries change.</summary>
internal sealed class DeliveryLinesChanged : IAfterSave
{
    private static readonly Dictionary<string, object?> Nothing = [];

    public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var ids = context.Changes.SelectMany(c => new[] { ((DeliveryLine)c.After).DeliveryId, (c.Before as DeliveryLine)?.DeliveryId }).OfType<Guid>().ToHashSet();
        // A delivery that was deleted with its lines asks for it itself.
        var orders = (await context.ListAsync<Delivery, Guid?>(d => d.OrderId, d => ids.Contains(d.Id), cancellationToken)).OfType<Guid>().Distinct().ToList();
        var alive = await context.AliveAsync(context.Session.Catalog.Type("order"), orders, cancellationToken);
        if (alive.Count == 0) return;
        var changes = new ChangeSet { Reason = $"{context.Type.Label} changed" };
        foreach (var id in alive) changes.Patch(new RecordRef("order", id), Nothing);
        context.Also(changes);
    }
}
