using CrmKit.Access;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Reports;

/// <summary>Recomputes the counters of a tenant from its rows and says what differs from counters plus deltas.</summary>
internal sealed class CounterVerifier(CrmSession session, IAccess access, ICrmStore store) : ISessionService
{
    /// <exception cref="CrmForbiddenException"><c>report.verify-forbidden</c>.</exception>
    public async Task<IReadOnlyList<CounterDifference>> VerifyAsync(bool repair, CancellationToken cancellationToken)
    {
        // Counters are over all records of the tenant, whoever may see them.
        foreach (var type in Counted())
            if (await access.ScopeAsync(type, repair ? Operations.Administer : Operations.Read, cancellationToken) != AccessScope.All)
                throw new CrmForbiddenException(ReportErrors.VerifyForbidden(type.Key));

        var reader = await session.ReaderAsync(cancellationToken);
        var counted = new Dictionary<CounterKey, CounterSum>();
        foreach (var type in Counted()) await type.VisitAsync(new Recount(session, reader, type, counted, cancellationToken));
        var stored = await StoredAsync(reader, cancellationToken);

        var differences = counted.Keys.Union(stored.Keys)
            .Select(k => (Key: k, Rows: counted.GetValueOrDefault(k), Counter: stored.GetValueOrDefault(k)))
            .Where(d => d.Rows != d.Counter)
            .OrderBy(d => d.Key.ToString(), StringComparer.Ordinal)
            .Select(d => new CounterDifference(d.Key.ToString(), d.Rows.Count, d.Counter.Count, d.Rows.Amount, d.Counter.Amount, d.Rows.Weighted, d.Counter.Weighted)).ToList();
        if (repair && differences.Count > 0) await store.Counters.ReplaceAsync(session.TenantId, [.. counted.Select(c => New(c.Key, c.Value))], cancellationToken);
        return differences;
    }

    private IEnumerable<RecordTypeDefinition> Counted() => session.Catalog.Types.Where(t => t.IsRoot && session.Catalog.PipelinesOf(t.Key).Any());

    private static async Task<Dictionary<CounterKey, CounterSum>> StoredAsync(IStoreReader reader, CancellationToken cancellationToken)
    {
        var sums = new Dictionary<CounterKey, CounterSum>();
        void Add(CounterKey key, CounterSum sum) => sums[key] = sums.GetValueOrDefault(key) + sum;
        foreach (var c in await reader.ListAsync(reader.Query<Counter>(), cancellationToken))
            Add(new CounterKey(c.RecordType, c.PipelineKey, c.StageKey, c.OwnerId, c.TeamId, c.PassedStageKeys, c.Currency), new CounterSum(c.Count, c.Amount, c.Weighted));
        foreach (var d in await reader.ListAsync(reader.Query<CounterDelta>(), cancellationToken))
            Add(new CounterKey(d.RecordType, d.PipelineKey, d.StageKey, d.OwnerId, d.TeamId, d.PassedStageKeys, d.Currency), new CounterSum(d.Count, d.Amount, d.Weighted));
        foreach (var empty in sums.Where(s => s.Value == default).Select(s => s.Key).ToList()) sums.Remove(empty);
        return sums;
    }

    private Counter New(CounterKey key, CounterSum sum) => new()
    {
        TenantId = session.TenantId,
        RecordType = key.RecordType,
        PipelineKey = key.Pipeline,
        StageKey = key.Stage,
        OwnerId = key.OwnerId,
        TeamId = key.TeamId,
        PassedStageKeys = key.PassedStages,
        Currency = key.Currency,
        Count = sum.Count,
        Amount = sum.Amount,
        Weighted = sum.Weighted,
    };

    /// <summary>Row by row through the same arithmetic as the write path, in pages by id, so that memory stays flat.</summary>
    private sealed class Recount(CrmSession session, IStoreReader reader, RecordTypeDefinition type, Dictionary<CounterKey, CounterSum> counted, CancellationToken cancellationToken)
        : IRecordClassVisitor<int>
    {
        private const int RowsPerPage = 5_000;

        public async Task<int> VisitAsync<T>() where T : Record
        {
            var last = Guid.Empty;
            for (var rows = 0; ;)
            {
                var after = last;
                var page = await reader.ListAsync(RecordSource.Rows<T>(reader, type, RecordLife.Alive).Where(r => r.Id.CompareTo(after) > 0).OrderBy(r => r.Id).Take(RowsPerPage), cancellationToken);
                foreach (var record in page)
                {
                    if (CounterMath.Of(type, record as RootRecord, session.Options) is not { } place) continue;
                    counted[place.Key] = counted.GetValueOrDefault(place.Key) + place.Sum;
                }
                rows += page.Count;
                if (page.Count < RowsPerPage) return rows;
                last = page[^1].Id;
            }
        }
    }
}
