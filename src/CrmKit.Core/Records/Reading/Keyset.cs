using System.Linq.Expressions;
using CrmKit.Storage;

namespace CrmKit.Records;

/// <summary>Keyset paging: order by keys, and go on after the last record seen, at the same cost on every page.</summary>
internal static class Keyset
{
    public static IQueryable<T> OrderBy<T>(IQueryable<T> rows, IReadOnlyList<PageKey> keys)
    {
        var expression = rows.Expression;
        for (var i = 0; i < keys.Count; i++)
        {
            var method = i == 0
                ? keys[i].Descending ? nameof(Queryable.OrderByDescending) : nameof(Queryable.OrderBy)
                : keys[i].Descending ? nameof(Queryable.ThenByDescending) : nameof(Queryable.ThenBy);
            expression = Expression.Call(typeof(Queryable), method, [typeof(T), keys[i].Type], expression, Expression.Quote(keys[i].Key));
        }
        return rows.Provider.CreateQuery<T>(expression);
    }

    /// <summary>
    /// What comes after a position: <c>k1 &lt;= v1 AND (k1 &lt; v1 OR (k1 = v1 AND …))</c>. The leading guard is redundant and lets an index seek to the position.
    /// </summary>
    /// <param name="keys">The last one is never null.</param>
    /// <param name="position">The keys' values of the last record seen.</param>
    /// <param name="nullsFirst">Whether the database puts nulls before all values in ascending order.</param>
    public static Expression<Func<T, bool>> After<T>(IReadOnlyList<PageKey> keys, IReadOnlyList<object?> position, bool nullsFirst)
    {
        var record = Expression.Parameter(typeof(T), "r");
        Expression? after = null;
        for (var i = keys.Count - 1; i >= 0; i--)
        {
            var (key, value) = (keys[i].Key.Over(record), position[i]);
            var nullsFollow = keys[i].IsNullable && nullsFirst == keys[i].Descending;
            Expression equal;
            Expression? past;
            if (value is null)
            {
                equal = Expression.Equal(key, Expression.Constant(null, key.Type));
                past = nullsFollow ? null : Expression.NotEqual(key, Expression.Constant(null, key.Type));
            }
            else
            {
                var bound = Predicates.Parameter(value, key.Type);
                equal = Expression.Equal(key, bound);
                past = Compare(key, bound, keys[i].Descending, orEqual: false);
                if (nullsFollow) past = Expression.OrElse(past, Expression.Equal(key, Expression.Constant(null, key.Type)));
            }
            var tie = after is null ? null : Expression.AndAlso(equal, after);
            var term = past is null ? tie! : tie is null ? past : Expression.OrElse(past, tie);
            if (tie is not null && value is not null && !nullsFollow)
                term = Expression.AndAlso(Compare(key, Predicates.Parameter(value, key.Type), keys[i].Descending, orEqual: true), term);
            after = term;
        }
        return Expression.Lambda<Func<T, bool>>(after!, record);
    }

    /// <summary>The keys' values of a record.</summary>
    public static IReadOnlyList<object?> PositionOf<T>(IReadOnlyList<PageKey> keys, T record) =>
        [.. keys.Select(k => Expression.Lambda<Func<T, object?>>(Expression.Convert(ForeignValues.Replace(k.Key.Body), typeof(object)), k.Key.Parameters).Compile(preferInterpretation: true)(record))];

    private static Expression Compare(Expression key, Expression bound, bool less, bool orEqual)
    {
        if (key.Type == typeof(string))
        {
            var function = (less, orEqual) switch
            {
                (true, false) => nameof(TextMatch.Less),
                (true, true) => nameof(TextMatch.LessOrEqual),
                (false, false) => nameof(TextMatch.Greater),
                _ => nameof(TextMatch.GreaterOrEqual),
            };
            return Expression.Call(typeof(TextMatch), function, null, key, bound);
        }
        var kind = (less, orEqual) switch
        {
            (true, false) => ExpressionType.LessThan,
            (true, true) => ExpressionType.LessThanOrEqual,
            (false, false) => ExpressionType.GreaterThan,
            _ => ExpressionType.GreaterThanOrEqual,
        };
        if (key.Type == typeof(Guid)) return Expression.MakeBinary(kind, Expression.Call(key, nameof(Guid.CompareTo), null, bound), Expression.Constant(0));
        if (key.Type == typeof(Guid?)) // only PostgreSQL and SQLite compare ids; C# has no lifted comparison through CompareTo
            return Expression.AndAlso(Expression.NotEqual(key, Expression.Constant(null, key.Type)),
                Expression.MakeBinary(kind, Expression.Call(Expression.Property(key, "Value"), nameof(Guid.CompareTo), null, Expression.Property(bound, "Value")), Expression.Constant(0)));
        return Expression.MakeBinary(kind, key, bound);
    }
}
