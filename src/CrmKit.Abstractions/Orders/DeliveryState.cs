namespace CrmKit.Orders;

/// <summary>How much of an order was handed over.</summary>
public enum DeliveryState
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>Some of it.</summary>
    Partial,
    /// <summary>All units of all lines.</summary>
    Complete,
}
