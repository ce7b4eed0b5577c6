using CrmKit.Fields;
using CrmKit.Records;

namespace CrmKit.Plugins;

/// <summary>The plugin's fields by name, as a host that does not reference it knows them.</summary>
internal static class RealEstateFields
{
    public const string UnitType = "realestate.unit";
    public static readonly Field<string> Kind = Field.Option("realestate.kind");
    public static readonly Field<string> Status = Field.Option("realestate.status");
    public static readonly Field<decimal> Area = Field.Decimal("realestate.area");
    public static readonly Field<decimal> AskingPrice = Field.Money("realestate.asking-price");
    public static readonly Field<DateOnly> ListedOn = Field.Date("realestate.listed-on");
    public static readonly Field<decimal> BudgetMinimum = Field.Money("realestate.budget-minimum");
    public static readonly Field<decimal> Budget = Field.Money("realestate.budget");
    public static readonly Field<decimal> AgreedPrice = Field.Money("realestate.agreed-price");
    public static readonly Field<Guid> Unit = Field.Reference("realestate.unit");

    public static CustomRecord NewUnit(string name, decimal area = 80, decimal? price = 400_000, string status = "available") =>
        new(UnitType, name) { [Kind] = "residential", [Status] = status, [Area] = area, [AskingPrice] = price };
}
