using System.Linq.Expressions;

namespace CrmKit.Catalog;

/// <summary>When records that may be unfinished are for all who may read their type; before and after, one is seen by its owner and by those who may change it. Immutable.</summary>
internal sealed class Publication
{
    private readonly Func<Record, bool> _holds;

    private Publication(LambdaExpression condition, Func<Record, bool> holds) => (Condition, _holds) = (condition, holds);

    /// <summary>The condition, over the class of the type, as databases are asked.</summary>
    public LambdaExpression Condition { get; }

    public static Publication When<T>(Expression<Func<T, bool>> condition) where T : Record
    {
        var holds = condition.Compile();
        return new Publication(condition, record => holds((T)record));
    }

    /// <summary>Whether the condition holds for a record of the type.</summary>
    public bool Holds(Record record) => _holds(record);
}
