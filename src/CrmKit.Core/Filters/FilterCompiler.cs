using System.Linq.Expressions;
using CrmKit.Storage;

namespace CrmKit.Filters;

/// <summary>
/// From the tree to an expression. Conditions are true or false, never unknown: negations are pushed down to the comparisons, and each says what an empty field means,
/// so that memory and every database agree.
/// </summary>
internal sealed class FilterCompiler(FilterPlan plan, IReadOnlyDictionary<string, IQueryable> visible, IFilterScope scope)
{
    public Expression Compile(FilterNode node, Expression record, bool negated) => node switch
    {
        Negation negation => Compile(negation.Inner, record, !negated),
        AllOf all => Join(all.Parts, record, negated, and: !negated),
        AnyOf any => Join(any.Parts, record, negated, and: negated),
        Related related => Compile(related, record, negated),
        _ => Compile((Condition)node, record, negated),
    };

    private Expression Join(IReadOnlyList<FilterNode> parts, Expression record, bool negated, bool and) => parts
        .Select(p => Compile(p, record, negated))
        .Aggregate((left, right) => and ? Expression.AndAlso(left, right) : Expression.OrElse(left, right));

    private Expression Compile(Condition condition, Expression record, bool negated)
    {
        var path = plan.Paths[condition];
        if (plan.Others.TryGetValue(condition, out var other)) return FieldComparison.Of(condition, path.Field, other).Over(Read(record, path.Field), Read(record, other), negated);
        var comparison = Comparison.Of(condition, path.Field, scope);
        if (path.Hops.Count == 0) return comparison.Over(Read(record, path.Field), negated);

        // A reference that is empty or points at something hidden gives an empty field.
        var holdsWhenEmpty = comparison.HoldsWhenEmpty != negated;
        var exists = Exists(path, 0, record, target => comparison.Over(Read(target, path.Field), negated != holdsWhenEmpty));
        return holdsWhenEmpty ? Expression.Not(exists) : exists;
    }

    private Expression Compile(Related related, Expression record, bool negated)
    {
        var relation = plan.Relations[related];
        var rows = visible[relation.Type.Key];
        var pointing = Expression.Parameter(rows.ElementType, "p");
        Expression condition = Points(Read(pointing, relation.Reference), relation.Reference, Expression.Property(record, nameof(Record.Id)));
        if (relation.Regarding is { } about)
            condition = Expression.AndAlso(Expression.Equal(Expression.Property(pointing, nameof(Activities.CrmActivity.RegardingType)), Predicates.Parameter(about, typeof(string))), condition);
        if (related.Inner is { } inner) condition = Expression.AndAlso(condition, Compile(inner, pointing, negated: false));
        var quoted = Expression.Quote(Expression.Lambda(condition, pointing));
        if (related is { Operator: FilterOperator.Ge, Count: 1 })
        {
            var any = Expression.Call(typeof(Queryable), nameof(Queryable.Any), [rows.ElementType], rows.Expression, quoted);
            return negated ? Expression.Not(any) : any;
        }
        var compared = Expression.MakeBinary(related.Operator switch
        {
            FilterOperator.Eq => ExpressionType.Equal,
            FilterOperator.Ne => ExpressionType.NotEqual,
            FilterOperator.Gt => ExpressionType.GreaterThan,
            FilterOperator.Ge => ExpressionType.GreaterThanOrEqual,
            FilterOperator.Lt => ExpressionType.LessThan,
            _ => ExpressionType.LessThanOrEqual,
        }, Expression.Call(typeof(Queryable), nameof(Queryable.Count), [rows.ElementType], rows.Expression, quoted), Predicates.Parameter(related.Count, typeof(int)));
        return negated ? Expression.Not(compared) : compared;
    }

    private MethodCallExpression Exists(FieldPath path, int hop, Expression record, Func<Expression, Expression> condition)
    {
        var (_, reference, to) = path.Hops[hop];
        var rows = visible[to.Key];
        var target = Expression.Parameter(rows.ElementType, "r" + (hop + 1));
        var inner = hop + 1 < path.Hops.Count ? Exists(path, hop + 1, target, condition) : condition(target);
        var joins = Points(Read(record, reference), reference, Expression.Property(target, nameof(Record.Id)));
        return Expression.Call(typeof(Queryable), nameof(Queryable.Any), [rows.ElementType], rows.Expression, Expression.Quote(Expression.Lambda(Expression.AndAlso(joins, inner), target)));
    }

    public static BinaryExpression Points(Expression key, FieldDefinition reference, Expression id) => reference.IsCustom
        ? Expression.Equal(key, Expression.Call(typeof(CustomField), nameof(CustomField.IdText), null, id))
        : Expression.Equal(key, Expression.Convert(id, key.Type));

    public static Expression Read(Expression record, FieldDefinition field) =>
        field.IsCustom ? CustomKeys.Read(record, field.Key, field.Kind) : field.Selector!.Over(record);
}
