namespace CrmKit.Products;

/// <summary>A list of prices for a market, a partner or a season.</summary>
public sealed class PriceBook : Record
{
    /// <summary>What it is called; required, unique.</summary>
    public string Name { get; set; } = "";

    /// <summary>The ISO 4217 code of all its prices; the tenant's currency unless set.</summary>
    public string? Currency { get; set; }

    /// <summary>The first day it is valid; <see langword="null"/> means since ever.</summary>
    public DateOnly? ValidFromOn { get; set; }

    /// <summary>The last day it is valid; <see langword="null"/> means without end. Not before the first.</summary>
    public DateOnly? ValidUntilOn { get; set; }

    /// <summary>Whether it is used when none is named; on any day at most one book of a currency is (<c>product.default-price-book</c>).</summary>
    public bool IsDefault { get; set; }

    /// <summary>What it is for.</summary>
    public string? Description { get; set; }
}
