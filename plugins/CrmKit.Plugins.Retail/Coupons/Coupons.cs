using CrmKit.Fields;
using CrmKit.Plugins;

namespace CrmKit.Retail;

/// <summary>The record types of coupons and their redemptions.</summary>
public static class Coupons
{
    public const string Type = "retail.coupon", RedemptionType = "retail.redemption";
    public const string Percent = "percent", Amount = "amount";

    public static readonly Field<string> Code = Field.Text("retail.code");
    public static readonly Field<string> Kind = Field.Option("retail.kind");
    public static readonly Field<decimal> PercentOff = Field.Percent("retail.percent-off");
    public static readonly Field<decimal> AmountOff = Field.Money("retail.amount-off");
    public static readonly Field<DateOnly> ValidFrom = Field.Date("retail.valid-from");
    public static readonly Field<DateOnly> ValidUntil = Field.Date("retail.valid-until");
    public static readonly Field<decimal> MinimumAmount = Field.Money("retail.minimum-amount");
    public static readonly Field<long> MaxTotal = Field.Integer("retail.max-total");
    public static readonly Field<long> MaxPerCustomer = Field.Integer("retail.max-per-customer");
    public static readonly Field<bool> IsStackable = Field.Bool("retail.is-stackable");
    public static readonly Field<bool> IsBlocked = Field.Bool("retail.is-blocked");

    /// <summary>On carts and orders: the codes to redeem, parted by commas, in the order in which they reduce the price.</summary>
    public static readonly Field<string> Codes = Field.Text("retail.coupons");

    public static readonly Field<Guid> Coupon = Field.Reference("retail.coupon");
    public static readonly Field<Guid> Order = Field.Reference("retail.order");
    public static readonly Field<string> Customer = Field.Text("retail.customer");
    public static readonly Field<decimal> Saved = Field.Money("retail.saved");
    public static readonly Field<long> Number = Field.Integer("retail.number");
    public static readonly Field<string> Slot = Field.Text("retail.slot");
    public static readonly Field<DateOnly> RedeemedOn = Field.Date("retail.redeemed-on");

    internal static void Define(CustomTypeBuilder type) => type
        .Named("Coupon", "Coupons", "优惠券")
        .Plural("retail.coupons")
        .Fields(fields => fields
            .Add(Code, "Code", "优惠码", f => f with { IsRequired = true, IsUnique = true, MaxLength = 40, Pattern = "[^,]+", Description = new("What customers type in; capitals and small letters are the same, no commas.", "顾客输入的优惠码；不区分大小写，不含逗号。") })
            .Add(Kind, "Kind", "类型", f => f with { IsRequired = true, Options = [new(Percent, new("Percentage", "折扣")), new(Amount, new("Amount", "满减"))], Description = new("Whether it takes off a percentage or an amount.", "按比例还是按金额减免。") })
            .Add(PercentOff, "Percent off", "折扣率", f => f with { Minimum = 0, Maximum = 100, Description = new("Off what the lines come to, such as 10; for coupons of a percentage.", "按商品金额减免的百分比，例如 10；用于折扣券。") })
            .Add(AmountOff, "Amount off", "减免金额", f => f with { Minimum = 0, Description = new("Off what the lines come to, in the coupon's currency; for coupons of an amount.", "按优惠券币种减免的金额；用于满减券。") })
            .Add(Carts.Currency, "Currency", "币种", f => f with { Pattern = "[A-Z]{3}", MaxLength = 3, Description = new("Orders in other currencies refuse it; empty fits all, for percentages only.", "仅限该币种订单；百分比券可不填。") })
            .Add(ValidFrom, "Valid from", "生效日期", f => f with { Description = new("The first day; empty for always.", "生效首日；不填则一直有效。") })
            .Add(ValidUntil, "Valid until", "失效日期", f => f with { Description = new("The last day.", "最后有效日。") })
            .Add(MinimumAmount, "From an order of", "最低消费", f => f with { Minimum = 0, Description = new("What the lines must come to before coupons; below it the coupon gives nothing.", "用券前商品金额；未达到则不减免。") })
            .Add(MaxTotal, "Most redemptions", "总次数上限", f => f with { Minimum = 1, Description = new("Empty: no limit.", "不填则不限。") })
            .Add(MaxPerCustomer, "Most redemptions per customer", "每位客户次数上限", f => f with { Minimum = 1, Description = new("How often one customer may redeem it; empty: no limit.", "每位顾客可用的次数；不填则不限。") })
            .Add(IsStackable, "Stackable", "可叠加", f => f with { Description = new("Whether it goes together with other coupons on one order.", "是否可与其他优惠券同用。") })
            .Add(Shop.Account, "account", "Only for account", "仅限客户", f => f with { Description = new("The only account that may redeem it; empty lets everybody.", "仅该客户可用；不填则不限。") })
            .Add(Shop.Contact, "contact", "Only for contact", "仅限联系人", f => f with { Description = new("The only person who may redeem it; empty lets everybody.", "仅该联系人可用；不填则不限。") })
            .Add(IsBlocked, "Blocked", "停用", f => f with { Description = new("Takes it out of use before its time is over.", "在到期前停止使用。") }));

    internal static void DefineRedemption(CustomTypeBuilder type) => type
        .Named("Redemption", "Redemptions", "核销记录")
        .Plural("retail.redemptions")
        .Fields(fields => fields
            .Add(Coupon, Type, "Coupon", "优惠券", f => f with { IsRequired = true, Description = new("The coupon that was redeemed.", "被核销的优惠券。") })
            .Add(Order, "order", "Order", "订单", f => f with { IsRequired = true, Description = new("The order that it made cheaper.", "因此减免的订单。") })
            .Add(Customer, "Customer", "客户", f => f with { IsIndexed = true, Description = new("The id of the account or person who bought; counts redemptions per customer.", "购买的客户或联系人编号；用于统计每人次数。") })
            .Add(Saved, "Saved", "减免金额", f => f with { Description = new("What it took off the order, in the order's currency.", "为订单减免的金额，按订单币种。") })
            .Add(Number, "Number", "次序", f => f with { IsIndexed = true, Description = new("Counts the redemptions of the coupon, from 1.", "该券的核销次序，从 1 起。") })
            .Add(Slot, "Slot", "核销位", f => f with { IsUnique = true, Description = new("Coupon and number: of two redemptions at once, one is refused.", "券与次序，防止并发重复核销。") })
            .Add(RedeemedOn, "Redeemed on", "核销日期", f => f with { Description = new("The day of the order it was redeemed with.", "核销订单的日期。") }));

    internal static FieldDefinition Described(FieldDefinition field) => field with { Description = new("Codes parted by commas, in the order in which they reduce the price.", "以逗号分隔的优惠码，按顺序减免。") };

    internal static List<string> Split(string? codes) =>
        [.. (codes ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(c => c.ToUpperInvariant()).Distinct(StringComparer.Ordinal)];
}
