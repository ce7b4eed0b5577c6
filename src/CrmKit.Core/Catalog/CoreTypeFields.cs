using System.Linq.Expressions;

namespace CrmKit.Catalog;

/// <summary>Short forms for the fields that most record classes have.</summary>
internal static class CoreTypeFields
{
    /// <summary>The greatest amount that fits its column with four decimals and leaves room for sums.</summary>
    public const decimal GreatestAmount = 900_000_000_000m;

    /// <summary>The required name or subject.</summary>
    public static CoreTypeBuilder<T> Name<T>(this CoreTypeBuilder<T> type, Expression<Func<T, string>> property, string english = "Name", string chinese = "名称", bool unique = false) where T : Record =>
        type.KnownBy(property).Field(property, english, chinese, FieldKind.Text, f => f with { IsRequired = true, IsUnique = unique, IsIndexed = true, MaxLength = 200 });

    /// <summary>A line of text.</summary>
    public static CoreTypeBuilder<T> Text<T>(this CoreTypeBuilder<T> type, Expression<Func<T, string?>> property, string english, string chinese, int maxLength = 200, bool unique = false, bool indexed = false, bool searchable = false)
        where T : Record => type.Field(property, english, chinese, FieldKind.Text, f => f with { MaxLength = maxLength, IsUnique = unique, IsIndexed = indexed || unique, IsSearchable = unique || searchable });

    /// <summary>Text of several lines.</summary>
    public static CoreTypeBuilder<T> Long<T>(this CoreTypeBuilder<T> type, Expression<Func<T, string?>> property, string english, string chinese) where T : Record =>
        type.Field(property, english, chinese, FieldKind.LongText);

    /// <summary>An amount, not negative unless said.</summary>
    public static CoreTypeBuilder<T> Money<T>(this CoreTypeBuilder<T> type, Expression<Func<T, decimal?>> property, string english, string chinese, bool required = false, bool signed = false)
        where T : Record =>
        type.Field(property, english, chinese, FieldKind.Money, f => f with { IsRequired = required, Minimum = signed ? -GreatestAmount : 0, Maximum = GreatestAmount });

    /// <summary>A share of 0 to 100 percent.</summary>
    public static CoreTypeBuilder<T> Percent<T>(this CoreTypeBuilder<T> type, Expression<Func<T, decimal?>> property, string english, string chinese) where T : Record =>
        type.Field(property, english, chinese, FieldKind.Percent, f => f with { Minimum = 0, Maximum = 100 });

    /// <summary>A whole number in a range.</summary>
    public static CoreTypeBuilder<T> Integer<T>(this CoreTypeBuilder<T> type, Expression<Func<T, int?>> property, string english, string chinese, int minimum, int maximum) where T : Record =>
        type.Field(property, english, chinese, FieldKind.Integer, f => f with { Minimum = minimum, Maximum = maximum });

    /// <summary>The code of the one currency of all the record's amounts.</summary>
    public static CoreTypeBuilder<T> Currency<T>(this CoreTypeBuilder<T> type, Expression<Func<T, string?>> property) where T : Record =>
        type.Field(property, "Currency", "币种", FieldKind.Text, f => f with { MaxLength = 3 });

    /// <summary>A choice out of codes with their labels.</summary>
    public static CoreTypeBuilder<T> Choice<T, TValue>(this CoreTypeBuilder<T> type, Expression<Func<T, TValue>> property, string english, string chinese, params FieldOption[] options)
        where T : Record => type.Field(property, english, chinese, FieldKind.Option, f => f with { Options = options });

    /// <summary>Since when and why a record is set apart.</summary>
    public static CoreTypeBuilder<T> Quarantined<T>(this CoreTypeBuilder<T> type, Expression<Func<T, DateTimeOffset?>> at, Expression<Func<T, string?>> reason) where T : Record => type
        .Computed(at, "Quarantined at", "隔离时间", FieldKind.Instant, f => f with { IsIndexed = true })
        .Computed(reason, "Quarantine reason", "隔离原因");

    /// <summary>One choice.</summary>
    public static FieldOption Option(string code, string english, string chinese) => new(code, new LocalizedText(english, chinese));
}
