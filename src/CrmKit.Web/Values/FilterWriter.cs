using System.Globalization;
using CrmKit.Filters;

namespace CrmKit.Web;

/// <summary>Conditions of the filter builder as the filter language says them, and back as far as they say no more than the builder can show.</summary>
internal static class FilterWriter
{
    /// <summary>The filter that rows mean; <see langword="null"/> when none of them is complete.</summary>
    public static string? Write(RecordTypeDefinition type, FilterRows rows)
    {
        var conditions = rows.Rows.Where(r => r.IsComplete && type.TryField(r.Field, out _)).Select(r => Write(type.Field(r.Field), r)).ToList();
        return conditions.Count == 0 ? null : string.Join(rows.Any ? " or " : " and ", conditions);
    }

    /// <summary>The rows that a filter means; <see langword="null"/> when rows would lose part of it, or it cannot be read.</summary>
    public static FilterRows? Read(RecordTypeDefinition type, string? filter)
    {
        if (string.IsNullOrWhiteSpace(filter)) return FilterRows.None;
        FilterNode root;
        try
        {
            root = FilterParser.Parse(filter);
        }
        catch (CrmValidationException)
        {
            return null;
        }
        var (any, parts) = root switch
        {
            AllOf all => (false, all.Parts),
            AnyOf some => (true, some.Parts),
            _ => (false, (IReadOnlyList<FilterNode>)[root]),
        };
        var rows = parts.Select(p => p is Condition condition && FieldOf(type, condition.Path) is { } field ? Read(field, condition) : null).OfType<FilterRow>().ToList();
        return rows.Count == parts.Count ? new FilterRows(any, rows) : null;
    }

    private static string Write(FieldDefinition field, FilterRow row)
    {
        var path = Path(field);
        return row.Operator switch
        {
            FilterOperators.Empty => $"{path} eq null",
            FilterOperators.Filled => $"{path} ne null",
            FilterOperators.Yes => $"{path} eq true",
            FilterOperators.No => $"{path} ne true",
            FilterOperators.Me => $"{path} eq me()",
            FilterOperators.Since => $"{path} ge today({Days(row)})",
            FilterOperators.Before => $"{path} lt today({Days(row)})",
            FilterOperators.ComesToday => $"{path} recurs today()",
            FilterOperators.ComesWeek => $"{path} recurs week()",
            FilterOperators.ComesMonth => $"{path} recurs month()",
            FilterOperators.In => $"{path} in ({string.Join(", ", row.Values.Where(v => v.Length > 0).Select(v => Literal(field, v)))})",
            _ => $"{path} {row.Operator} {Literal(field, row.Values[0])}",
        };
    }

    /// <summary>A field as the language names it.</summary>
    public static string Path(FieldDefinition field) => field.IsCustom ? "custom." + field.Key : field.Key;

    private static string Days(FilterRow row) => int.TryParse(row.Values[0], NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days > 0 ? (-days).ToString(CultureInfo.InvariantCulture) : "";

    // What is no number or date of its kind stands as a text, so that the language says what it expected.
    private static string Literal(FieldDefinition field, string value) => field.Kind switch
    {
        FieldKind.Integer or FieldKind.Number or FieldKind.Percent or FieldKind.Money when Number(value) is { } number => number,
        FieldKind.Date or FieldKind.Instant when FilterLiterals.Date(value) is not null => value,
        _ => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'",
    };

    private static string? Number(string text) => decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number)
        ? number.ToString(CultureInfo.InvariantCulture) : null;

    private static FieldDefinition? FieldOf(RecordTypeDefinition type, string path)
    {
        const string custom = "custom.";
        var key = path.StartsWith(custom, StringComparison.Ordinal) ? path[custom.Length..] : path;
        return type.TryField(key, out var field) || type.TryField(path + "Id", out field) ? field : null;
    }

    private static FilterRow? Read(FieldDefinition field, Condition condition)
    {
        var known = FilterOperators.Of(field);
        var values = condition.Values;
        var row = condition.Operator switch
        {
            FilterOperator.Holds => new FilterRow(field.Key, FilterOperators.Yes, []),
            FilterOperator.In => values.All(v => v.Value is string) ? new FilterRow(field.Key, FilterOperators.In, [.. values.Select(v => (string)v.Value!)]) : null,
            FilterOperator.Eq when values[0].Kind == FilterValueKind.Null => new FilterRow(field.Key, FilterOperators.Empty, []),
            FilterOperator.Ne when values[0].Kind == FilterValueKind.Null => new FilterRow(field.Key, FilterOperators.Filled, []),
            FilterOperator.Eq when values[0].Value is true => new FilterRow(field.Key, FilterOperators.Yes, []),
            FilterOperator.Ne when values[0].Value is true => new FilterRow(field.Key, FilterOperators.No, []),
            FilterOperator.Eq when values[0].Kind == FilterValueKind.Me => new FilterRow(field.Key, FilterOperators.Me, []),
            FilterOperator.Ge when values[0] is { Kind: FilterValueKind.Today, Value: int and <= 0 } => new FilterRow(field.Key, FilterOperators.Since, [Back(values[0])]),
            FilterOperator.Lt when values[0] is { Kind: FilterValueKind.Today, Value: int and <= 0 } => new FilterRow(field.Key, FilterOperators.Before, [Back(values[0])]),
            FilterOperator.Recurs => values[0] switch
            {
                { Kind: FilterValueKind.Today, Value: 0 } => new FilterRow(field.Key, FilterOperators.ComesToday, []),
                { Kind: FilterValueKind.Week, Value: 0 } => new FilterRow(field.Key, FilterOperators.ComesWeek, []),
                { Kind: FilterValueKind.Month, Value: 0 } => new FilterRow(field.Key, FilterOperators.ComesMonth, []),
                _ => null,
            },
            _ => Text(values[0]) is { } text ? new FilterRow(field.Key, condition.Operator.ToString().ToLowerInvariant(), [text]) : null,
        };
        return row is not null && known.Contains(row.Operator) ? row : null;
    }

    private static string Back(FilterValue value) => (-(int)value.Value!).ToString(CultureInfo.InvariantCulture);

    private static string? Text(FilterValue value) => value switch
    {
        { Kind: FilterValueKind.Text, Value: string text } => text,
        { Kind: FilterValueKind.Number, Value: decimal number } => number.ToString(CultureInfo.InvariantCulture),
        { Kind: FilterValueKind.Date, Value: DateOnly day } => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        { Kind: FilterValueKind.Id, Value: Guid id } => id.ToString(),
        _ => null,
    };
}
