using System.Linq.Expressions;
using CrmKit.Access;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Records;

/// <summary>Rows of a type as queries, with and without the actor's rights. Every read of records begins here.</summary>
internal sealed class RecordSource(CrmSession session, IAccess access) : ISessionService
{
    /// <summary>The rows that the actor may read.</summary>
    public async ValueTask<IQueryable<T>> VisibleAsync<T>(RecordTypeDefinition type, RecordLife life, CancellationToken cancellationToken) where T : Record
    {
        var may = await access.PredicateAsync<T>(type, Operations.Read, cancellationToken);
        var rows = Rows<T>(await session.ReaderAsync(cancellationToken), type, life);
        return may.Body is ConstantExpression { Value: true } ? rows : rows.Where(may);
    }

    /// <summary>As the generic one, for a type known at run time.</summary>
    public Task<IQueryable> VisibleAsync(RecordTypeDefinition type, RecordLife life, CancellationToken cancellationToken) =>
        type.VisitAsync(new UntypedRows(this, type, life, cancellationToken));

    /// <summary>All rows, whoever may read them.</summary>
    public static IQueryable<T> Rows<T>(IStoreReader reader, RecordTypeDefinition type, RecordLife life) where T : Record
    {
        var rows = type.IsCustom ? OfType<T>(reader, type.Key) : reader.Query<T>();
        return life switch
        {
            RecordLife.Alive => rows.Where(r => r.DeletedAt == null),
            RecordLife.Deleted => rows.Where(r => r.DeletedAt != null),
            _ => rows,
        };
    }

    private static IQueryable<T> OfType<T>(IStoreReader reader, string typeKey) => (IQueryable<T>)reader.Query<CustomRecord>().Where(r => r.TypeKey == typeKey);

    private sealed class UntypedRows(RecordSource source, RecordTypeDefinition type, RecordLife life, CancellationToken cancellationToken) : IRecordClassVisitor<IQueryable>
    {
        public async Task<IQueryable> VisitAsync<T>() where T : Record => await source.VisibleAsync<T>(type, life, cancellationToken);
    }
}

/// <summary>Which rows.</summary>
internal enum RecordLife
{
    Alive,
    Deleted,
    All,
}
