using System.Linq.Expressions;

namespace CrmKit.EntityFrameworkCore;

/// <summary>Writes <c>text.Contains('x')</c>, <c>StartsWith</c> and <c>EndsWith</c> with a string of one character: not every provider translates the overloads for characters, which analyzers ask for.</summary>
internal sealed class OneCharacter : ExpressionVisitor
{
    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        if (node.Method.DeclaringType != typeof(string) || node is not { Object: { } whole, Arguments: [{ } one] } || one.Type != typeof(char) || typeof(string).GetMethod(node.Method.Name, [typeof(string)]) is not { } ofText)
            return base.VisitMethodCall(node);
        var text = one is ConstantExpression { Value: char value } ? (Expression)Expression.Constant(value.ToString()) : Expression.Call(Visit(one), nameof(char.ToString), null);
        return Expression.Call(Visit(whole), ofText, text);
    }
}
