using CrmKit.Fields;
using CrmKit.Plugins;

namespace CrmKit.RealEstate;

/// <summary>What somebody looks for, on leads and opportunities; the same keys on both, so that a conversion carries them over.</summary>
public static class Searches
{
    public static readonly Field<decimal> BudgetMinimum = Field.Money("realestate.budget-minimum");
    public static readonly Field<decimal> Budget = Field.Money("realestate.budget");
    public static readonly Field<decimal> Area = Field.Decimal("realestate.area");
    public static readonly Field<decimal> Rooms = Field.Decimal("realestate.rooms");
    public static readonly Field<string> Kind = Field.Option("realestate.kind");
    public static readonly Field<Guid> Development = Field.Reference("realestate.development");
    public static readonly Field<Guid> Unit = Field.Reference("realestate.unit");
    public static readonly Field<decimal> AgreedPrice = Field.Money("realestate.agreed-price");

    public static void Define(FieldsBuilder fields) => DefineUnit(fields
        .Add(BudgetMinimum, "Budget from", "预算下限", f => f with { Minimum = 0, Description = new("Units below this price are not offered; empty for no lower limit.", "低于此价的房源不推荐；留空不限。") })
        .Add(Budget, "Budget up to", "预算上限", f => f with { Minimum = 0, IsIndexed = true, Description = new("The most the buyer wants to pay, in his currency.", "买方愿意支付的最高价，按其币种。") })
        .Add(Area, "Area wanted (m²)", "需求面积（平方米）", f => f with { Minimum = 0, IsIndexed = true, Description = new("The floor space wanted, in square metres.", "需要的面积，单位平方米。") })
        .Add(Rooms, "Rooms wanted", "需求房间数", f => f with { Minimum = 0, Maximum = 1000, Description = new("The rooms wanted; half rooms count: 3.5.", "需要的房间数，可填半间，如 3.5。") })
        .Add(Kind, "Kind wanted", "需求类型", f => f with { Options = Units.Kinds, Description = new("The kind of unit looked for; empty takes any.", "所找房源的类型；留空不限。") })
        .Add(Development, Developments.Type, "Development wanted", "意向楼盘", f => f with { Description = new("The development the buyer asks for; empty takes any.", "买方指定的楼盘；留空不限。") }));

    public static void DefineSale(FieldsBuilder fields)
    {
        Define(fields);
        fields.Add(AgreedPrice, "Agreed price", "成交价", f => f with { Minimum = 0, Description = new("The price that buyer and seller agreed on; the commission is reckoned from it.", "买卖双方议定的价格；佣金据此计算。") });
        Commissions.DefineSale(fields);
    }

    public static void DefineUnit(FieldsBuilder fields) => fields.Add(Unit, Units.Type, "Unit", "房源", f => f with { Description = new("The unit that is wanted or sold.", "意向或售出的房源。") });
}
