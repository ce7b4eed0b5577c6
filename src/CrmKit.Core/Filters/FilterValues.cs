using System.Globalization;
using CrmKit.Sessions;

namespace CrmKit.Filters;

/// <summary>Turns values as written into values as compared: of the property's type, or of the type in which a custom value is compared.</summary>
internal static class FilterValues
{
    /// <summary>Stands for me() when nobody is signed in: equal to nothing.</summary>
    public static readonly object Nobody = new();

    /// <exception cref="CrmValidationException"><c>filter.type</c>.</exception>
    public static object? Bind(FilterValue value, FieldDefinition field, Type type, IFilterScope scope)
    {
        if (value.Kind == FilterValueKind.Null) return null;
        return field.Kind switch
        {
            FieldKind.Bool => value.Value is bool flag ? flag : throw FilterErrors.Type(value, field, "true or false"),
            FieldKind.Integer or FieldKind.Number or FieldKind.Percent or FieldKind.Money => Number(value, field, type),
            FieldKind.Date => Date(value, field, scope) is var day && field.IsCustom ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : day,
            FieldKind.Instant => Instant(value, field, scope) is var instant && field.IsCustom
                ? instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture) : instant,
            FieldKind.Reference => Id(value, field, scope) is Guid id && field.IsCustom ? id.ToString("D") : Id(value, field, scope),
            FieldKind.Option => Option(value, field, type),
            FieldKind.Email => Text(value, field).ToLowerInvariant(), // as they are stored
            _ => Text(value, field),
        };
    }

    private static string Text(FilterValue value, FieldDefinition field) => value.Value as string ?? throw FilterErrors.Type(value, field, "a text in single quotes");

    private static object Option(FilterValue value, FieldDefinition field, Type type)
    {
        var code = Text(value, field);
        if (type.IsEnum)
        {
            try
            {
                return EnumCode.Parse(type, code);
            }
            catch (FormatException)
            {
                throw NotAnOption(value, field, code);
            }
        }
        return field.Options.Count == 0 || field.Options.Any(o => o.Code == code) ? code : throw NotAnOption(value, field, code);
    }

    private static CrmValidationException NotAnOption(FilterValue value, FieldDefinition field, string code)
    {
        var codes = field.Options.Select(o => o.Code).ToList();
        return FilterErrors.Type(value, field, $"one of {string.Join(", ", codes.Take(20).Select(c => $"'{c}'"))}{(codes.Count > 20 ? "…" : "")}{FilterErrors.DidYouMean(Nearest.To(code, codes))}");
    }

    private static object Number(FilterValue value, FieldDefinition field, Type type)
    {
        if (value.Value is not decimal number || value.Kind != FilterValueKind.Number) throw FilterErrors.Type(value, field, "a number");
        var isWhole = field.Kind == FieldKind.Integer || type == typeof(int) || type == typeof(long);
        if (isWhole && number != decimal.Truncate(number)) throw FilterErrors.Type(value, field, "a whole number");
        if (decimal.Round(number, Amounts.Decimals) != number) throw FilterErrors.Type(value, field, $"a number with at most {Amounts.Decimals} decimals");
        if (Math.Abs(number) > (type == typeof(int) ? int.MaxValue : Amounts.Most)) throw FilterErrors.Type(value, field, "a smaller number");
        return Convert.ChangeType(number, type, CultureInfo.InvariantCulture);
    }

    /// <summary>The days that a value stands for: a week begins on Monday, a month on its first.</summary>
    /// <exception cref="CrmValidationException"><c>filter.type</c>.</exception>
    public static (DateOnly First, DateOnly Last) Days(FilterValue value, FieldDefinition field, IFilterScope scope)
    {
        var first = Date(value, field, scope);
        return value.Kind switch
        {
            FilterValueKind.Week => (first, first.AddDays(6)),
            FilterValueKind.Month => (first, first.AddMonths(1).AddDays(-1)),
            _ => (first, first),
        };
    }

    private static DateOnly Date(FilterValue value, FieldDefinition field, IFilterScope scope) => value switch
    {
        { Value: DateOnly day } => day,
        { Kind: FilterValueKind.Today or FilterValueKind.Week or FilterValueKind.Month } => Day(value, scope),
        { Value: string text } when FilterLiterals.Date(text) is { } day => day,
        _ => throw FilterErrors.Type(value, field, "a date such as 2025-01-31 or today(-30)"),
    };

    private static DateOnly Day(FilterValue value, IFilterScope scope)
    {
        var (today, added) = (scope.Today, (int)value.Value!);
        return value.Kind switch
        {
            FilterValueKind.Week => today.AddDays(7 * added - ((int)today.DayOfWeek + 6) % 7),
            FilterValueKind.Month => today.AddDays(1 - today.Day).AddMonths(added),
            _ => today.AddDays(added),
        };
    }

    private static DateTimeOffset Instant(FilterValue value, FieldDefinition field, IFilterScope scope) => Instants.Truncate(value switch
    {
        { Value: DateTimeOffset instant } => instant,
        { Value: DateOnly day } => Start(day, value, field, scope),
        { Kind: FilterValueKind.Now, Value: int days } => scope.Now.AddDays(days),
        { Kind: FilterValueKind.Today or FilterValueKind.Week or FilterValueKind.Month } => Start(Day(value, scope), value, field, scope),
        { Value: string text } when FilterLiterals.Instant(text) is { } instant => instant,
        { Value: string text } when FilterLiterals.Date(text) is { } day => Start(day, value, field, scope),
        _ => throw FilterErrors.Type(value, field, "an instant with its offset such as 2025-01-31T08:00:00Z, a date, now(), today(), week() or month()"),
    });

    private static DateTimeOffset Start(DateOnly day, FilterValue value, FieldDefinition field, IFilterScope scope) =>
        day.Year is > 1 and < 9999 ? Instants.StartOf(day, scope.TimeZone) : throw FilterErrors.Type(value, field, "a date between the years 2 and 9998");

    private static object Id(FilterValue value, FieldDefinition field, IFilterScope scope) => value switch
    {
        { Value: Guid id } => id,
        { Kind: FilterValueKind.Me } => scope.Me ?? Nobody,
        { Value: string text } when Guid.TryParseExact(text, "D", out var id) => id,
        _ => throw FilterErrors.Type(value, field, "an id such as '0197f3a0-0000-7000-8000-000000000000', or me()"),
    };
}
