using System.Linq.Expressions;
using CrmKit.Sessions;

namespace CrmKit.Records;

/// <summary>Reads of core's own rules: what is stored, whether or not the actor may see it, because a rule must hold all the same.</summary>
internal static class SaveContextReading
{
    /// <summary>The records alive that meet a condition.</summary>
    public static async ValueTask<IReadOnlyList<T>> ListAsync<T>(this SaveContext context, Expression<Func<T, bool>> condition, CancellationToken cancellationToken) where T : Record
    {
        var reader = await ((CrmSession)context.Session).ReaderAsync(cancellationToken);
        return await reader.ListAsync(reader.Query<T>().Where(r => r.DeletedAt == null).Where(condition), cancellationToken);
    }

    /// <summary>One value of each record alive that meets a condition.</summary>
    public static async ValueTask<IReadOnlyList<TValue>> ListAsync<T, TValue>(this SaveContext context, Expression<Func<T, TValue>> value, Expression<Func<T, bool>> condition,
        CancellationToken cancellationToken) where T : Record
    {
        var reader = await ((CrmSession)context.Session).ReaderAsync(cancellationToken);
        return await reader.ListAsync(reader.Query<T>().Where(r => r.DeletedAt == null).Where(condition).Select(value), cancellationToken);
    }

    /// <summary>Records alive of any type, by id.</summary>
    public static async ValueTask<IReadOnlyList<Record>> FindAsync(this SaveContext context, RecordTypeDefinition type, List<Guid> ids, CancellationToken cancellationToken) =>
        [.. await RecordRows.For(type).ByIdAsync(await ((CrmSession)context.Session).ReaderAsync(cancellationToken), type, ids, withDeleted: false, cancellationToken)];

    /// <summary>Which of the ids belong to records of a type that are alive.</summary>
    public static async ValueTask<IReadOnlyList<Guid>> AliveAsync(this SaveContext context, RecordTypeDefinition type, List<Guid> ids, CancellationToken cancellationToken) =>
        [.. await RecordRows.For(type).AliveAsync(await ((CrmSession)context.Session).ReaderAsync(cancellationToken), type, ids, null, cancellationToken)];

    /// <summary>The parts alive of parents.</summary>
    public static async ValueTask<IReadOnlyList<Record>> PartsAsync(this SaveContext context, RecordTypeDefinition parts, List<Guid?> parents, CancellationToken cancellationToken) =>
        [.. (await RecordRows.For(parts).ByReferenceAsync(await ((CrmSession)context.Session).ReaderAsync(cancellationToken), parts.Field(parts.ParentField!), parents, cancellationToken)).Where(p => p.DeletedAt is null)];

    /// <summary>What is created, updated or restored, as records of their class.</summary>
    public static IEnumerable<(PendingChange Change, T Record)> Living<T>(this SaveContext context) where T : Record =>
        context.Changes.Where(c => c.Operation != RecordOperation.Delete).Select(c => (c, (T)c.After));
}
