using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.Options;

namespace CrmKit.Search;

/// <summary>Asks the index, with the actor's rights on rows inside the question.</summary>
internal sealed class SearchHits(CrmSession session, RecordSource source, IOptions<CrmKitOptions> options) : ISessionService
{
    /// <summary>The most hits that are compared with each other, unless none of them may be read.</summary>
    public int MostRanked => options.Value.RankedSearchHits;

    /// <summary>Whether more records meet an expression than are compared with each other.</summary>
    public async Task<bool> AreManyAsync(SearchExpression expression, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        session.Charge(CrmKit.Plugins.CallCost.Queries, 1);
        return await reader.CountAsync(reader.Search(expression).Take(MostRanked + 1), cancellationToken) > MostRanked;
    }

    /// <summary>The best hits of each type from a place on, in turns: of what people look for most several at a time, of everything else one.</summary>
    public async Task<IReadOnlyList<SearchHit>> BestAsync(SearchExpression expression, IReadOnlyList<SearchScope> scopes, int? among, int from, int count, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        var hits = new List<SearchHit>();
        var open = scopes.Where(s => s.HasAllRows).Select(s => s.Type.Key).ToList();
        if (open.Count > 0) hits.AddRange(await ReadAsync(reader.SearchEach(expression, open, from + count, among)));
        foreach (var scope in scopes)
            if (!scope.HasAllRows) hits.AddRange(await ReadAsync((await VisibleAsync(expression, scope.Type, among, cancellationToken)).OrderBy(h => h.Rank).ThenByDescending(h => h.RecordId).Take(from + count)));
        return SearchWeights.InTurns(hits.OrderBy(h => h.Rank).ThenByDescending(h => h.RecordId).GroupBy(h => h.RecordType)
            .Select(g => (scopes.First(s => s.Type.Key == g.Key).Type, (IReadOnlyList<SearchHit>)[.. g.Skip(from).Take(count)])));

        Task<IReadOnlyList<SearchHit>> ReadAsync(IQueryable<SearchHit> query)
        {
            session.Charge(CrmKit.Plugins.CallCost.Queries, 1);
            return reader.ListAsync(query, cancellationToken);
        }
    }

    /// <summary>How many records of a type meet an expression, up to a limit.</summary>
    public async Task<long> CountAsync(SearchExpression expression, SearchScope scope, int most, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        var key = scope.Type.Key;
        var hits = scope.HasAllRows ? reader.Search(expression).Where(h => h.RecordType == key) : await VisibleAsync(expression, scope.Type, null, cancellationToken);
        session.Charge(CrmKit.Plugins.CallCost.Queries, 1);
        return await reader.CountAsync(hits.Take(most), cancellationToken);
    }

    private Task<IQueryable<SearchHit>> VisibleAsync(SearchExpression expression, RecordTypeDefinition type, int? among, CancellationToken cancellationToken) =>
        type.VisitAsync(new VisibleHits(this, expression, type, among, cancellationToken));

    private sealed class VisibleHits(SearchHits hits, SearchExpression expression, RecordTypeDefinition type, int? among, CancellationToken cancellationToken) : IRecordClassVisitor<IQueryable<SearchHit>>
    {
        public async Task<IQueryable<SearchHit>> VisitAsync<T>() where T : Record
        {
            var rows = await hits.Source.VisibleAsync<T>(type, RecordLife.Alive, cancellationToken);
            var key = type.Key;
            return (await hits.Session.ReaderAsync(cancellationToken)).Search(expression, among).Where(h => h.RecordType == key).Where(h => rows.Any(r => r.Id == h.RecordId));
        }
    }

    private CrmSession Session => session;

    private RecordSource Source => source;
}
