namespace CrmKit.Products;

/// <summary>Something that is sold: goods, a service, a licence.</summary>
public sealed class Product : Record
{
    /// <summary>What it is called; required.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its article number; unique.</summary>
    public string? Code { get; set; }

    /// <summary>The family or series it belongs to.</summary>
    public string? Family { get; set; }

    /// <summary>What it is.</summary>
    public string? Description { get; set; }

    /// <summary>What one unit is (<c>piece</c>, <c>hour</c>, <c>m²</c>); <see langword="null"/> means a piece.</summary>
    public string? Unit { get; set; }

    /// <summary>The price of one unit without tax, in <see cref="Currency"/>; not negative.</summary>
    public decimal? ListPrice { get; set; }

    /// <summary>What one unit costs us, without tax, in the same currency; <see langword="null"/> when nobody knows.</summary>
    public decimal? UnitCost { get; set; }

    /// <summary>The ISO 4217 code of the list price; the tenant's currency unless set.</summary>
    public string? Currency { get; set; }

    /// <summary>The tax rate on it, 0 to 100; <see langword="null"/> means none.</summary>
    public decimal? TaxPercent { get; set; }

    /// <summary>How many months of warranty come with it; <see langword="null"/> for none.</summary>
    public int? WarrantyMonths { get; set; }

    /// <summary>Whether it can still be sold.</summary>
    public bool IsActive { get; set; } = true;
}
