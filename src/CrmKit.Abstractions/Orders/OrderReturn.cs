namespace CrmKit.Orders;

/// <summary>Goods that came back. A part of the order.</summary>
public sealed class OrderReturn : PartRecord
{
    /// <summary>The order; required.</summary>
    public Guid? OrderId { get; set; }

    /// <summary>The line that came back; required.</summary>
    public Guid? OrderLineId { get; set; }

    /// <summary>How many units, more than 0; all returns of a line together at most its quantity: <c>order.return-exceeds-line</c>.</summary>
    public decimal? Quantity { get; set; }

    /// <summary>Why.</summary>
    public string? Reason { get; set; }

    /// <summary>The day they came back; today unless set.</summary>
    public DateOnly? ReturnedOn { get; set; }

    /// <summary>The money given back, in the order's currency, 0 or more; all refunds together at most what was paid: <c>order.refund-exceeds-paid</c>.</summary>
    public decimal? Refund { get; set; }
}
