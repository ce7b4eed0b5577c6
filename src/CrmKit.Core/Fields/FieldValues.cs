namespace CrmKit.Fields;

/// <summary>Values on their way into a field: the catalog's value types, widened where nothing is lost.</summary>
internal static class FieldValues
{
    /// <summary>Whether a value fits the field's kind; <paramref name="fitting"/> is then in the kind's own type.</summary>
    public static bool TryFit(FieldDefinition field, object? value, out object? fitting)
    {
        fitting = value;
        if (value is null) return true;
        switch (field.Kind)
        {
            case FieldKind.Integer:
                if (value is int or short or byte) fitting = Convert.ToInt64(value, null);
                else if (value is decimal number && number == decimal.Truncate(number) && number is >= long.MinValue and <= long.MaxValue) fitting = (long)number;
                return fitting is long;
            case FieldKind.Number or FieldKind.Percent or FieldKind.Money:
                if (value is int or long or short or byte) fitting = Convert.ToDecimal(value, null);
                else if (value is double d && Math.Abs(d) < 7.9e28) fitting = (decimal)d;
                return fitting is decimal;
            case FieldKind.Bool:
                return value is bool;
            case FieldKind.Date:
                return value is DateOnly;
            case FieldKind.Instant:
                if (value is DateTimeOffset instant) fitting = instant.ToUniversalTime();
                return fitting is DateTimeOffset;
            case FieldKind.Reference:
                return value is Guid;
            case FieldKind.Option:
                if (value is Enum code) fitting = EnumCode.Of(code);
                return fitting is string;
            default:
                return value is string;
        }
    }
}
