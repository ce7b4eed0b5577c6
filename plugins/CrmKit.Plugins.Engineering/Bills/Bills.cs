using CrmKit.Fields;
using CrmKit.Plugins;

namespace CrmKit.Engineering;

/// <summary>A bill of quantities: sections of items, each a quantity at a rate. A tender has one.</summary>
public static class Bills
{
    public const string Type = "engineering.bill", SectionType = "engineering.bill-section", ItemType = "engineering.bill-item";

    public static readonly Field<Guid> Tender = Field.Reference("engineering.tender");
    public static readonly Field<string> Currency = Field.Text("engineering.currency");

    public static readonly Field<Guid> Bill = Field.Reference("engineering.bill");
    public static readonly Field<long> Position = Field.Integer("engineering.position");
    /// <summary>Of a section: the sum of its items. Of a bill: the sum of its sections.</summary>
    public static readonly Field<decimal> Total = Field.Money("engineering.total");

    public static readonly Field<Guid> Section = Field.Reference("engineering.section");
    public static readonly Field<string> UnitOfMeasure = Field.Text("engineering.unit");
    public static readonly Field<decimal> Quantity = Field.Decimal("engineering.quantity");
    public static readonly Field<decimal> Rate = Field.Money("engineering.rate");
    public static readonly Field<decimal> Amount = Field.Money("engineering.amount");

    /// <summary>What the store can hold with four decimals.</summary>
    internal const decimal GreatestAmount = 900_000_000_000_000m;

    public static void Define(CustomTypeBuilder type) => type
        .Named("Bill of quantities", "Bills of quantities", "工程量清单")
        .Fields(fields => fields
            .Add(Tender, "opportunity", "Tender", "投标", f => f with { IsRequired = true, IsUnique = true, IsIndexed = true, Description = new("The tender that is priced by this bill; it has one.", "由该清单计价的投标；每个投标一份。") })
            .Add(Currency, "Currency", "币种", f => f with { MaxLength = 3, Description = new("ISO 4217; the tender's unless given. All rates and totals are in it.", "ISO 4217；未填则为投标币种。") })
            .Add(Total, "Total", "合计", f => f with { Description = new("Kept by the plugin.", "由插件维护。") }));

    public static void DefineSection(CustomTypeBuilder type) => type
        .Named("Section of a bill", "Sections of bills", "清单分部")
        .Fields(fields => fields
            .Add(Bill, Type, "Bill of quantities", "工程量清单", f => f with { IsRequired = true, Description = new("The bill that the section belongs to.", "分部所属的清单。") })
            .Add(Position, "Position", "序号", f => f with { Minimum = 1, Maximum = 10_000, Description = new("The place among the sections of the bill, from 1.", "在清单各分部中的顺序，从 1 起。") })
            .Add(Total, "Total", "合计", f => f with { Description = new("Kept by the plugin.", "由插件维护。") }));

    public static void DefineItem(CustomTypeBuilder type) => type
        .Named("Item of a bill", "Items of bills", "清单项目")
        .Fields(fields => fields
            .Add(Section, SectionType, "Section", "分部", f => f with { IsRequired = true, Description = new("The section that the item belongs to.", "子目所属的分部。") })
            .Add(Position, "Position", "序号", f => f with { Minimum = 1, Maximum = 100_000, Description = new("The place among the items of the section, from 1.", "在分部各子目中的顺序，从 1 起。") })
            .Add(UnitOfMeasure, "Unit", "单位", f => f with { MaxLength = 20, Description = new("What one unit is, such as m³, t or piece.", "计量单位，例如 立方米、吨、件。") })
            .Add(Quantity, "Quantity", "数量", f => f with { IsRequired = true, Minimum = 0, Maximum = 1_000_000_000, Description = new("How many units are to be done, as in the tender documents.", "按招标文件的工程数量。") })
            .Add(Rate, "Rate", "单价", f => f with { IsRequired = true, Minimum = 0, Maximum = 1_000_000_000, Description = new("The price of one unit without tax, in the currency of the bill.", "每单位价格（不含税），按清单币种。") })
            .Add(Amount, "Amount", "金额", f => f with { Nature = FieldNature.Computed, Description = new("Quantity × rate, rounded to the currency.", "数量 × 单价，按币种取整。") }));
}
