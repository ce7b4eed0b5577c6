using CrmKit.Access;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Matching;

/// <summary>The queue of pairs, its scans, and the check before saving.</summary>
internal sealed class DuplicatesDoor(CrmSession session, IAccess access, DuplicateCheck check, DuplicateScan scan) : IDuplicates
{
    private const int MostListed = 1_000;
    private const decimal MostBits = 20;

    public Task<IReadOnlyList<IReadOnlyList<DuplicateCandidate>>> CheckAsync(string type, IReadOnlyList<Record> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        return check.FindAsync(session.Catalog.Type(type), records, cancellationToken);
    }

    public async Task<DuplicateScanResult> ScanAsync(string type, CancellationToken cancellationToken = default)
    {
        if (session.Transaction is not null) throw new InvalidOperationException("A scan commits chunk by chunk and cannot run inside a unit of work.");
        var definition = session.Catalog.Type(type);
        if (await access.ScopeAsync(definition, Operations.Read, cancellationToken) != AccessScope.All || await access.ScopeAsync(definition, Operations.Update, cancellationToken) != AccessScope.All)
            throw new CrmForbiddenException(DuplicateErrors.Forbidden(definition));
        return await scan.RunAsync(definition, cancellationToken);
    }

    public async Task<IReadOnlyList<FoundPair>> ListAsync(DuplicateQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Limit is < 1 or > MostListed) throw new CrmValidationException(ReadErrors.Size(query.Limit, MostListed));
        var type = session.Catalog.Type(query.Type);
        var reader = await session.ReaderAsync(cancellationToken);
        var key = type.Key;
        var rows = reader.Query<DuplicatePair>().Where(p => p.RecordType == key);
        rows = query.Status is { } status ? rows.Where(p => p.Status == status) : rows.Where(p => p.Status == DuplicateStatus.Open || p.Status == DuplicateStatus.Same);
        var found = new List<FoundPair>();
        // Page by page until enough of them have two records that the actor may see.
        for (var (skip, isEnd) = (0, false); !isEnd && found.Count < query.Limit; skip += MostListed)
        {
            var page = await reader.ListAsync(rows.OrderByDescending(p => p.Score).ThenBy(p => p.Id).Skip(skip).Take(MostListed), cancellationToken);
            isEnd = page.Count < MostListed;
            found.AddRange(await VisibleAsync(type, page, cancellationToken));
        }
        return [.. found.Take(query.Limit)];
    }

    public async Task DismissAsync(IReadOnlyList<Guid> pairs, CancellationToken cancellationToken = default)
    {
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var rows = new StoreBatch();
        foreach (var (type, found) in await GetAsync(pairs, cancellationToken))
        {
            var records = found.SelectMany(f => new[] { f.First, f.Second }).ToList();
            var may = session.IsUnconfined ? null : await access.MayAsync(type, Operations.Update, records, cancellationToken);
            for (var i = 0; i < records.Count; i++)
                if (may?[i] == false) throw new CrmForbiddenException(AccessErrors.Forbidden(Operations.Update, type, type.Ref(records[i].Id)));
            foreach (var pair in found) rows.RowUpdates.Add(Decide(pair.Pair, DuplicateStatus.Different));
        }
        await work.Transaction.WriteAsync(rows, cancellationToken);
        await work.CommitAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<MergeOutcome>> MergeAsync(IReadOnlyList<Guid> pairs, MergeOptions? options = null, CancellationToken cancellationToken = default)
    {
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var known = (await GetAsync(pairs, cancellationToken)).SelectMany(g => g.Pairs.Select(p => (g.Type, Pair: p))).ToDictionary(p => p.Pair.Pair.Id);
        var outcomes = new List<MergeOutcome>(pairs.Count);
        var into = new Dictionary<Guid, Guid>(); // one of a pair may have gone into another record with an earlier pair of this batch
        foreach (var id in pairs)
        {
            var (type, pair) = known[id];
            var (first, second) = (End(pair.First.Id), End(pair.Second.Id));
            if (first == second) continue; // one record by now
            var proposal = await session.Records.ProposeMergeAsync(type.Ref(first), type.Ref(second), MergeRule.Fill, cancellationToken);
            var outcome = (await session.Records.MergeAsync([new MergeRequest(proposal.Winner, proposal.Loser)], options, cancellationToken))[0];
            outcomes.Add(outcome);
            if (outcome.MergeId is not null) into[proposal.Loser.Id] = proposal.Winner.Id;
        }
        await work.CommitAsync(cancellationToken);
        return outcomes;

        Guid End(Guid id)
        {
            while (into.TryGetValue(id, out var next)) id = next;
            return id;
        }
    }

    public async Task<DuplicateSettings> SettingsAsync(string type, CancellationToken cancellationToken = default) =>
        (await StoredDuplicateSettings.ReadAsync(await session.ReaderAsync(cancellationToken), session.Catalog.Type(type).Key, cancellationToken)).Settings.Settings;

    public async Task SetAsync(string type, DuplicateSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var definition = session.Catalog.Type(type);
        if (await access.ScopeAsync(definition, Operations.Administer, cancellationToken) != AccessScope.All) throw new CrmForbiddenException(AccessErrors.Forbidden(Operations.Administer, definition));
        if (settings.Ask is <= 0 or > 1 || settings.Same is <= 0 or > 1 || settings.Ask > settings.Same) throw new CrmValidationException(DuplicateErrors.Threshold());
        foreach (var (key, bits) in settings.Weights)
        {
            _ = definition.Field(key);
            if (Math.Abs(bits) > MostBits) throw new CrmValidationException(DuplicateErrors.Weight(key));
        }
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var (stored, _) = await StoredDuplicateSettings.ReadAsync(work.Transaction, definition.Key, cancellationToken);
        await (stored with { Settings = settings with { Weights = new Dictionary<string, decimal>(settings.Weights) } }).WriteAsync(session, definition.Key, cancellationToken);
        await work.CommitAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<(RecordTypeDefinition Type, IReadOnlyList<FoundPair> Pairs)>> GetAsync(IReadOnlyList<Guid> pairs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var transaction = session.Transaction!;
        var rows = new List<DuplicatePair>();
        foreach (var some in pairs.Distinct().Chunk(500)) rows.AddRange(await transaction.ListAsync(transaction.Query<DuplicatePair>().Where(p => some.Contains(p.Id)), cancellationToken));
        var found = new List<(RecordTypeDefinition, IReadOnlyList<FoundPair>)>();
        foreach (var group in rows.GroupBy(r => r.RecordType))
            if (session.Catalog.TryType(group.Key, out var type)) found.Add((type, await VisibleAsync(type, [.. group], cancellationToken)));
        var seen = found.SelectMany(f => f.Item2).Select(p => p.Pair.Id).ToHashSet();
        foreach (var id in pairs)
            if (!seen.Contains(id)) throw new CrmNotFoundException(DuplicateErrors.Unknown(id));
        return found;
    }

    private async Task<IReadOnlyList<FoundPair>> VisibleAsync(RecordTypeDefinition type, IReadOnlyList<DuplicatePair> pairs, CancellationToken cancellationToken)
    {
        if (pairs.Count == 0) return [];
        var ids = pairs.SelectMany(p => new[] { p.FirstId, p.SecondId }).Distinct().ToList();
        var records = (await session.Records.GetManyAsync(type.Key, ids, cancellationToken)).ToDictionary(r => r.Id);
        var hidden = await access.HiddenFieldsAsync(type, cancellationToken);
        return [.. pairs.Where(p => records.ContainsKey(p.FirstId) && records.ContainsKey(p.SecondId)).Select(p => new FoundPair(p, records[p.FirstId], records[p.SecondId], MatchReasons.Read(p.Reasons, hidden)))];
    }

    private StoreRowUpdate Decide(DuplicatePair pair, DuplicateStatus status)
    {
        (pair.Status, pair.DecidedAt, pair.DecidedById) = (status, session.Now, session.Actor.UserId);
        return new StoreRowUpdate(pair, [nameof(DuplicatePair.Status), nameof(DuplicatePair.DecidedAt), nameof(DuplicatePair.DecidedById)]);
    }
}
