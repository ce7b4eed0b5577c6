namespace CrmKit.Products;

internal static class ProductErrors
{
    public static CrmError PriceDuplicate(Guid productId) => new("product.price-duplicate",
        $"The price book has a price of product {productId} for this quantity already. Change that entry instead of adding another.") { Field = "productId" };
}
