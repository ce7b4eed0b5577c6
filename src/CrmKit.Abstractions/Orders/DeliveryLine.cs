namespace CrmKit.Orders;

/// <summary>How much of one line of the order a delivery held. A part of the delivery.</summary>
public sealed class DeliveryLine : PartRecord
{
    /// <summary>The delivery; required.</summary>
    public Guid? DeliveryId { get; set; }

    /// <summary>The line of the order; required.</summary>
    public Guid? OrderLineId { get; set; }

    /// <summary>How many units, more than 0; all deliveries of a line that count together at most its quantity: <c>order.delivery-exceeds-line</c>.</summary>
    public decimal? Quantity { get; set; }

    /// <summary>The batch or serial numbers.</summary>
    public string? Lot { get; set; }
}
