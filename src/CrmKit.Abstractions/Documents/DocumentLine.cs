namespace CrmKit.Documents;

/// <summary>What lines of all documents have: what is sold, how much, for how much. Prices are net of tax, in the document's currency.</summary>
/// <remarks>The computed amounts follow the rules in docs/reference/arithmetic.md and are rounded to the currency's minor unit.</remarks>
public abstract class DocumentLine : PartRecord
{
    /// <summary>The position on the document, from 1; given in order of entry unless set.</summary>
    public int? Position { get; set; }

    /// <summary>The product; <see langword="null"/> for a free line.</summary>
    public Guid? ProductId { get; set; }

    /// <summary>What is sold; the product's name unless set.</summary>
    public string? Description { get; set; }

    /// <summary>How many units; 1 unless set.</summary>
    public decimal? Quantity { get; set; }

    /// <summary>The price of one unit without tax, up to four decimals; the product's list price in the same currency unless set.</summary>
    public decimal? UnitPrice { get; set; }

    /// <summary>The discount of this line, 0 to 100; <see langword="null"/> for none.</summary>
    public decimal? DiscountPercent { get; set; }

    /// <summary>The tax rate, 0 to 100; the product's unless set.</summary>
    public decimal? TaxPercent { get; set; }

    /// <summary>Quantity × unit price.</summary>
    public decimal? Subtotal { get; internal set; }

    /// <summary>The line's own discount, as an amount.</summary>
    public decimal? Discount { get; internal set; }

    /// <summary>Tax on the line after its own discount and its share of the document's.</summary>
    public decimal? Tax { get; internal set; }

    /// <summary>Subtotal − discount + tax; the document's discount is shown on the document.</summary>
    public decimal? Total { get; internal set; }
}
