namespace CrmKit.Orders;

internal static class OrderErrors
{
    public static CrmError RefundExceedsPaid(string? number, decimal refunds, decimal payments) => new("order.refund-exceeds-paid",
        $"Order {number} has refunds of {refunds} for payments of {payments}. Record the payment first, or lower the refund.");

    public static CrmError ReturnExceedsLine(string? number, Guid lineId, decimal returned, decimal ordered) => new("order.return-exceeds-line",
        $"Of line {lineId} of order {number}, {returned} units came back, but {ordered} were ordered. Correct the return, or delete it before its line.");

    public static CrmError DeliveryExceedsLine(string? number, Guid lineId, decimal delivered, decimal ordered) => new("order.delivery-exceeds-line",
        $"Of line {lineId} of order {number}, {delivered} units were delivered, but {ordered} were ordered. Deliver no more than is open, or cancel a delivery first.");

    public static CrmError ForeignPart(string field, Guid id) => new("order.foreign-part",
        $"'{field}' names {id}, which belongs to another order. Name one of the same order.") { Field = field };

    public static CrmError InFuture(string field, DateOnly day) => new("order.date-in-future",
        $"{day:yyyy-MM-dd} is in the future. Record what has happened; plan instalments in the payment plan.") { Field = field };
}
