using CrmKit.Fields;
using CrmKit.Plugins;

namespace CrmKit.Retail;

/// <summary>The ledger of points, and what it comes to on accounts and contacts.</summary>
public static class Points
{
    public const string Type = "retail.points-entry";
    public const string Earned = "earned", Reversed = "reversed", Gift = "gift", Spent = "spent";
    public const string Silver = "silver", Gold = "gold", Platinum = "platinum";

    public static readonly Field<string> Kind = Field.Option("retail.entry-kind");
    public static readonly Field<long> Amount = Field.Integer("retail.points");
    public static readonly Field<long> Balance = Field.Integer("retail.balance");
    public static readonly Field<long> Number = Field.Integer("retail.entry-number");
    public static readonly Field<string> Serial = Field.Text("retail.serial");
    public static readonly Field<string> Key = Field.Text("retail.entry-key");
    public static readonly Field<string> Customer = Field.Text("retail.customer");
    public static readonly Field<Guid> Order = Field.Reference("retail.order");
    public static readonly Field<DateOnly> On = Field.Date("retail.entered-on");

    /// <summary>On accounts and contacts: the balance, and the level.</summary>
    public static readonly Field<long> OnCustomer = Field.Integer("retail.points-balance");
    public static readonly Field<string> Level = Field.Option("retail.loyalty-level");

    internal static void Define(CustomTypeBuilder type) => type
        .Named("Points entry", "Points entries", "积分流水")
        .Plural("retail.points-entries")
        .Fields(fields => fields
            .Add(Shop.Account, "account", "Account", "客户", f => f with { IsIndexed = true, Description = new("The firm whose points these are; account or contact is given.", "积分所属的公司；公司与联系人填其一。") })
            .Add(Shop.Contact, "contact", "Contact", "联系人", f => f with { IsIndexed = true, Description = new("The person whose points these are; account or contact is given.", "积分所属的联系人；公司与联系人填其一。") })
            .Add(Kind, "Kind", "类型", f => f with { IsRequired = true, Options = [new(Earned, new("Earned", "获得")), new(Reversed, new("Reversed", "冲回")), new(Gift, new("Gift", "赠送")), new(Spent, new("Spent", "消费"))], Description = new("Why the points came or went.", "积分增减的原因。") })
            .Add(Amount, "Points", "积分", f => f with { IsRequired = true, Minimum = -1_000_000_000, Maximum = 1_000_000_000, Description = new("Above 0 when given, below 0 when taken.", "增加为正，减少为负。") })
            .Add(Balance, "Balance", "余额", f => f with { Nature = FieldNature.Computed, Description = new("The points of this ledger after this entry. Customers who were merged keep the ledgers of both.", "该笔之后本账的积分余额；合并后的客户保留双方的账。") })
            .Add(Number, "Number", "序号", f => f with { Nature = FieldNature.Computed, IsIndexed = true, Description = new("Counts the entries of a ledger, from 1.", "该顾客的记账序号，从 1 起。") })
            .Add(Serial, "Serial", "流水号", f => f with { Nature = FieldNature.Computed, IsUnique = true, Description = new("Customer and number: of two entries at once, one is refused.", "客户与序号，防止并发。") })
            .Add(Key, "Key", "幂等键", f => f with { IsUnique = true, MaxLength = 100, Description = new("What the entry is for; a second one for the same is refused.", "业务唯一键，重复则拒绝。") })
            .Add(Customer, "Customer", "客户标识", f => f with { Nature = FieldNature.Computed, IsIndexed = true, Description = new("Whose ledger it was made in: type and id of the customer as he was then.", "记账时所属的账：当时客户的类型与编号。") })
            .Add(Order, "order", "Order", "订单", f => f with { Description = new("The order that earned or cost the points; empty for gifts.", "产生或消费积分的订单；赠送时为空。") })
            .Add(On, "Entered on", "记账日期", f => f with { Nature = FieldNature.Computed, IsIndexed = true, Description = new("The day of the entry; points of a year are added up by it.", "记账日期；年度积分据此汇总。") }));

    internal static FieldsBuilder DefineOnCustomer(FieldsBuilder fields) => fields
        .Add(OnCustomer, "Points", "积分余额", f => f with { IsIndexed = true, Description = new("Points that can be spent now; kept by the ledger.", "当前可用积分，由积分流水维护。") })
        .Add(Level, "Loyalty level", "会员等级", f => f with { IsIndexed = true, Options = [new(Silver, new("Silver", "银卡")), new(Gold, new("Gold", "金卡")), new(Platinum, new("Platinum", "白金卡"))], Description = new("By the points earned within a year; thresholds are settings of the plugin.", "按一年内获得的积分评定；门槛见插件设置。") });
}
