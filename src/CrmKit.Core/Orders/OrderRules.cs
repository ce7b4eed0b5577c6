namespace CrmKit.Orders;

/// <summary>What an order may say of itself.</summary>
internal sealed class OrderRules : IRecordValidator
{
    public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var (change, order) in context.Living<Order>())
            if (order is { DiscountAmount: not null, DiscountPercent: not null }) context.Refuse(change, OrderErrors.DiscountTwice());
        return default;
    }
}
