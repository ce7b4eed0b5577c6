namespace CrmKit.Fields;

/// <summary>Fields that stand together under a heading in forms and on the page of a record; those without a section come first. Immutable.</summary>
/// <param name="Key">Lower-case words, digits and hyphens; fields of one record type with the same key stand together, whoever defined them.</param>
/// <param name="Label">The heading. Where fields of one section say different ones, that of the type's first field counts.</param>
public sealed record FieldSection(string Key, LocalizedText Label)
{
    /// <summary>How somebody is reached: <c>reach</c>.</summary>
    public static FieldSection Reach { get; } = new("reach", new("Contact details", "联系方式"));

    /// <summary>Where somebody or something is: <c>address</c>.</summary>
    public static FieldSection Address { get; } = new("address", new("Address", "地址"));

    /// <summary>Amounts, their currency and what they follow from: <c>money</c>.</summary>
    public static FieldSection Money { get; } = new("money", new("Money", "金额"));

    /// <summary>When something begins, ends or is due: <c>dates</c>.</summary>
    public static FieldSection Dates { get; } = new("dates", new("Dates", "日期"));

    /// <summary>Where it came from: <c>origin</c>.</summary>
    public static FieldSection Origin { get; } = new("origin", new("Origin", "来源"));
}
