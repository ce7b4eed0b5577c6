using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Matching;

/// <summary>Asks before records are created that look like stored ones.</summary>
internal sealed class CreationCheck(CrmSession session, DuplicateCheck check) : ISessionService
{
    /// <summary>Refusals by the position of the wish; thrown instead when the change set is all or nothing.</summary>
    /// <exception cref="CrmConflictException"><c>record.duplicate</c>, with the candidates.</exception>
    public async Task<IReadOnlyDictionary<int, CrmError>> AskAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        var refused = new SortedDictionary<int, CrmError>();
        if (changes.Duplicates == DuplicatePolicy.Allow) return refused;
        var candidates = new List<DuplicateCandidate>();
        var created = changes.Changes.Select((change, at) => (Record: (change as CreateChange)?.Record, At: at)).Where(c => c.Record is not null).ToList();
        foreach (var group in created.GroupBy(c => session.Catalog.TypeOf(c.Record!)))
        {
            if (DuplicateFields.Of(group.Key) is null) continue; // no field tells whether two are alike, whatever is set
            if (changes.Duplicates == DuplicatePolicy.AsSet && !(await SettingsAsync(group.Key, cancellationToken)).AsksOnCreate) continue;
            var some = group.ToList();
            var found = await check.FindAsync(group.Key, [.. some.Select(c => c.Record!)], cancellationToken);
            for (var i = 0; i < some.Count; i++)
            {
                if (found[i].Count == 0) continue;
                refused[some[i].At] = DuplicateErrors.Found(group.Key, found[i]) with { Record = group.Key.Ref(some[i].Record!.Id), Index = some[i].At };
                candidates.AddRange(found[i]);
            }
        }
        return refused.Count > 0 && changes.AllOrNothing ? throw new CrmConflictException([.. refused.Values]) { Candidates = candidates } : refused;
    }

    /// <summary>Puts new records that nobody could be asked about into the queue, with those that they look like.</summary>
    public async Task QueueAsync(RecordTypeDefinition type, IReadOnlyList<Record> created, CancellationToken cancellationToken)
    {
        IReadOnlyList<IReadOnlyList<DuplicateCandidate>> found;
        using (session.AsSystem("duplicates")) found = await check.FindAsync(type, created, cancellationToken); // whoever fills in a form sees no records, and the queue shows each pair only to those who may see both
        var rows = new StoreBatch();
        var known = new HashSet<(Guid, Guid)>();
        for (var i = 0; i < created.Count; i++)
            foreach (var candidate in found[i])
            {
                var (first, second) = candidate.Record.Id.CompareTo(created[i].Id) < 0 ? (candidate.Record.Id, created[i].Id) : (created[i].Id, candidate.Record.Id);
                if (known.Add((first, second)))
                    rows.Inserts.Add(new DuplicatePair { RecordType = type.Key, FirstId = first, SecondId = second, Score = candidate.Score, Status = candidate.IsSame ? DuplicateStatus.Same : DuplicateStatus.Open, Reasons = MatchReasons.Text(candidate.Reasons), FoundAt = session.Now });
            }
        if (rows.Inserts.Count > 0) await session.Transaction!.WriteAsync(rows, cancellationToken);
    }

    private async Task<DuplicateSettings> SettingsAsync(RecordTypeDefinition type, CancellationToken cancellationToken) =>
        (await StoredDuplicateSettings.ReadAsync(await session.ReaderAsync(cancellationToken), type.Key, cancellationToken)).Settings.Settings;
}
