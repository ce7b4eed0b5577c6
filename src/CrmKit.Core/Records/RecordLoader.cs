using System.Collections.Concurrent;
using System.Linq.Expressions;
using CrmKit.Connectors;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Records;

/// <summary>Loads records of any type by id, without asking for rights: for the write path, which asks itself.</summary>
internal sealed class RecordLoader(CrmSession session) : ISessionService
{
    /// <summary>Ids per statement: far below every database's limit of parameters.</summary>
    private const int Chunk = 500;

    public async Task<IReadOnlyList<Record>> LoadAsync(RecordTypeDefinition type, IReadOnlyCollection<Guid> ids, bool withDeleted, CancellationToken cancellationToken)
    {
        if (ids.Count == 0) return [];
        var reader = await session.ReaderAsync(cancellationToken);
        var found = new List<Record>(ids.Count);
        foreach (var some in ids.Chunk(Chunk)) found.AddRange(await RecordRows.For(type).ByIdAsync(reader, type, [.. some], withDeleted, cancellationToken));
        return found;
    }

    /// <summary>The parts of parents, alive or deleted.</summary>
    public async Task<IReadOnlyList<Record>> PartsAsync(RecordTypeDefinition partType, IReadOnlyCollection<Guid> parentIds, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        var parent = partType.Field(partType.ParentField!);
        var found = new List<Record>();
        foreach (var some in parentIds.Chunk(Chunk)) found.AddRange(await RecordRows.For(partType).ByReferenceAsync(reader, parent, [.. some], cancellationToken));
        return found;
    }

    /// <summary>The records, alive or deleted, whose reference field holds an id.</summary>
    public async Task<IReadOnlyList<Record>> PointingAsync(RecordTypeDefinition type, FieldDefinition reference, Guid id, CancellationToken cancellationToken) =>
        [.. await RecordRows.For(type).PointingAsync(await session.ReaderAsync(cancellationToken), type, reference, id, cancellationToken)];

    /// <summary>Which of the ids belong to records that are alive, out of those that meet a condition over the record's class.</summary>
    public async Task<IReadOnlyCollection<Guid>> AliveAsync(RecordTypeDefinition type, IReadOnlyCollection<Guid> ids, LambdaExpression? condition, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        var found = new HashSet<Guid>();
        foreach (var some in ids.Chunk(Chunk)) found.UnionWith(await RecordRows.For(type).AliveAsync(reader, type, [.. some], condition, cancellationToken));
        return found;
    }

    /// <summary>Who, among records that are alive, has one of the values in a field.</summary>
    public async Task<IReadOnlyList<TakenValue>> TakenAsync(RecordTypeDefinition type, FieldDefinition field, IReadOnlyCollection<object> values, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        var found = new List<TakenValue>();
        foreach (var some in values.Chunk(Chunk)) found.AddRange(await RecordRows.For(type).TakenAsync(reader, type, field, some, cancellationToken));
        return found;
    }
}

/// <summary>A value of a unique field, and the record that has it.</summary>
internal readonly record struct TakenValue(Guid Id, object Value);

/// <summary>Queries over the class of a record type.</summary>
internal abstract class RecordRows
{
    private static readonly ConcurrentDictionary<Type, RecordRows> Known = new();

    public static RecordRows For(RecordTypeDefinition type) =>
        Known.GetOrAdd(type.ClrType, static t => (RecordRows)Activator.CreateInstance(typeof(RecordRows<>).MakeGenericType(t))!);

    public abstract Task<IEnumerable<Record>> ByIdAsync(IStoreReader reader, RecordTypeDefinition type, List<Guid> ids, bool withDeleted, CancellationToken cancellationToken);

    public abstract Task<IEnumerable<Record>> ByReferenceAsync(IStoreReader reader, FieldDefinition reference, List<Guid?> ids, CancellationToken cancellationToken);

    public abstract Task<IEnumerable<Record>> PointingAsync(IStoreReader reader, RecordTypeDefinition type, FieldDefinition reference, Guid id, CancellationToken cancellationToken);

    public abstract Task<IEnumerable<Guid>> AliveAsync(IStoreReader reader, RecordTypeDefinition type, List<Guid> ids, LambdaExpression? condition, CancellationToken cancellationToken);

    /// <summary>Records whose version is not the one that a connector's link has seen; with new ones, also those that are alive and have no link. What is on its way or waits is left out.</summary>
    public abstract Task<IReadOnlyList<Guid>> UnsyncedAsync(IStoreReader reader, RecordTypeDefinition type, string connector, bool withNew, int limit, CancellationToken cancellationToken);

    public abstract Task<IEnumerable<TakenValue>> TakenAsync(IStoreReader reader, RecordTypeDefinition type, FieldDefinition field, object[] values, CancellationToken cancellationToken);
}

