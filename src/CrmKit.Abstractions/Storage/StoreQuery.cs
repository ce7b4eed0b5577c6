using System.Linq.Expressions;

namespace CrmKit.Storage;

/// <summary>A query that is asked over and over: the store translates it once for all its uses. For what each request asks; others are written where they are asked.</summary>
/// <typeparam name="TArgument">What differs between its uses: one value that a column can be compared with.</typeparam>
/// <typeparam name="TResult">A row of the answer.</typeparam>
/// <param name="shape">Composed of <see cref="IStoreReader.Query"/> and the argument, without captured variables.</param>
internal sealed class StoreQuery<TArgument, TResult>(Expression<Func<IStoreReader, TArgument, IQueryable<TResult>>> shape)
{
    public Expression<Func<IStoreReader, TArgument, IQueryable<TResult>>> Shape { get; } = shape;
}
