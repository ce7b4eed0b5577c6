using System.Linq.Expressions;
using CrmKit.Storage;

namespace CrmKit.Filters;

/// <summary>One comparison, checked and with its values bound; <c>ne</c> is a negated <c>eq</c>.</summary>
internal sealed class Comparison
{
    private readonly FilterOperator _operator;
    private readonly IReadOnlyList<object?> _values;
    private readonly bool _negates;

    private Comparison(FilterOperator op, IReadOnlyList<object?> values, bool negates) => (_operator, _values, _negates) = (op, values, negates);

    /// <summary>Whether it is true of an empty field.</summary>
    public bool HoldsWhenEmpty => _operator is FilterOperator.Eq or FilterOperator.In && _values.Contains(null) != _negates;

    /// <exception cref="CrmValidationException"><c>filter.operator</c>, <c>filter.type</c>.</exception>
    public static Comparison Of(Condition condition, FieldDefinition field, IFilterScope scope)
    {
        var allowed = FieldKinds.OperatorsOf(field.Kind);
        var names = allowed.Where(o => o != FilterOperator.Holds).Select(NameOf);
        if (!allowed.Contains(condition.Operator))
        {
            if (condition.Operator == FilterOperator.Holds)
                throw FilterErrors.Operator(condition.Position, "no operator", field, names);
            throw FilterErrors.Operator(condition.OperatorPosition, $"'{NameOf(condition.Operator)}'", field, names);
        }
        if (condition.Operator == FilterOperator.Holds) return new Comparison(FilterOperator.Eq, [true], false);

        if (condition.Operator == FilterOperator.Recurs) return new Comparison(FilterOperator.Recurs, Recurrence.Days(condition, field, scope), false);

        var type = ComparedType(field);
        var values = condition.Values.Select(v => FilterValues.Bind(v, field, type, scope)).ToList();
        if (values.Contains(null) && condition.Operator is not (FilterOperator.Eq or FilterOperator.Ne or FilterOperator.In))
            throw FilterErrors.Operator(condition.OperatorPosition, $"'{NameOf(condition.Operator)}' before null", field, ["eq", "ne", "in"]);
        return condition.Operator == FilterOperator.Ne ? new Comparison(FilterOperator.Eq, values, true) : new Comparison(condition.Operator, values, false);
    }

    /// <summary>The comparison as an expression, or its contrary.</summary>
    public Expression Over(Expression field, bool negated)
    {
        negated ^= _negates;
        var isNullable = !field.Type.IsValueType || Nullable.GetUnderlyingType(field.Type) is not null;
        switch (_operator)
        {
            case FilterOperator.Eq:
                return Equal(field, isNullable, negated);
            case FilterOperator.Recurs:
                return OrEmpty(Recurrence.Over(field, _values, negated), field, isNullable && negated);
            case FilterOperator.In:
                return In(field, isNullable, negated);
            case FilterOperator.Contains or FilterOperator.StartsWith or FilterOperator.EndsWith:
                return OrEmpty(Negate(Text(_operator.ToString(), field), negated), field, isNullable && negated);
            default:
                return OrEmpty(Order(field, negated), field, isNullable && negated);
        }
    }

    private Expression Equal(Expression field, bool isNullable, bool negated)
    {
        var value = _values[0];
        if (value == FilterValues.Nobody || (value is null && !isNullable)) return Expression.Constant(negated);
        var other = value switch
        {
            null => Expression.Constant(null, field.Type),
            bool flag => Expression.Constant(flag, field.Type),
            _ => Predicates.Parameter(value, field.Type),
        };
        return negated ? Expression.NotEqual(field, other) : Expression.Equal(field, other);
    }

    private Expression In(Expression field, bool isNullable, bool negated)
    {
        var known = _values.Where(v => v is not null && v != FilterValues.Nobody).Distinct().ToList();
        var list = Array.CreateInstance(field.Type, known.Count);
        for (var i = 0; i < known.Count; i++) list.SetValue(known[i], i);
        var within = Predicates.Among(field, list);
        if (!isNullable) return Negate(within, negated);
        var empty = Expression.Equal(field, Expression.Constant(null, field.Type));
        return (_values.Contains(null), negated) switch
        {
            (false, false) => within,
            (true, false) => Expression.OrElse(empty, within),
            (false, true) => Expression.OrElse(empty, Expression.Not(within)),
            (true, true) => Expression.AndAlso(Expression.NotEqual(field, Expression.Constant(null, field.Type)), Expression.Not(within)),
        };
    }

    private Expression Order(Expression field, bool negated)
    {
        var op = (_operator, negated) switch
        {
            (FilterOperator.Gt, false) or (FilterOperator.Le, true) => ExpressionType.GreaterThan,
            (FilterOperator.Ge, false) or (FilterOperator.Lt, true) => ExpressionType.GreaterThanOrEqual,
            (FilterOperator.Lt, false) or (FilterOperator.Ge, true) => ExpressionType.LessThan,
            _ => ExpressionType.LessThanOrEqual,
        };
        if (field.Type != typeof(string)) return Expression.MakeBinary(op, field, Predicates.Parameter(_values[0], field.Type));
        return Text(TextOrder(op), field);
    }

    /// <summary>The function that orders texts by code point.</summary>
    public static string TextOrder(ExpressionType op) => op switch
    {
        ExpressionType.GreaterThan => nameof(TextMatch.Greater),
        ExpressionType.GreaterThanOrEqual => nameof(TextMatch.GreaterOrEqual),
        ExpressionType.LessThan => nameof(TextMatch.Less),
        _ => nameof(TextMatch.LessOrEqual),
    };

    private MethodCallExpression Text(string function, Expression field) =>
        Expression.Call(typeof(TextMatch), function, null, field, Predicates.Parameter(_values[0], typeof(string)));

    private static Expression OrEmpty(Expression condition, Expression field, bool orEmpty) =>
        orEmpty ? Expression.OrElse(Expression.Equal(field, Expression.Constant(null, field.Type)), condition) : condition;

    private static Expression Negate(Expression condition, bool negated) => negated ? Expression.Not(condition) : condition;

    private static Type ComparedType(FieldDefinition field)
    {
        if (field.IsCustom) return field.Kind is FieldKind.Integer or FieldKind.Number or FieldKind.Percent or FieldKind.Money ? typeof(double) : typeof(string);
        return Nullable.GetUnderlyingType(field.Selector!.ReturnType) ?? field.Selector.ReturnType;
    }

    private static string NameOf(FilterOperator op) => op.ToString().ToLowerInvariant();
}