internal sealed class RecordRows<T> : RecordRows where T : Record
{
    public override async Task<IEnumerable<Record>> ByIdAsync(IStoreReader reader, RecordTypeDefinition type, List<Guid> ids, bool withDeleted, CancellationToken cancellationToken)
    {
        var query = Of(reader, type).Where(r => ids.Contains(r.Id));
        return await reader.ListAsync(withDeleted ? query : query.Where(r => r.DeletedAt == null), cancellationToken);
    }

    public override async Task<IEnumerable<Record>> ByReferenceAsync(IStoreReader reader, FieldDefinition reference, List<Guid?> ids, CancellationToken cancellationToken) =>
        await reader.ListAsync(reader.Query<T>().Where(IsAmong(reference.Selector!, ids)), cancellationToken);

    public override async Task<IEnumerable<Record>> PointingAsync(IStoreReader reader, RecordTypeDefinition type, FieldDefinition reference, Guid id, CancellationToken cancellationToken) =>
        await reader.ListAsync(Of(reader, type).Where(Holds(reference, [id])), cancellationToken);

    public override async Task<IEnumerable<Guid>> AliveAsync(IStoreReader reader, RecordTypeDefinition type, List<Guid> ids, LambdaExpression? condition, CancellationToken cancellationToken)
    {
        var query = Of(reader, type).Where(r => ids.Contains(r.Id) && r.DeletedAt == null);
        if (condition is not null) query = query.Where((Expression<Func<T, bool>>)condition);
        return await reader.ListAsync(query.Select(r => r.Id), cancellationToken);
    }

    public override async Task<IReadOnlyList<Guid>> UnsyncedAsync(IStoreReader reader, RecordTypeDefinition type, string connector, bool withNew, int limit, CancellationToken cancellationToken)
    {
        var key = type.Key;
        var links = reader.Query<ConnectorLink>().Where(l => l.Connector == connector && l.RecordType == key);
        var open = links.Where(l => l.PushId == null && l.Status != ConnectorLinkStatus.Conflict && l.Status != ConnectorLinkStatus.Refused);
        var changed = Of(reader, type).Where(r => open.Any(l => l.RecordId == r.Id && (l.SeenVersion == null || l.SeenVersion != r.Version)));
        var found = await reader.ListAsync(changed.OrderBy(r => r.Id).Select(r => r.Id).Take(limit), cancellationToken);
        if (!withNew || found.Count == limit) return found;
        var unlinked = Of(reader, type).Where(r => r.DeletedAt == null && !links.Any(l => l.RecordId == r.Id));
        return [.. found, .. await reader.ListAsync(unlinked.OrderBy(r => r.Id).Select(r => r.Id).Take(limit - found.Count), cancellationToken)];
    }

    public override async Task<IEnumerable<TakenValue>> TakenAsync(IStoreReader reader, RecordTypeDefinition type, FieldDefinition field, object[] values, CancellationToken cancellationToken)
    {
        // Whole records: a unique field is asked about rarely, and then for few rows.
        var rows = await reader.ListAsync(Of(reader, type).Where(Holds(field, values)).Where(r => r.DeletedAt == null), cancellationToken);
        return rows.Select(r => new TakenValue(r.Id, field.Get(r)!));
    }

    private static IQueryable<T> Of(IStoreReader reader, RecordTypeDefinition type) =>
        type.IsCustom ? (IQueryable<T>)reader.Query<CustomRecord>().Where(r => r.TypeKey == type.Key) : reader.Query<T>();

    private static Expression<Func<T, bool>> Holds(FieldDefinition field, object[] values)
    {
        var selector = field.Selector ?? CustomSelector(field);
        var list = (System.Collections.IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(selector.ReturnType))!;
        foreach (var value in values) list.Add(field.IsCustom ? Stored(value) : value);
        return IsAmong(selector, list);
    }

    private static Expression<Func<T, bool>> IsAmong(LambdaExpression selector, System.Collections.IList values)
    {
        var record = Expression.Parameter(typeof(T), "r");
        return Expression.Lambda<Func<T, bool>>(Predicates.Among(selector.Over(record), values), record);
    }

    // As CustomValues writes it and CustomField's functions read it.
    private static object Stored(object value) => value switch
    {
        decimal number => (double)number,
        long number => (double)number,
        bool flag => flag,
        _ => CustomValues.Empty.With("v", value).Text("v")!,
    };

    private static LambdaExpression CustomSelector(FieldDefinition field) => field.Kind switch
    {
        FieldKind.Integer or FieldKind.Number or FieldKind.Percent or FieldKind.Money => (Expression<Func<T, double?>>)(r => CustomField.Number(r.Custom, field.Key)),
        FieldKind.Bool => (Expression<Func<T, bool?>>)(r => CustomField.Bool(r.Custom, field.Key)),
        _ => (Expression<Func<T, string?>>)(r => CustomField.Text(r.Custom, field.Key)),
    };
}
