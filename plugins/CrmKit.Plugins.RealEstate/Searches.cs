using CrmKit.Fields;
using CrmKit.Plugins;

namespace CrmKit.RealEstate;

/// <summary>What somebody looks for, on leads and opportunities; the same keys on both, so that a conversion carries them over.</summary>
public static class Searches
{
    public static readonly Field<decimal> BudgetMinimum = Field.Money("realestate.budget-minimum");
    public static readonly Field<decimal> Budget = Field.Money("realestate.budget");
    public static readonly Field<decimal> Area = Field.Decimal("realestate.area");
    public static readonly Field<Guid> Property = Field.Reference("realestate.property");
    public static readonly Field<decimal> AgreedPrice = Field.Money("realestate.agreed-price");

    public static void Define(FieldsBuilder fields) => DefineProperty(fields
        .Add(BudgetMinimum, "Budget from", "预算下限", f => f with { Minimum = 0 })
        .Add(Budget, "Budget up to", "预算上限", f => f with { Minimum = 0, IsIndexed = true })
        .Add(Area, "Area wanted (m²)", "需求面积（平方米）", f => f with { Minimum = 0, IsIndexed = true }));

    public static void DefineSale(FieldsBuilder fields)
    {
        Define(fields);
        fields.Add(AgreedPrice, "Agreed price", "成交价", f => f with { Minimum = 0 });
    }

    public static void DefineProperty(FieldsBuilder fields) => fields.Add(Property, Properties.Type, "Property", "房产");
}
