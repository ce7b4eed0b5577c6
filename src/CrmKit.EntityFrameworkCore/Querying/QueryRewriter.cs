using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using CrmKit.Fields;
using CrmKit.Records;
using CrmKit.Storage;

namespace CrmKit.EntityFrameworkCore;

/// <summary>
/// Makes queries translatable: <c>record[field]</c> becomes the custom field function of its type, and text matches become LIKE patterns.
/// Projections read the stored values themselves: they run in memory.
/// </summary>
internal sealed class QueryRewriter : ExpressionVisitor
{
    private static readonly HashSet<string> Orders =
        [nameof(Queryable.OrderBy), nameof(Queryable.OrderByDescending), nameof(Queryable.ThenBy), nameof(Queryable.ThenByDescending)];

    public static Expression Rewrite(Expression query) => new QueryRewriter().Visit(new OneCharacter().Visit(ForeignValues.Replace(query)));

    protected override Expression VisitBinary(BinaryExpression node)
    {
        if (node.NodeType is not (ExpressionType.Equal or ExpressionType.NotEqual or ExpressionType.LessThan or ExpressionType.LessThanOrEqual
            or ExpressionType.GreaterThan or ExpressionType.GreaterThanOrEqual)) return base.VisitBinary(node);
        var left = CustomOperand(node.Left);
        var right = CustomOperand(node.Right);
        if (left is null && right is null) return base.VisitBinary(node);
        var type = (left ?? right)!.Type;
        left ??= As(type, Visit(node.Left));
        right ??= As(type, Visit(node.Right));
        if (type == typeof(string) && node.NodeType is not (ExpressionType.Equal or ExpressionType.NotEqual))
            return Expression.MakeBinary(node.NodeType, Expression.Call(typeof(string), nameof(string.Compare), null, left, right), Expression.Constant(0));
        return Expression.MakeBinary(node.NodeType, left, right);
    }

    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        if (node.Method.DeclaringType == typeof(Queryable)) return VisitQueryable(node);
        if (node.Method.DeclaringType == typeof(TextMatch)) return VisitTextMatch(node);
        // EF Core would compile and run the call anew for each query, which takes longer than the query.
        if (node.Method.DeclaringType == typeof(IStoreReader) && node.Object is { } reader) return Visit(((IQueryable)node.Method.Invoke(Evaluate<IStoreReader>(reader), null)!).Expression);
        if (node.Method.DeclaringType == typeof(CustomField) && node.Arguments.Count > 1 && node.Arguments[1] is not ConstantExpression)
            return node.Update(null, [Visit(node.Arguments[0]), Expression.Constant(Evaluate<string>(node.Arguments[1]))]);
        // A yes-or-no field stands as a condition by itself; any other indexer left here has no translation, and EF says so.
        if (CustomCall(node) is { } call && node.Type == typeof(bool)) return Expression.Equal(call, Expression.Constant(true, typeof(bool?)));
        // field[...].CompareTo, string.Compare(field[...], x): the text function is a string again
        if (CustomCall(node) is { } text && text.Type == node.Type) return text;
        return base.VisitMethodCall(node);
    }

    protected override Expression VisitMember(MemberExpression node)
    {
        if (node is { Member.Name: "HasValue", Expression: { } value } && CustomOperand(value) is { } operand)
            return Expression.NotEqual(operand, Expression.Constant(null, operand.Type));
        // A query that another one holds in a variable is a part of it, and is rewritten like the rest.
        if (node.Expression is ConstantExpression && typeof(IQueryable).IsAssignableFrom(node.Type) && Evaluate<IQueryable?>(node) is { } inner) return Visit(inner.Expression);
        return base.VisitMember(node);
    }

    private Expression VisitQueryable(MethodCallExpression node)
    {
        if (node.Method.Name is nameof(Queryable.Select)) return node.Update(null, [Visit(node.Arguments[0]), new ProjectionRewriter().Visit(node.Arguments[1])]);
        if (!Orders.Contains(node.Method.Name) || StripQuote(node.Arguments[1]) is not LambdaExpression key || CustomOperand(key.Body) is not { } operand)
            return base.VisitMethodCall(node);
        var method = node.Method.GetGenericMethodDefinition().MakeGenericMethod(node.Method.GetGenericArguments()[0], operand.Type);
        return Expression.Call(method, Visit(node.Arguments[0]), Expression.Quote(Expression.Lambda(operand, key.Parameters)));
    }

    private Expression VisitTextMatch(MethodCallExpression node)
    {
        var text = CustomOperand(node.Arguments[0]) ?? Visit(node.Arguments[0]);
        var other = Visit(node.Arguments[1]);
        ExpressionType? comparison = node.Method.Name switch
        {
            nameof(TextMatch.Less) => ExpressionType.LessThan,
            nameof(TextMatch.LessOrEqual) => ExpressionType.LessThanOrEqual,
            nameof(TextMatch.Greater) => ExpressionType.GreaterThan,
            nameof(TextMatch.GreaterOrEqual) => ExpressionType.GreaterThanOrEqual,
            _ => null,
        };
        return comparison is { } type
            ? Expression.MakeBinary(type, Expression.Call(typeof(string), nameof(string.Compare), null, text, other), Expression.Constant(0))
            : Expression.Call(typeof(TextPattern).GetMethod(nameof(TextPattern.IsLike))!, text, Expression.Call(typeof(TextPattern).GetMethod(node.Method.Name)!, other));
    }

    private static Expression StripQuote(Expression node) => node is UnaryExpression { NodeType: ExpressionType.Quote } quote ? quote.Operand : node;

    /// <summary>The function for <c>record[field]</c>, looked for behind conversions and <c>.Value</c>; <see langword="null"/> for anything else.</summary>
    private Expression? CustomOperand(Expression node) => node switch
    {
        UnaryExpression { NodeType: ExpressionType.Convert } convert => CustomOperand(convert.Operand),
        MemberExpression { Member.Name: "Value", Expression: { } inner } when Nullable.GetUnderlyingType(inner.Type) is not null => CustomOperand(inner),
        MethodCallExpression call => CustomCall(call),
        _ => null,
    };

    private MethodCallExpression? CustomCall(MethodCallExpression node)
    {
        if (node.Method is not { Name: "get_Item", DeclaringType: { } owner } || owner != typeof(Record)) return null;
        var field = Evaluate<Field>(node.Arguments[0]);
        var custom = Expression.Property(Visit(node.Object!), nameof(Record.Custom));
        return Expression.Call(typeof(CustomField), FunctionOf(node.Arguments[0].Type.GetGenericArguments()[0]), null, custom, Expression.Constant(field.Key));
    }

    private static string FunctionOf(Type type) =>
        type == typeof(decimal) || type == typeof(long) ? nameof(CustomField.Number) : type == typeof(bool) ? nameof(CustomField.Bool) : nameof(CustomField.Text);

    /// <summary>The other side of a comparison, in the function's type.</summary>
    private static Expression As(Type type, Expression node)
    {
        if (node.Type == type) return node;
        if (type != typeof(string)) return Expression.Convert(node, type);
        while (node is UnaryExpression { NodeType: ExpressionType.Convert } convert) node = convert.Operand;
        if (node is ConstantExpression { Value: null }) return Expression.Constant(null, typeof(string));
        return Expression.Call(typeof(CustomText), nameof(CustomText.Of), null, Expression.Convert(node, typeof(object)));
    }

    internal static T Evaluate<T>(Expression node) => node switch
    {
        ConstantExpression constant => (T)constant.Value!,
        MemberExpression { Member: FieldInfo field, Expression: null } => (T)field.GetValue(null)!,
        MemberExpression { Member: FieldInfo field, Expression: ConstantExpression { Value: { } closure } } => (T)field.GetValue(closure)!,
        _ => Expression.Lambda<Func<T>>(node).Compile(preferInterpretation: true)(),
    };
}

