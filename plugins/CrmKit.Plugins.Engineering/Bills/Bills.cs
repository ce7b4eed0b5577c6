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
            .Add(Tender, "opportunity", "Tender", "投标", f => f with { IsRequired = true, IsUnique = true, IsIndexed = true })
            .Add(Currency, "Currency", "币种", f => f with { MaxLength = 3, Description = new("ISO 4217; the tender's unless given. All rates and totals are in it.", "ISO 4217；未填则为投标币种。") })
            .Add(Total, "Total", "合计", f => f with { Description = new("Kept by the plugin.", "由插件维护。") }));

    public static void DefineSection(CustomTypeBuilder type) => type
        .Named("Section of a bill", "Sections of bills", "清单分部")
        .Fields(fields => fields
            .Add(Bill, Type, "Bill of quantities", "工程量清单", f => f with { IsRequired = true })
            .Add(Position, "Position", "序号", f => f with { Minimum = 1, Maximum = 10_000 })
            .Add(Total, "Total", "合计", f => f with { Description = new("Kept by the plugin.", "由插件维护。") }));

    public static void DefineItem(CustomTypeBuilder type) => type
        .Named("Item of a bill", "Items of bills", "清单项目")
        .Fields(fields => fields
            .Add(Section, SectionType, "Section", "分部", f => f with { IsRequired = true })
            .Add(Position, "Position", "序号", f => f with { Minimum = 1, Maximum = 100_000 })
            .Add(UnitOfMeasure, "Unit", "单位", f => f with { MaxLength = 20 })
            .Add(Quantity, "Quantity", "数量", f => f with { IsRequired = true, Minimum = 0, Maximum = 1_000_000_000 })
            .Add(Rate, "Rate", "单价", f => f with { IsRequired = true, Minimum = 0, Maximum = 1_000_000_000 })
            .Add(Amount, "Amount", "金额", f => f with { Nature = FieldNature.Computed }));
}
