using System.Linq.Expressions;

namespace CrmKit.Records;

/// <summary>Joins conditions over one parameter.</summary>
internal static class Predicates
{
    public static Expression<Func<T, bool>> And<T>(this Expression<Func<T, bool>> left, Expression<Func<T, bool>> right) =>
        Expression.Lambda<Func<T, bool>>(Expression.AndAlso(left.Body, right.Over(left.Parameters[0])), left.Parameters);

    public static Expression<Func<T, bool>> Or<T>(this Expression<Func<T, bool>> left, Expression<Func<T, bool>> right) =>
        Expression.Lambda<Func<T, bool>>(Expression.OrElse(left.Body, right.Over(left.Parameters[0])), left.Parameters);

    public static Expression<Func<T, bool>> Not<T>(this Expression<Func<T, bool>> condition) =>
        Expression.Lambda<Func<T, bool>>(Expression.Not(condition.Body), condition.Parameters);

    /// <summary>The body of a lambda with its parameter replaced.</summary>
    public static Expression Over(this LambdaExpression lambda, Expression argument) => new Swap(lambda.Parameters[0], argument).Visit(lambda.Body);

    /// <summary>A value that becomes a parameter of the statement, not a literal, so that the plan is reused.</summary>
    public static Expression Parameter(object? value, Type type)
    {
        var box = Activator.CreateInstance(typeof(Box<>).MakeGenericType(type), [value])!;
        return Expression.Field(Expression.Constant(box), nameof(Box<object>.Value));
    }

    /// <summary>Whether a value is one of several, given as a list of its type. An empty value is none of them, and that is said: a database that had to allow for it would not look into its index.</summary>
    public static Expression Among(Expression value, System.Collections.IList values)
    {
        var contains = Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [value.Type], Parameter(values, typeof(IEnumerable<>).MakeGenericType(value.Type)), value);
        return value.Type.IsValueType && Nullable.GetUnderlyingType(value.Type) is null
            ? contains
            : Expression.AndAlso(Expression.NotEqual(value, Expression.Constant(null, value.Type)), contains);
    }

    private sealed class Swap(ParameterExpression from, Expression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : base.VisitParameter(node);
    }

    private sealed class Box<T>(T value)
    {
        public T Value = value;
    }
}
