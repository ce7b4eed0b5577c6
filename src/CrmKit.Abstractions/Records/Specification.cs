using System.Linq.Expressions;

namespace CrmKit.Records;

/// <summary>A question about records of one class: criteria, order, includes, page. Composable with <c>&amp;</c>, <c>|</c> and <c>!</c>.</summary>
/// <remarks>The shape follows Ardalis.Specification, so that it could be swapped in. Build it, pass it to <see cref="IRecords"/>; not thread safe while building.</remarks>
public class Specification<T> where T : Record
{
    private readonly List<SortKey> _order = [];
    private readonly List<string> _includes = [];

    /// <summary>Makes a specification that matches all.</summary>
    public Specification() { }

    /// <summary>Makes a specification with criteria.</summary>
    public Specification(Expression<Func<T, bool>> criteria) => Where(criteria);

    /// <summary>What must hold; <see langword="null"/> matches all.</summary>
    public Expression<Func<T, bool>>? Criteria { get; private set; }

    /// <summary>The sort keys in order; ties are broken by id.</summary>
    public IReadOnlyList<SortKey> Order => _order;

    /// <summary>Keys of reference fields whose records come along.</summary>
    public IReadOnlyList<string> Includes => _includes;

    /// <summary>The catalog key when <typeparamref name="T"/> is <see cref="CustomRecord"/>; otherwise <see langword="null"/>.</summary>
    public string? TypeKey { get; private set; }

    /// <summary>The most records to return; <see langword="null"/> means the door's limit.</summary>
    public int? Limit { get; private set; }

    /// <summary>Where the page begins; <see langword="null"/> for the first.</summary>
    public string? Cursor { get; private set; }

    /// <summary>Whether deleted records match too.</summary>
    public bool WithDeleted { get; private set; }

    /// <summary>Adds a condition that must hold as well.</summary>
    public Specification<T> Where(Expression<Func<T, bool>> criteria)
    {
        Criteria = Criteria is null ? criteria : Criteria.And(criteria);
        return this;
    }

    /// <summary>Sorts, ascending, after the keys given before.</summary>
    public Specification<T> OrderBy<TKey>(Expression<Func<T, TKey>> key)
    {
        _order.Add(new SortKey(key, false));
        return this;
    }

    /// <summary>Sorts, descending, after the keys given before.</summary>
    public Specification<T> OrderByDescending<TKey>(Expression<Func<T, TKey>> key)
    {
        _order.Add(new SortKey(key, true));
        return this;
    }

    /// <summary>Brings along the records that a reference field points at, in <see cref="Page{T}.Included"/>.</summary>
    public Specification<T> Include(string referenceField)
    {
        _includes.Add(referenceField);
        return this;
    }

    /// <summary>Names the type of custom records.</summary>
    public Specification<T> OfType(string typeKey)
    {
        TypeKey = typeKey;
        return this;
    }

    /// <summary>Limits how many come back.</summary>
    public Specification<T> Take(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        Limit = limit;
        return this;
    }

    /// <summary>Asks for a page: its size, and the cursor of the page before.</summary>
    public Specification<T> Page(int size, string? cursor = null)
    {
        Cursor = cursor;
        return Take(size);
    }

    /// <summary>Lets deleted records match too.</summary>
    public Specification<T> IncludeDeleted()
    {
        WithDeleted = true;
        return this;
    }

    /// <summary>Both must hold; order and page are the left one's.</summary>
    public static Specification<T> operator &(Specification<T> left, Specification<T> right) =>
        left.With(left.Criteria is null ? right.Criteria : right.Criteria is null ? left.Criteria : left.Criteria.And(right.Criteria));

    /// <summary>One of both must hold; order and page are the left one's.</summary>
    public static Specification<T> operator |(Specification<T> left, Specification<T> right) =>
        left.With(left.Criteria is null || right.Criteria is null ? null : left.Criteria.Or(right.Criteria));

    /// <summary>It must not hold; order and page stay.</summary>
    public static Specification<T> operator !(Specification<T> specification) =>
        specification.With(specification.Criteria is null ? _ => false : specification.Criteria.Not());

    /// <summary>Whether a record in memory matches.</summary>
    public bool IsSatisfiedBy(T record) => Criteria is null || Criteria.Compile()(record);

    private Specification<T> With(Expression<Func<T, bool>>? criteria)
    {
        var copy = new Specification<T> { Criteria = criteria, TypeKey = TypeKey, Limit = Limit, Cursor = Cursor, WithDeleted = WithDeleted };
        copy._order.AddRange(_order);
        copy._includes.AddRange(_includes);
        return copy;
    }
}

/// <summary>A question whose answers are projected in the database.</summary>
public sealed class Specification<T, TResult>(Specification<T> source, Expression<Func<T, TResult>> selector) where T : Record
{
    /// <summary>The records to project.</summary>
    public Specification<T> Source { get; } = source;

    /// <summary>The projection. Must be translatable; project to value tuples or host types, never to a plugin's types.</summary>
    public Expression<Func<T, TResult>> Selector { get; } = selector;
}

/// <summary>One sort key.</summary>
/// <param name="Key">A property of the record, or one of its custom fields.</param>
/// <param name="Descending">Largest first.</param>
public sealed record SortKey(LambdaExpression Key, bool Descending);
