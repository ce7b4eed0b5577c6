using System.Linq.Expressions;
using CrmKit.Storage;

namespace CrmKit.Segments;

/// <summary>From records somewhere in a filter to the records in question that may depend on them.</summary>
internal static class SegmentReach
{
    private const int IdsPerQuery = 500;

    /// <summary>The records in question that lead to some records, as the references are now.</summary>
    public static async Task<IReadOnlyCollection<Guid>> RootsAsync(IStoreReader reader, SegmentLook look, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        for (; look.Parent is { } parent && ids.Count > 0; look = parent)
        {
            var reached = new HashSet<Guid>();
            foreach (var some in ids.Chunk(IdsPerQuery))
                reached.UnionWith(await (look.PointsBack
                    ? look.Type.VisitAsync(new Held(reader, look.Type, look.Reference!, some, cancellationToken))
                    : parent.Type.VisitAsync(new Holders(reader, parent.Type, look.Reference!, some, cancellationToken))));
            ids = reached;
        }
        return ids;
    }

    /// <summary>What the records with some ids point at; also deleted ones, which pointed there before.</summary>
    private sealed class Held(IStoreReader reader, RecordTypeDefinition type, FieldDefinition reference, Guid[] ids, CancellationToken cancellationToken) : IRecordClassVisitor<IEnumerable<Guid>>
    {
        public async Task<IEnumerable<Guid>> VisitAsync<T>() where T : Record
        {
            var rows = RecordSource.Rows<T>(reader, type, RecordLife.All).Where(r => ((IEnumerable<Guid>)ids).Contains(r.Id));
            var record = Expression.Parameter(typeof(T), "r");
            if (reference.IsCustom)
            {
                var texts = await reader.ListAsync(rows.Select(Expression.Lambda<Func<T, string?>>(CustomKeys.Read(record, reference.Key, reference.Kind), record)), cancellationToken);
                return texts.Where(t => t is not null).Select(t => Guid.Parse(t!));
            }
            var held = await reader.ListAsync(rows.Select(Expression.Lambda<Func<T, Guid?>>(Expression.Convert(reference.Selector!.Over(record), typeof(Guid?)), record)), cancellationToken);
            return held.OfType<Guid>();
        }
    }

    /// <summary>The records that point at some ids.</summary>
    private sealed class Holders(IStoreReader reader, RecordTypeDefinition type, FieldDefinition reference, Guid[] ids, CancellationToken cancellationToken) : IRecordClassVisitor<IEnumerable<Guid>>
    {
        public async Task<IEnumerable<Guid>> VisitAsync<T>() where T : Record
        {
            var record = Expression.Parameter(typeof(T), "r");
            var value = reference.IsCustom ? CustomKeys.Read(record, reference.Key, reference.Kind) : reference.Selector!.Over(record);
            Array among = reference.IsCustom ? ids.Select(CustomField.IdText).ToArray() : value.Type == typeof(Guid) ? ids : ids.Select(id => (Guid?)id).ToArray();
            var contains = Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [value.Type], Predicates.Parameter(among, typeof(IEnumerable<>).MakeGenericType(value.Type)), value);
            var rows = RecordSource.Rows<T>(reader, type, RecordLife.Alive).Where(Expression.Lambda<Func<T, bool>>(contains, record));
            return await reader.ListAsync(rows.Select(r => r.Id), cancellationToken);
        }
    }
}
