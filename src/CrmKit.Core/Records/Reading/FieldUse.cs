using System.Linq.Expressions;

namespace CrmKit.Records;

/// <summary>Finds out which fields an expression over a record reads, so that none is asked about that the actor may not read.</summary>
internal sealed class FieldUse : ExpressionVisitor
{
    private readonly HashSet<string> _members = [];
    private readonly HashSet<string> _custom = [];
    private ParameterExpression _record = null!;
    private bool _whole;

    /// <exception cref="CrmForbiddenException"><c>filter.field-forbidden</c>.</exception>
    public static void Refuse(RecordTypeDefinition type, IReadOnlySet<string> hidden, LambdaExpression? expression)
    {
        if (hidden.Count == 0 || expression is null) return;
        var use = new FieldUse { _record = expression.Parameters[0] };
        use.Visit(expression.Body);
        foreach (var field in type.Fields.Where(f => hidden.Contains(f.Key)))
            if (use.Reads(field)) throw new CrmForbiddenException(ReadErrors.FieldForbidden(type.Key, field.Key));
    }

    /// <summary>The fields that an expression names; reading the whole record names none.</summary>
    public static IEnumerable<FieldDefinition> Named(RecordTypeDefinition type, LambdaExpression expression)
    {
        var use = new FieldUse { _record = expression.Parameters[0] };
        use.Visit(expression.Body);
        return type.Fields.Where(use.Names);
    }

    protected override Expression VisitMember(MemberExpression node)
    {
        if (Unwrapped(node.Expression) != _record) return base.VisitMember(node);
        _members.Add(node.Member.Name);
        return node;
    }

    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        if (CustomKeys.Find(node) is not { } call || call.Record != _record) return base.VisitMethodCall(node);
        _custom.Add(call.Key);
        return node;
    }

    protected override Expression VisitParameter(ParameterExpression node)
    {
        if (node == _record) _whole = true;
        return node;
    }

    private bool Reads(FieldDefinition field) =>
        _whole || Names(field) || (field.IsCustom && _members.Contains(nameof(Record.Custom)));

    private bool Names(FieldDefinition field) => field.IsCustom ? _custom.Contains(field.Key) : field.Selector?.Body is MemberExpression body && _members.Contains(body.Member.Name);

    private static Expression? Unwrapped(Expression? expression) =>
        expression is UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.TypeAs } cast ? Unwrapped(cast.Operand) : expression;
}
