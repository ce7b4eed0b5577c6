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
        .Add(BudgetMinimum, "Budget from", "预算下限", f => f with { Minimum = 0 })
        .Add(Budget, "Budget up to", "预算上限", f => f with { Minimum = 0, IsIndexed = true })
        .Add(Area, "Area wanted (m²)", "需求面积（平方米）", f => f with { Minimum = 0, IsIndexed = true })
        .Add(Rooms, "Rooms wanted", "需求房间数", f => f with { Minimum = 0, Maximum = 1000 })
        .Add(Kind, "Kind wanted", "需求类型", f => f with { Options = Units.Kinds })
        .Add(Development, Developments.Type, "Development wanted", "意向楼盘"));

    public static void DefineSale(FieldsBuilder fields)
    {
        Define(fields);
        fields.Add(AgreedPrice, "Agreed price", "成交价", f => f with { Minimum = 0 });
        Commissions.DefineSale(fields);
    }

    public static void DefineUnit(FieldsBuilder fields) => fields.Add(Unit, Units.Type, "Unit", "房源");
}
