using System.Linq.Expressions;

namespace CrmKit.Filters;

/// <summary>Days that come round each year, such as birthdays: their month and day fall among those of a day, a week or a month.</summary>
internal static class Recurrence
{
    /// <summary>The months and days of a period, each as one number: 229 is the 29th of February. In a year that has none, it comes round on the 28th.</summary>
    /// <exception cref="CrmValidationException"><c>filter.operator</c>, <c>filter.type</c>.</exception>
    public static IReadOnlyList<object?> Days(Condition condition, FieldDefinition field, IFilterScope scope)
    {
        if (condition.Values[0].Kind == FilterValueKind.Null) throw FilterErrors.Operator(condition.OperatorPosition, "'recurs' before null", field, ["eq", "ne", "in"]);
        var (first, last) = FilterValues.Days(condition.Values[0], field, scope);
        var days = new List<object?>();
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            days.Add((day.Month * 100) + day.Day);
            if (day is { Month: 2, Day: 28 } && !DateTime.IsLeapYear(day.Year)) days.Add(229);
        }
        return days;
    }

    /// <summary>Whether a field that is not empty is among them, or is not.</summary>
    public static Expression Over(Expression field, IReadOnlyList<object?> days, bool negated)
    {
        Expression within;
        if (field.Type == typeof(string)) // a custom field, as text: 1990-02-28
        {
            var texts = days.Select(d => $"{(int)d! / 100:00}-{(int)d % 100:00}").ToArray();
            within = Among(texts, Expression.Call(field, nameof(string.Substring), null, Expression.Constant(5)));
        }
        else
        {
            var day = Nullable.GetUnderlyingType(field.Type) is null ? field : Expression.Property(field, nameof(Nullable<>.Value));
            within = Among(days.Select(d => (int)d!).ToArray(), Expression.Add(Expression.Multiply(Expression.Property(day, nameof(DateOnly.Month)), Expression.Constant(100)), Expression.Property(day, nameof(DateOnly.Day))));
        }
        if (negated) return Expression.Not(within);
        var isNullable = !field.Type.IsValueType || Nullable.GetUnderlyingType(field.Type) is not null;
        return isNullable ? Expression.AndAlso(Expression.NotEqual(field, Expression.Constant(null, field.Type)), within) : within;
    }

    private static MethodCallExpression Among<T>(T[] days, Expression day) =>
        Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [typeof(T)], Predicates.Parameter(days, typeof(IEnumerable<T>)), day);
}
