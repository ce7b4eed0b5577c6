using CrmKit.Documents;

namespace CrmKit.Orders;

/// <summary>An accepted sale, from signing through payment to fulfilment.</summary>
public sealed class Order : SalesDocument
{
    /// <summary>The quote that was accepted with it.</summary>
    public Guid? QuoteId { get; set; }

    /// <summary>The contract it comes from.</summary>
    public Guid? ContractId { get; set; }

    /// <summary>The day it was placed; today unless set.</summary>
    public DateOnly? OrderedOn { get; set; }

    /// <summary>Payments less refunds.</summary>
    public decimal? PaidTotal { get; internal set; }

    /// <summary>Money given back for returns.</summary>
    public decimal? RefundTotal { get; internal set; }

    /// <summary>What the returned goods came to, with tax and after all discounts.</summary>
    public decimal? ReturnedTotal { get; internal set; }

    /// <summary>Total − returned − paid; negative when the customer has paid too much.</summary>
    public decimal? OutstandingTotal { get; internal set; }

    /// <summary>How much of it was handed over, by its <see cref="Delivery">deliveries</see>.</summary>
    public DeliveryState DeliveryState { get; internal set; }

    /// <summary>Who receives it.</summary>
    public string? ShippingName { get; set; }

    /// <summary>Street and house number of delivery.</summary>
    public string? ShippingStreet { get; set; }

    /// <summary>City of delivery.</summary>
    public string? ShippingCity { get; set; }

    /// <summary>State or province of delivery.</summary>
    public string? ShippingRegion { get; set; }

    /// <summary>Postal code of delivery.</summary>
    public string? ShippingPostalCode { get; set; }

    /// <summary>Country of delivery.</summary>
    public string? ShippingCountry { get; set; }
}
