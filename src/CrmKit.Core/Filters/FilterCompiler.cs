using System.Linq.Expressions;
using CrmKit.Storage;

namespace CrmKit.Filters;

/// <summary>
/// From the tree to an expression. Conditions are true or false, never unknown: negations are pushed down to the comparisons, and each says what an empty field means,
/// so that memory and every database agree.
/// </summary>
internal sealed class FilterCompiler(IReadOnlyDictionary<Condition, FieldPath> paths, IReadOnlyDictionary<string, IQueryable> visible, IFilterScope scope)
{
    public Expression Compile(FilterNode node, Expression record, bool negated) => node switch
    {
        Negation negation => Compile(negation.Inner, record, !negated),
        AllOf all => Join(all.Parts, record, negated, and: !negated),
        AnyOf any => Join(any.Parts, record, negated, and: negated),
        _ => Compile((Condition)node, record, negated),
    };

    private Expression Join(IReadOnlyList<FilterNode> parts, Expression record, bool negated, bool and) => parts
        .Select(p => Compile(p, record, negated))
        .Aggregate((left, right) => and ? Expression.AndAlso(left, right) : Expression.OrElse(left, right));

    private Expression Compile(Condition condition, Expression record, bool negated)
    {
        var path = paths[condition];
        var comparison = Comparison.Of(condition, path.Field, scope);
        if (path.Hops.Count == 0) return comparison.Over(Read(record, path.Field), negated);

        // A reference that is empty or points at something hidden gives an empty field.
        var holdsWhenEmpty = comparison.HoldsWhenEmpty != negated;
        var exists = Exists(path, 0, record, target => comparison.Over(Read(target, path.Field), negated != holdsWhenEmpty));
        return holdsWhenEmpty ? Expression.Not(exists) : exists;
    }

    private MethodCallExpression Exists(FieldPath path, int hop, Expression record, Func<Expression, Expression> condition)
    {
        var (_, reference, to) = path.Hops[hop];
        var rows = visible[to.Key];
        var target = Expression.Parameter(rows.ElementType, "r" + (hop + 1));
        var inner = hop + 1 < path.Hops.Count ? Exists(path, hop + 1, target, condition) : condition(target);
        var key = Read(record, reference);
        Expression id = Expression.Property(target, nameof(Record.Id));
        var joins = reference.IsCustom
            ? Expression.Equal(key, Expression.Call(typeof(CustomField), nameof(CustomField.IdText), null, id))
            : Expression.Equal(key, Expression.Convert(id, key.Type));
        return Expression.Call(typeof(Queryable), nameof(Queryable.Any), [rows.ElementType], rows.Expression, Expression.Quote(Expression.Lambda(Expression.AndAlso(joins, inner), target)));
    }

    private static Expression Read(Expression record, FieldDefinition field) =>
        field.IsCustom ? CustomKeys.Read(record, field.Key, field.Kind) : field.Selector!.Over(record);
}
