using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Search;

/// <summary>Asks the index for candidates and keeps those in which the actor may read what was looked for.</summary>
internal sealed class SearchDoor(CrmSession session, SearchScopes scopes, SearchHits hits, RecordQueries queries, SearchRebuild rebuild) : ISearch
{
    public const int MostResults = 100;
    private const int MostCandidates = 1_000; // of which so many may turn out to be found by what the actor may not read

    public async Task<SearchPage> FindAsync(SearchRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Size is < 1 or > MostResults) throw new CrmValidationException(SearchErrors.Size(request.Size));
        var expression = SearchTerms.Read(request.Text);
        var readable = await scopes.OfAsync(request.Types, cancellationToken);
        var results = await ResultsAsync(expression, readable, request.Size, cancellationToken);
        IReadOnlyList<string> corrections = [];
        if (results.Count == 0 && readable.Count > 0 && await SearchCorrection.CorrectAsync(await session.ReaderAsync(cancellationToken), expression, cancellationToken) is { } corrected)
        {
            var more = await ResultsAsync(corrected.Expression, readable, request.Size, cancellationToken);
            if (more.Count > 0) (expression, results, corrections) = (corrected.Expression, more, Used(corrected.Words, more));
        }
        return new SearchPage(results, request.WithCounts ? await CountsAsync(expression, readable, cancellationToken) : null, corrections);
    }

    public Task<long> RebuildAsync(string? type = null, CancellationToken cancellationToken = default) => rebuild.RunAsync(type, cancellationToken);

    private async Task<IReadOnlyList<SearchResult>> ResultsAsync(SearchExpression expression, IReadOnlyList<SearchScope> readable, int size, CancellationToken cancellationToken)
    {
        if (readable.Count == 0) return [];
        var some = await ResultsAsync(expression, readable, hits.MostRanked, size, cancellationToken);
        if (some.Count == size || !await hits.AreManyAsync(expression, cancellationToken)) return some;
        return await ResultsAsync(expression, readable, among: null, size, cancellationToken); // what the actor may read is among the others
    }

    private async Task<IReadOnlyList<SearchResult>> ResultsAsync(SearchExpression expression, IReadOnlyList<SearchScope> readable, int? among, int size, CancellationToken cancellationToken)
    {
        var results = new List<SearchResult>();
        var batch = size + size / 2; // the rest is for what falls out
        for (var from = 0; from < MostCandidates && results.Count < size; from += batch)
        {
            var candidates = await hits.BestAsync(expression, readable, among, from, batch, cancellationToken);
            foreach (var some in candidates.Chunk(batch))
                if (results.Count < size) results.AddRange(await ReadAsync(expression, readable, some, cancellationToken));
            if (candidates.CountBy(c => c.RecordType).All(c => c.Value < batch)) break;
        }
        var weights = readable.ToDictionary(s => s.Type.Key, s => SearchWeights.Of(s.Type));
        return [.. results.OrderBy(r => Math.Min(Class(r), 1)).Take(size).OrderBy(Class).ThenByDescending(r => weights[r.Record.Type])];
    }

    // What is called exactly so comes first, then what is called so from its beginning, then what is called so among others: how rare a word is among all records says less.
    private static int Class(SearchResult result)
    {
        if (result.Title is not { } title || result.Matches[0].Text != title) return 3;
        return result.Matches[0].Parts is [{ Start: 0, Length: var length }] && length == title.Length ? 0 : result.Matches[0].Parts[0].Start == 0 ? 1 : 2;
    }

    private async Task<IEnumerable<SearchResult>> ReadAsync(SearchExpression expression, IReadOnlyList<SearchScope> readable, IReadOnlyList<SearchHit> candidates, CancellationToken cancellationToken)
    {
        var found = new Dictionary<RecordRef, SearchResult>();
        foreach (var byType in candidates.GroupBy(c => c.RecordType))
        {
            var scope = readable.First(s => s.Type.Key == byType.Key);
            foreach (var record in await queries.GetManyAsync(scope.Type.Key, [.. byType.Select(c => c.RecordId)], cancellationToken))
                if (SearchMatching.Find(expression, scope.Plan, record) is { } matches)
                    found[scope.Type.Ref(record.Id)] = new SearchResult(scope.Type.Ref(record.Id), scope.Type.Field(scope.Type.NameField).Get(record) as string is { Length: > 0 } title ? title : null, matches);
        }
        return candidates.Select(c => new RecordRef(c.RecordType, c.RecordId)).Where(found.ContainsKey).Select(r => found[r]);
    }

    private async Task<IReadOnlyDictionary<string, long>> CountsAsync(SearchExpression expression, IReadOnlyList<SearchScope> readable, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var scope in readable)
        {
            var count = scope.HasAllFields
                ? await hits.CountAsync(expression, scope, SearchPage.MostCounted, cancellationToken)
                : (await ReadAsync(expression, readable, await hits.BestAsync(expression, [scope], null, 0, SearchPage.MostCounted, cancellationToken), cancellationToken)).Count();
            if (count > 0) counts[scope.Type.Key] = count;
        }
        return counts;
    }

    // Only words that the actor sees: another one would tell that somebody else has it.
    private static IReadOnlyList<string> Used(IReadOnlyList<string> words, IReadOnlyList<SearchResult> results)
    {
        var seen = results.SelectMany(r => r.Matches).SelectMany(m => SearchWords.Of(m.Text, withSounds: false)).Select(w => w.Token).ToHashSet(StringComparer.Ordinal);
        return [.. words.Where(seen.Contains).Distinct()];
    }
}
