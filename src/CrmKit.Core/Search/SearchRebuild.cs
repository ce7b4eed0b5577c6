using CrmKit.Access;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Search;

/// <summary>Writes the index anew, one batch of records in a transaction, so that others write in between.</summary>
internal sealed class SearchRebuild(CrmSession session) : ISessionService
{
    private const int Batch = 1_000;

    /// <exception cref="CrmForbiddenException"><c>search.rebuild-forbidden</c>.</exception>
    public async Task<long> RunAsync(string? type, CancellationToken cancellationToken)
    {
        await AdministratorRights.DemandAsync(session, SearchErrors.RebuildForbidden, cancellationToken);
        var count = 0L;
        foreach (var one in type is null ? session.Catalog.Types : [session.Catalog.Type(type)])
            count += await one.VisitAsync(new Rebuilder(session, one, cancellationToken));
        return count;
    }

    private sealed class Rebuilder(CrmSession session, RecordTypeDefinition type, CancellationToken cancellationToken) : IRecordClassVisitor<long>
    {
        public async Task<long> VisitAsync<T>() where T : Record
        {
            var plan = SearchPlan.Of(type);
            await using (var work = await session.BeginWorkAsync(cancellationToken))
            {
                await work.Transaction.ClearSearchAsync(type.Key, cancellationToken);
                await work.CommitAsync(cancellationToken);
            }
            if (plan.Fields.Length == 0) return 0;
            var (count, last) = (0L, Guid.Empty);
            while (await ReadAsync<T>(last, cancellationToken) is { Count: > 0 } records)
            {
                (count, last) = (count + records.Count, records[^1].Id);
                // Who writes a record at the same time writes its words too, perhaps before this does: until nothing has changed under way.
                for (var changed = records; changed.Count > 0; changed = await ChangedAsync(changed)) await WriteAsync(plan, changed);
            }
            return count;
        }

        private async Task<IReadOnlyList<T>> ReadAsync<T>(Guid after, CancellationToken cancellationToken) where T : Record
        {
            var reader = await session.ReaderAsync(cancellationToken);
            return await reader.ListAsync(RecordSource.Rows<T>(reader, type, RecordLife.Alive).Where(r => r.Id > after).OrderBy(r => r.Id).Take(Batch), cancellationToken);
        }

        private async Task WriteAsync<T>(SearchPlan plan, IReadOnlyList<T> records) where T : Record
        {
            await using var work = await session.BeginWorkAsync(cancellationToken);
            var rows = new StoreBatch();
            foreach (var record in records)
                rows.Search.Add(record.DeletedAt is null ? plan.Entry(type.Key, record, isNew: false) : new SearchEntry(type.Key, record.Id, IsNew: false, null, ""));
            await work.Transaction.WriteAsync(rows, cancellationToken);
            await work.CommitAsync(cancellationToken);
        }

        private async Task<IReadOnlyList<T>> ChangedAsync<T>(IReadOnlyList<T> written) where T : Record
        {
            var reader = await session.ReaderAsync(cancellationToken);
            var versions = written.ToDictionary(r => r.Id, r => r.Version);
            var ids = versions.Keys.ToList();
            return [.. (await reader.ListAsync(RecordSource.Rows<T>(reader, type, RecordLife.All).Where(r => ids.Contains(r.Id)), cancellationToken)).Where(r => r.Version != versions[r.Id])];
        }
    }
}
