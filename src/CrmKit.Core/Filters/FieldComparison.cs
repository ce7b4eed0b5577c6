using System.Linq.Expressions;
using CrmKit.Storage;

namespace CrmKit.Filters;

/// <summary>Two fields of one record compared with each other, in a form in which memory and every database agree. Empty is equal to empty alone, and not greater or less than anything.</summary>
internal sealed class FieldComparison
{
    private readonly FilterOperator _operator;
    private readonly bool _negates;

    private FieldComparison(FilterOperator op) => (_operator, _negates) = op == FilterOperator.Ne ? (FilterOperator.Eq, true) : (op, false);

    /// <exception cref="CrmValidationException"><c>filter.operator</c>, <c>filter.type</c>.</exception>
    public static FieldComparison Of(Condition condition, FieldDefinition field, FieldDefinition other)
    {
        var allowed = FieldKinds.OperatorsOf(field.Kind).Intersect(FilterParser.Comparable).ToList();
        if (!allowed.Contains(condition.Operator))
            throw FilterErrors.Operator(condition.OperatorPosition, $"'{condition.Operator.ToString().ToLowerInvariant()}' before a field", field, allowed.Select(o => o.ToString().ToLowerInvariant()));
        if (FormOf(field) != FormOf(other)) throw FilterErrors.Type(condition.Other!, field, "a field of the same kind");
        if (field.Kind == FieldKind.Option && TypeOf(field) != TypeOf(other)) throw FilterErrors.Type(condition.Other!, field, "a field with the same choices");
        if (field.Kind == FieldKind.Instant && field.IsCustom != other.IsCustom) throw FilterErrors.Type(condition.Other!, field, "a field of the same source, for points in time");
        return new FieldComparison(condition.Operator);
    }

    /// <summary>The comparison as an expression, or its contrary.</summary>
    public Expression Over(Expression left, Expression right, bool negated)
    {
        negated ^= _negates;
        (left, right) = Alike(left, right);
        if (_operator == FilterOperator.Eq) return negated ? Expression.NotEqual(left, right) : Expression.Equal(left, right);
        var compared = Order(left, right, negated);
        return negated ? Expression.OrElse(Expression.OrElse(IsEmpty(left), IsEmpty(right)), compared) : Expression.AndAlso(Expression.Not(IsEmpty(right)), compared);
    }

    private Expression Order(Expression left, Expression right, bool negated)
    {
        var op = (_operator, negated) switch
        {
            (FilterOperator.Gt, false) or (FilterOperator.Le, true) => ExpressionType.GreaterThan,
            (FilterOperator.Ge, false) or (FilterOperator.Lt, true) => ExpressionType.GreaterThanOrEqual,
            (FilterOperator.Lt, false) or (FilterOperator.Ge, true) => ExpressionType.LessThan,
            _ => ExpressionType.LessThanOrEqual,
        };
        return left.Type == typeof(string) ? Expression.Call(typeof(TextMatch), Comparison.TextOrder(op), null, left, right) : Expression.MakeBinary(op, left, right);
    }

    // Both as they compare in the database: amounts as the whole numbers that they are stored as, days and ids of core as the texts that those added are.
    private static (Expression, Expression) Alike(Expression left, Expression right)
    {
        var (first, second) = (Plain(left.Type), Plain(right.Type));
        if (first == second) return (Nullable(left), Nullable(right));
        return first == typeof(string) || second == typeof(string) ? (Text(left), Text(right)) : (Number(left), Number(right));
    }

    private static Expression Text(Expression value) => Plain(value.Type) switch
    {
        var type when type == typeof(string) => value,
        var type when type == typeof(Guid) => Expression.Call(typeof(CustomField), nameof(CustomField.IdTextOrNull), null, Nullable(value)),
        _ => Expression.Call(typeof(CustomField), nameof(CustomField.DayText), null, Nullable(value)),
    };

    private static Expression Number(Expression value) => Plain(value.Type) == typeof(decimal)
        ? Expression.Divide(Expression.Convert(Expression.Call(typeof(StoredAmount), nameof(StoredAmount.Scaled), null, Nullable(value)), typeof(double?)), Expression.Constant((double?)StoredAmount.Scale, typeof(double?)))
        : Expression.Convert(value, typeof(double?));

    private static Expression Nullable(Expression value) =>
        value.Type.IsValueType && System.Nullable.GetUnderlyingType(value.Type) is null ? Expression.Convert(value, typeof(Nullable<>).MakeGenericType(value.Type)) : value;

    private static BinaryExpression IsEmpty(Expression value) => Expression.Equal(value, Expression.Constant(null, value.Type));

    private static Type Plain(Type type) => System.Nullable.GetUnderlyingType(type) ?? type;

    private static Type TypeOf(FieldDefinition field) => field.IsCustom ? typeof(string) : Plain(field.Selector!.ReturnType);

    // What can stand beside what.
    private static FieldKind FormOf(FieldDefinition field) => field.Kind switch
    {
        FieldKind.Integer or FieldKind.Percent or FieldKind.Money => FieldKind.Number,
        FieldKind.LongText or FieldKind.Email or FieldKind.Phone or FieldKind.Url => FieldKind.Text,
        var kind => kind,
    };
}
