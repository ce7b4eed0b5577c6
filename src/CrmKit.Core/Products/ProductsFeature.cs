using CrmKit.Documents;
using CrmKit.Plugins;
using static CrmKit.Catalog.CoreTypeFields;

namespace CrmKit.Products;

/// <summary>What is sold, and for how much.</summary>
internal sealed class ProductsFeature : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin)
    {
        plugin.CoreType<Product>("product", "products", new("Product", "产品"), new("Products", "产品"), Product);
        plugin.CoreType<PriceBook>("price-book", "price-books", new("Price book", "价格表"), new("Price books", "价格表"), Book);
        plugin.CoreType<PriceBookEntry>("price-book-entry", "price-book-entries", new("Price", "价格"), new("Prices", "价格"), Entry);
        plugin.AddNormalizer<CurrencyNormalizer>("product").AddValidator<CurrencyValidator>("product")
            .AddNormalizer<CurrencyNormalizer>("price-book").AddValidator<CurrencyValidator>("price-book").AddValidator<CurrencyFixed>("price-book").AddValidator<DateOrderValidator>("price-book")
            .AddValidator<DefaultPriceBooks>("price-book")
            .AddValidator<PriceDuplicates>("price-book-entry");
    }

    private static void Product(CoreTypeBuilder<Product> type) => type
        .Name(p => p.Name)
        .Text(p => p.Code, "Code", "编码", 60, unique: true)
        .Text(p => p.Family, "Family", "系列", indexed: true)
        .Long(p => p.Description, "Description", "描述")
        .Text(p => p.Unit, "Unit", "单位", 40)
        .Money(p => p.ListPrice, "List price", "标价")
        .Money(p => p.UnitCost, "Unit cost", "单位成本")
        .Currency(p => p.Currency)
        .Percent(p => p.TaxPercent, "Tax %", "税率")
        .Integer(p => p.WarrantyMonths, "Warranty in months", "保修月数", 0, 1200)
        .Field(p => p.IsActive, "Active", "在售")
        .Under(FieldSection.Money, "listPrice", "unitCost", "currency", "taxPercent");

    private static void Book(CoreTypeBuilder<PriceBook> type) => type
        .Name(b => b.Name, unique: true)
        .Currency(b => b.Currency)
        .Field(b => b.ValidFromOn, "Valid from", "生效日期")
        .Field(b => b.ValidUntilOn, "Valid until", "失效日期")
        .Field(b => b.IsDefault, "Default", "默认")
        .Long(b => b.Description, "Description", "描述");

    private static void Entry(CoreTypeBuilder<PriceBookEntry> type) => type
        .PartOf(e => e.PriceBookId, "price-book", "Price book", "价格表")
        .Reference(e => e.ProductId, "product", "Product", "产品", f => f with { IsRequired = true })
        .Money(e => e.UnitPrice, "Unit price", "单价", required: true)
        .Field(e => e.MinimumQuantity, "From quantity", "起订量", FieldKind.Number, f => f with { Minimum = 0, Maximum = DocumentLines.MostUnits })
        .KnownBy(e => e.UnitPrice);
}
