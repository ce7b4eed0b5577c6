using System.Linq.Expressions;
using System.Reflection;

namespace CrmKit.Storage;

/// <summary>
/// Replaces what an expression captures from collectible code (a plugin's variables, properties, methods) by the value it has now. Whoever evaluates or translates expressions (EF Core too) does so
/// through the expression interpreter, whose process-wide cache of methods keeps the code in memory for good; reflection keeps nothing.
/// </summary>
internal sealed class ForeignValues : ExpressionVisitor
{
    public static Expression Replace(Expression expression) => new ForeignValues().Visit(expression)!;

    /// <summary>The value now of an expression without parameters.</summary>
    public static T Evaluate<T>(Expression expression) =>
        Replace(expression) is ConstantExpression constant ? (T)constant.Value! : Expression.Lambda<Func<T>>(Expression.Convert(Replace(expression), typeof(T))).Compile(preferInterpretation: true)();

    public override Expression? Visit(Expression? node)
    {
        if (node is not (MemberExpression or MethodCallExpression) || !IsForeign(node) || node.Type.IsCollectible || !CanRead(node)) return base.Visit(node);
        var captured = Activator.CreateInstance(typeof(Captured<>).MakeGenericType(node.Type), Read(node))!;
        return Expression.Field(Expression.Constant(captured), nameof(Captured<>.Value)); // a variable to EF Core: a parameter, not a literal in its cache
    }

    private static bool IsForeign(Expression node) => node switch
    {
        MemberExpression member => member.Member.DeclaringType!.IsCollectible || (member.Expression is { } inner && IsForeign(inner)),
        MethodCallExpression call => call.Method.IsCollectible || (call.Object is { } target && IsForeign(target)) || call.Arguments.Any(IsForeign),
        ConstantExpression constant => constant.Type.IsCollectible,
        UnaryExpression unary => IsForeign(unary.Operand),
        _ => false,
    };

    // Nothing of the row in it, and nothing that only the interpreter could run.
    private static bool CanRead(Expression node) => node switch
    {
        ConstantExpression => true,
        MemberExpression member => member.Expression is null || CanRead(member.Expression),
        MethodCallExpression call => (call.Object is null || CanRead(call.Object)) && call.Arguments.All(CanRead),
        UnaryExpression { NodeType: ExpressionType.Convert, Method: null } convert => CanRead(convert.Operand) && !convert.Type.IsValueType,
        _ => false,
    };

    private static object? Read(Expression node) => node switch
    {
        ConstantExpression constant => constant.Value,
        MemberExpression { Member: FieldInfo field } member => field.GetValue(Of(member.Expression)),
        MemberExpression { Member: PropertyInfo property } member => property.GetValue(Of(member.Expression)),
        MethodCallExpression call => call.Method.Invoke(Of(call.Object), BindingFlags.DoNotWrapExceptions, null, [.. call.Arguments.Select(Read)], null),
        UnaryExpression convert => Read(convert.Operand),
        _ => throw new InvalidOperationException($"{node.NodeType} cannot be read."),
    };

    private static object? Of(Expression? target) => target is null ? null : Read(target);

    private sealed class Captured<T>(T value)
    {
        public readonly T Value = value;
    }
}
