using System.Linq.Expressions;
using System.Reflection;
using CrmKit.Storage;

namespace CrmKit.Access;

/// <summary>Rights as conditions that the database evaluates.</summary>
internal static class AccessPredicates
{
    private static readonly MethodInfo OfParents = typeof(AccessPredicates).GetMethod(nameof(ParentsAsync), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly MethodInfo OfClass = typeof(AccessPredicates).GetMethod(nameof(OfClassAsync), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>Parts of parents that meet the parents' own condition.</summary>
    public static async ValueTask<Expression<Func<T, bool>>> ThroughParentAsync<T>(
        UserAccess access, IStoreReader reader, RecordTypeDefinition type, RecordTypeDefinition parent, Operations operation, CancellationToken cancellationToken) where T : Record
    {
        var parents = await (ValueTask<IQueryable>)OfParents.MakeGenericMethod(parent.ClrType).Invoke(null, [access, reader, parent, operation, cancellationToken])!;
        var (part, record) = (Expression.Parameter(typeof(T), "r"), Expression.Parameter(parent.ClrType, "p"));
        var reference = type.Field(type.ParentField ?? type.RightsField!).Selector!.Over(part);
        var isParent = Expression.Lambda(Expression.Equal(Expression.Convert(Expression.Property(record, nameof(Record.Id)), typeof(Guid?)), reference), record);
        var any = Expression.Call(typeof(Queryable), nameof(Queryable.Any), [parent.ClrType], parents.Expression, isParent);
        return Expression.Lambda<Func<T, bool>>(any, part);
    }

    /// <summary>The door's predicate over the class of a type that is known at run time only.</summary>
    public static ValueTask<LambdaExpression> OfTypeAsync(IAccess access, RecordTypeDefinition type, Operations operation, CancellationToken cancellationToken) =>
        (ValueTask<LambdaExpression>)OfClass.MakeGenericMethod(type.ClrType).Invoke(null, [access, type, operation, cancellationToken])!;

    private static async ValueTask<LambdaExpression> OfClassAsync<T>(IAccess access, RecordTypeDefinition type, Operations operation, CancellationToken cancellationToken) where T : Record =>
        await access.PredicateAsync<T>(type, operation, cancellationToken);

    private static async ValueTask<IQueryable> ParentsAsync<TParent>(
        UserAccess access, IStoreReader reader, RecordTypeDefinition parent, Operations operation, CancellationToken cancellationToken) where TParent : Record =>
        reader.Query<TParent>().Where(await access.PredicateAsync<TParent>(parent, operation, cancellationToken));
}
