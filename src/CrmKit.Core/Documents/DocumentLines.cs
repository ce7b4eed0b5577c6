namespace CrmKit.Documents;

/// <summary>The fields of documents and of their lines.</summary>
internal static class DocumentLines
{
    public const decimal MostUnits = 1_000_000_000;

    public static CoreTypeBuilder<T> DocumentLine<T>(this CoreTypeBuilder<T> type) where T : DocumentLine => type
        .Field(l => l.Position, "Position", "序号", FieldKind.Integer, f => f with { Minimum = 1, Maximum = 100_000 })
        .Reference(l => l.ProductId, "product", "Product", "产品")
        .Text(l => l.Description, "Description", "描述", 400)
        .Field(l => l.Quantity, "Quantity", "数量", FieldKind.Number, f => f with { IsRequired = true, Minimum = 0, Maximum = MostUnits })
        .Field(l => l.UnitPrice, "Unit price", "单价", FieldKind.Money, f => f with { IsRequired = true, Minimum = 0, Maximum = CoreTypeFields.GreatestAmount })
        .Percent(l => l.DiscountPercent, "Discount %", "折扣率")
        .Percent(l => l.TaxPercent, "Tax %", "税率")
        .Computed(l => l.Subtotal, "Subtotal", "小计", FieldKind.Money)
        .Computed(l => l.Discount, "Discount", "折扣", FieldKind.Money)
        .Computed(l => l.Tax, "Tax", "税额", FieldKind.Money)
        .Computed(l => l.Total, "Total", "合计", FieldKind.Money)
        .KnownBy(l => l.Description);

    /// <summary>What an offer or a sale says about all its lines, and what they come to.</summary>
    public static CoreTypeBuilder<T> DocumentTerms<T>(this CoreTypeBuilder<T> type) where T : SalesDocument => type
        .Percent(o => o.DiscountPercent, "Discount %", "折扣率")
        .Money(o => o.DiscountAmount, "Discount amount", "折扣金额")
        .Money(o => o.Adjustment, "Adjustment", "调整", signed: true)
        .Computed(o => o.Subtotal, "Subtotal", "小计", FieldKind.Money)
        .Computed(o => o.DiscountTotal, "Discount total", "折扣合计", FieldKind.Money)
        .Computed(o => o.TaxTotal, "Tax total", "税额合计", FieldKind.Money)
        .Computed(o => o.Total, "Total", "总计", FieldKind.Money)
        .Under(FieldSection.Money, "discountPercent", "discountAmount", "adjustment", "subtotal", "discountTotal", "taxTotal", "total");
}
