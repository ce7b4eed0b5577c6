namespace CrmKit.Products;

/// <summary>The price of a product in a price book from a quantity on. A part of the price book.</summary>
public sealed class PriceBookEntry : PartRecord
{
    /// <summary>The price book; required.</summary>
    public Guid? PriceBookId { get; set; }

    /// <summary>The product; required.</summary>
    public Guid? ProductId { get; set; }

    /// <summary>The price of one unit without tax, in the book's currency; required, not negative.</summary>
    public decimal? UnitPrice { get; set; }

    /// <summary>The least quantity it applies to; <see langword="null"/> means any. Once per product and quantity.</summary>
    public decimal? MinimumQuantity { get; set; }
}
