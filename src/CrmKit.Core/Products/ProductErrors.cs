namespace CrmKit.Products;

internal static class ProductErrors
{
    public static CrmError DefaultPriceBook(PriceBook other) => new("product.default-price-book",
        $"Price book '{other.Name}' is the default for {other.Currency} on some of the same days. End its validity, or make it no default first.") { Field = "isDefault" };

    public static CrmError PriceDuplicate(Guid productId) => new("product.price-duplicate",
        $"The price book has a price of product {productId} for this quantity already. Change that entry instead of adding another.") { Field = "productId" };
}
