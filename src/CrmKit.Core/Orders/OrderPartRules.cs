namespace CrmKit.Orders;

/// <summary>Payments and returns happened, and concern instalments and lines of their own order.</summary>
internal sealed class OrderPartRules : IRecordValidator
{
    public async ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        // The firm's day may lag behind the customer's by one.
        var latest = context.Session.Today.AddDays(1);
        var lineIds = context.Living<Record>().Select(c => (c.Record as OrderReturn)?.OrderLineId).OfType<Guid>().ToHashSet();
        var itemIds = context.Living<Record>().Select(c => (c.Record as Payment)?.PaymentPlanItemId).OfType<Guid>().ToHashSet();
        var lines = lineIds.Count == 0 ? [] : (await context.ListAsync<OrderLine>(l => lineIds.Contains(l.Id), cancellationToken)).ToDictionary(l => l.Id, l => l.OrderId);
        var items = itemIds.Count == 0 ? [] : (await context.ListAsync<PaymentPlanItem>(i => itemIds.Contains(i.Id), cancellationToken)).ToDictionary(i => i.Id, i => i.OrderId);

        foreach (var (change, record) in context.Living<Record>())
        {
            switch (record)
            {
                case Payment payment:
                    if (payment.PaidOn > latest) context.Refuse(change, OrderErrors.InFuture("paidOn", payment.PaidOn.Value));
                    if (payment.PaymentPlanItemId is { } item && (items.TryGetValue(item, out var itemOrder) ? itemOrder : (context.Pending(new RecordRef("payment-plan-item", item)) as PaymentPlanItem)?.OrderId) is { } ofItem && ofItem != payment.OrderId)
                        context.Refuse(change, OrderErrors.ForeignPart("paymentPlanItemId", item));
                    break;
                case OrderReturn returned:
                    if (returned.ReturnedOn > latest) context.Refuse(change, OrderErrors.InFuture("returnedOn", returned.ReturnedOn.Value));
                    if (returned.OrderLineId is { } line && (lines.TryGetValue(line, out var lineOrder) ? lineOrder : (context.Pending(new RecordRef("order-line", line)) as OrderLine)?.OrderId) is { } ofLine && ofLine != returned.OrderId)
                        context.Refuse(change, OrderErrors.ForeignPart("orderLineId", line));
                    break;
            }
        }
    }
}
