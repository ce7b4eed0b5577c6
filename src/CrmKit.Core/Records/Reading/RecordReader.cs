using CrmKit.Sessions;

namespace CrmKit.Records;

/// <summary>Loads records by id without asking for rights: for the engine's own doors, which check rights themselves.</summary>
internal sealed class RecordReader(CrmSession session) : ISessionService
{
    private const int IdsPerQuery = 500;

    /// <summary>The records that exist, in no order; inside a unit of work, as the transaction sees them.</summary>
    public Task<IReadOnlyList<Record>> LoadAsync(RecordTypeDefinition type, IReadOnlyCollection<Guid> ids, bool withDeleted, CancellationToken cancellationToken) =>
        type.Visit(new Loader(session, type, ids, withDeleted, cancellationToken));

    private sealed class Loader(CrmSession session, RecordTypeDefinition type, IReadOnlyCollection<Guid> ids, bool withDeleted, CancellationToken cancellationToken)
        : IRecordClassVisitor<Task<IReadOnlyList<Record>>>
    {
        public async Task<IReadOnlyList<Record>> Visit<T>() where T : Record
        {
            if (ids.Count == 0) return [];
            var reader = await session.ReaderAsync(cancellationToken);
            var rows = RecordSource.Rows<T>(reader, type, withDeleted ? RecordLife.All : RecordLife.Alive);
            var records = new List<Record>(ids.Count);
            foreach (var chunk in ids.Distinct().Chunk(IdsPerQuery))
                records.AddRange(await reader.ListAsync(chunk.Length == 1 ? One(rows, chunk[0]) : rows.Where(r => ((IEnumerable<Guid>)chunk).Contains(r.Id)), cancellationToken));
            return records;
        }

        // The common case has a statement of its own, planned once.
        private static IQueryable<T> One<T>(IQueryable<T> rows, Guid id) where T : Record => rows.Where(r => r.Id == id);
    }
}
