namespace CrmKit.Orders;

/// <summary>Goods of an order that were handed over at once: all of it, or a part. A part of the order.</summary>
public sealed class Delivery : PartRecord
{
    /// <summary>The order; required.</summary>
    public Guid? OrderId { get; set; }

    /// <summary>What the note says; given by itself, unique.</summary>
    public string? Number { get; set; }

    /// <summary>The day it was handed over; today unless set, not in the future.</summary>
    public DateOnly? DeliveredOn { get; set; }

    /// <summary>Who brings it.</summary>
    public string? Carrier { get; set; }

    /// <summary>The carrier's number of the parcel.</summary>
    public string? TrackingNumber { get; set; }

    /// <summary>Who took it over.</summary>
    public string? ReceivedBy { get; set; }

    /// <summary>The day it was cancelled; <see langword="null"/> while it counts.</summary>
    public DateOnly? CancelledOn { get; set; }

    /// <summary>Anything else worth knowing.</summary>
    public string? Description { get; set; }
}
