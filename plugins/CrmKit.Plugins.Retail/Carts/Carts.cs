using CrmKit.Conversions;
using CrmKit.Fields;
using CrmKit.Pipelines;
using CrmKit.Plugins;

namespace CrmKit.Retail;

/// <summary>The record types of carts and what is in them, and the life of a cart.</summary>
public static class Carts
{
    public const string Type = "retail.cart", ItemType = "retail.cart-item", Pipeline = "retail.cart";
    public const string Active = "active", Abandoned = "abandoned", Ordered = "ordered", Discarded = "discarded";

    public static readonly Field<string> Currency = Field.Text("retail.currency");
    public static readonly Field<DateTimeOffset> TouchedAt = Field.Instant("retail.touched-at");

    public static readonly Field<Guid> Cart = Field.Reference("retail.cart");
    public static readonly Field<Guid> Product = Field.Reference("retail.product");
    public static readonly Field<decimal> Quantity = Field.Decimal("retail.quantity");
    public static readonly Field<decimal> UnitPrice = Field.Money("retail.unit-price");

    internal static void Define(CustomTypeBuilder type) => type
        .Named("Cart", "Carts", "购物车")
        .Plural("retail.carts")
        .Fields(fields => fields
            .Add(Shop.Account, "account", "Account", "客户", f => f with { Description = new("The firm that buys; empty for private customers.", "购买的公司；个人顾客可不填。") })
            .Add(Shop.Contact, "contact", "Contact", "联系人", f => f with { Description = new("The person who buys; empty while nobody signed in.", "购买的人；未登录时为空。") })
            .Add(Currency, "Currency", "币种", f => f with { Pattern = "[A-Z]{3}", MaxLength = 3, Description = new("ISO 4217, such as EUR; all prices of the cart are in it, the firm's when left empty.", "ISO 4217，例如 CNY；购物车价格均按此币种，不填为公司默认。") })
            .Add(Coupons.Codes, "Coupon codes", "优惠码", Coupons.Described)
            .Add(TouchedAt, "Last changed", "最后变动", f => f with { IsIndexed = true, Description = new("When something was put in or taken out last; set by the shop.", "最后一次增减商品的时间，由系统写入。") }));

    internal static void DefineItem(CustomTypeBuilder type) => type
        .Named("Cart item", "Cart items", "购物车商品")
        .Plural("retail.cart-items")
        .Fields(fields => fields
            .Add(Cart, Type, "Cart", "购物车", f => f with { IsRequired = true, Description = new("The cart that the item lies in.", "商品所在的购物车。") })
            .Add(Product, "product", "Product", "产品", f => f with { Description = new("What is to be bought; empty for something without an article.", "要购买的产品；无对应产品时可不填。") })
            .Add(Quantity, "Quantity", "数量", f => f with { IsRequired = true, Minimum = 0.0001m, Maximum = 1_000_000, Description = new("How many units, above 0.", "购买数量，大于 0。") })
            .Add(UnitPrice, "Unit price", "单价", f => f with { Minimum = 0, Description = new("Empty: the product's price when it is ordered.", "不填则下单时取产品价格。") }));

    internal static readonly PipelineDefinition Life = new()
    {
        Key = Pipeline,
        RecordType = Type,
        Label = new("Cart", "购物车"),
        Stages =
        [
            new StageDefinition { Key = Active, Label = new("Active", "进行中"), ProbabilityPercent = 30 },
            new StageDefinition { Key = Abandoned, Label = new("Abandoned", "已放弃"), ProbabilityPercent = 10, Category = StageCategory.Shelved },
            new StageDefinition { Key = Ordered, Label = new("Ordered", "已下单"), ProbabilityPercent = 100, Category = StageCategory.Won, RequiresConversion = true },
            new StageDefinition { Key = Discarded, Label = new("Discarded", "已丢弃"), Category = StageCategory.Lost },
        ],
    };

    internal static readonly ConversionDefinition ToOrder = new()
    {
        From = Type,
        To = "order",
        SourceStage = Ordered,
        AllowedCategories = [StageCategory.Open, StageCategory.Shelved],
        Copies =
        [
            new FieldCopy("name", "name"), new FieldCopy("id", Cart.Key), new FieldCopy(Shop.Account.Key, "accountId"), new FieldCopy(Shop.Contact.Key, "contactId"), new FieldCopy(Currency.Key, "currency"),
        ],
    };
}
