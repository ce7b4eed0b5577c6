using CrmKit.Documents;

namespace CrmKit.Orders;

/// <summary>One product of an order, with quantity and price. A part of the order.</summary>
public sealed class OrderLine : DocumentLine
{
    /// <summary>The order; required.</summary>
    public Guid? OrderId { get; set; }
}