/// <summary><c>record[field]</c> in a projection, as a read of the values by a literal key: EF Core keeps no field object in its cached plans.</summary>
internal sealed class ProjectionRewriter : ExpressionVisitor
{
    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        if (node.Method is not { Name: "get_Item", DeclaringType: { } owner } || owner != typeof(Record)) return base.VisitMethodCall(node);
        var type = node.Arguments[0].Type.GetGenericArguments()[0];
        var reader = type == typeof(decimal) || type == typeof(long) ? nameof(CustomValues.Number)
            : type == typeof(bool) ? nameof(CustomValues.Bool)
            : type == typeof(DateOnly) ? nameof(CustomValues.Date)
            : type == typeof(DateTimeOffset) ? nameof(CustomValues.Instant)
            : type == typeof(Guid) ? nameof(CustomValues.Reference)
            : nameof(CustomValues.Text);
        Expression value = Expression.Call(Expression.Property(Visit(node.Object!), nameof(Record.Custom)), reader, null, Expression.Constant(QueryRewriter.Evaluate<Field>(node.Arguments[0]).Key));
        if (type == typeof(bool)) value = Expression.Coalesce(value, Expression.Constant(false));
        return value.Type == node.Type ? value : Expression.Convert(value, node.Type);
    }
}

/// <summary>Dates, instants and ids as custom values hold them.</summary>
internal static class CustomText
{
    public static string? Of(object? value) => value switch
    {
        null => null,
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset instant => instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture),
        Guid id => id.ToString("D"),
        _ => value.ToString(),
    };
}
