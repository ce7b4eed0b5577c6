namespace CrmKit.Documents;

/// <summary>What offers and sales have in common: who buys, in which currency, at which prices, and what the lines come to.</summary>
/// <remarks>Totals follow the rules in docs/reference/arithmetic.md: total = subtotal − discount + tax + adjustment.</remarks>
public abstract class SalesDocument : RootRecord, IPriced
{
    /// <summary>What it is about; required.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its number; unique, made when it is created unless set.</summary>
    public string? Number { get; set; }

    /// <summary>The account that buys.</summary>
    public Guid? AccountId { get; set; }

    /// <summary>The person who ordered or asked, or who buys privately.</summary>
    public Guid? ContactId { get; set; }

    /// <summary>The opportunity it comes from.</summary>
    public Guid? OpportunityId { get; set; }

    /// <summary>The price book that new lines take their prices from; <see langword="null"/> means the default one of the currency, then list prices.</summary>
    public Guid? PriceBookId { get; set; }

    /// <summary>The ISO 4217 code of all its amounts; the tenant's currency unless set.</summary>
    public string? Currency { get; set; }

    /// <summary>Discount on the whole document, 0 to 100, after the lines' own; <see langword="null"/> for none. Excludes <see cref="DiscountAmount"/>.</summary>
    public decimal? DiscountPercent { get; set; }

    /// <summary>Discount on the whole document as an amount, 0 up to what the lines come to; <see langword="null"/> for none.</summary>
    public decimal? DiscountAmount { get; set; }

    /// <summary>Added after tax: shipping, rounding, goodwill; may be negative.</summary>
    public decimal? Adjustment { get; set; }

    /// <summary>Sum of the lines' subtotals.</summary>
    public decimal? Subtotal { get; internal set; }

    /// <summary>All discounts: of the lines, and of the document.</summary>
    public decimal? DiscountTotal { get; internal set; }

    /// <summary>Sum of the lines' taxes.</summary>
    public decimal? TaxTotal { get; internal set; }

    /// <summary>What the customer owes, or would owe, in all.</summary>
    public decimal? Total { get; internal set; }

    /// <summary>Anything else worth knowing.</summary>
    public string? Description { get; set; }
}

/// <summary>What has lines with prices.</summary>
internal interface IPriced
{
    string? Currency { get; }
    Guid? PriceBookId { get; }
}
