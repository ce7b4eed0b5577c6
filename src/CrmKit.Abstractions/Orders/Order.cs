namespace CrmKit.Orders;

/// <summary>An accepted sale, from signing through payment to fulfilment.</summary>
/// <remarks>Totals follow the rules in docs/reference/arithmetic.md: total = subtotal − discount + tax + adjustment.</remarks>
public sealed class Order : RootRecord
{
    /// <summary>What it is about; required.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its number; unique, made when it is created unless set.</summary>
    public string? Number { get; set; }

    /// <summary>The account that buys.</summary>
    public Guid? AccountId { get; set; }

    /// <summary>The person who ordered, or who buys privately.</summary>
    public Guid? ContactId { get; set; }

    /// <summary>The opportunity it comes from.</summary>
    public Guid? OpportunityId { get; set; }

    /// <summary>The contract it comes from.</summary>
    public Guid? ContractId { get; set; }

    /// <summary>The price book that new lines take their prices from; <see langword="null"/> means the default one of the currency, then list prices.</summary>
    public Guid? PriceBookId { get; set; }

    /// <summary>The ISO 4217 code of all its amounts; the tenant's currency unless set.</summary>
    public string? Currency { get; set; }

    /// <summary>The day it was placed; today unless set.</summary>
    public DateOnly? OrderedOn { get; set; }

    /// <summary>Discount on the whole order, 0 to 100, after the lines' own; <see langword="null"/> for none. Excludes <see cref="DiscountAmount"/>.</summary>
    public decimal? DiscountPercent { get; set; }

    /// <summary>Discount on the whole order as an amount, 0 up to what the lines come to; <see langword="null"/> for none.</summary>
    public decimal? DiscountAmount { get; set; }

    /// <summary>Added after tax: shipping, rounding, goodwill; may be negative.</summary>
    public decimal? Adjustment { get; set; }

    /// <summary>Sum of the lines' subtotals.</summary>
    public decimal? Subtotal { get; internal set; }

    /// <summary>All discounts: of the lines, and of the order.</summary>
    public decimal? DiscountTotal { get; internal set; }

    /// <summary>Sum of the lines' taxes.</summary>
    public decimal? TaxTotal { get; internal set; }

    /// <summary>What the customer owes in all.</summary>
    public decimal? Total { get; internal set; }

    /// <summary>Payments less refunds.</summary>
    public decimal? PaidTotal { get; internal set; }

    /// <summary>Money given back for returns.</summary>
    public decimal? RefundTotal { get; internal set; }

    /// <summary>What the returned goods came to, with tax and after all discounts.</summary>
    public decimal? ReturnedTotal { get; internal set; }

    /// <summary>Total − returned − paid; negative when the customer has paid too much.</summary>
    public decimal? OutstandingTotal { get; internal set; }

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

    /// <summary>Anything else worth knowing.</summary>
    public string? Description { get; set; }
}
