using CrmKit.Access;
using CrmKit.Events;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Changes;

/// <summary>Reads the committed events of records in the order of their numbers, as far as the actor may read the records.</summary>
internal sealed class ChangesDoor(CrmSession session, IAccess access, ChangeNumbers numbers, RecordSource source, MergedRecords merged) : IChanges
{
    private const int MostPerPage = 1_000;
    private const int MostLookedAt = 10_000; // for who may read next to nothing, a page ends all the same
    private const int MessagesAtOnce = 20; // one may tell of thousands of records
    private const int IdsPerQuery = 500;
    private static readonly TimeSpan Margin = TimeSpan.FromHours(1); // for a transaction that began before the cursor was given, and clocks that differ

    public async Task<ChangePage> ReadAsync(ChangeQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (session.Transaction is not null) throw new InvalidOperationException("Changes are read outside of units of work: only what is committed is told.");
        if (query.Size is < 1 or > MostPerPage) throw new CrmValidationException(ReadErrors.Size(query.Size, MostPerPage));
        var types = query.Types.Select(t => session.Catalog.Type(t).Key).ToHashSet(StringComparer.Ordinal);
        var start = query.After is null or ChangeQuery.Now ? default : Start(query.After);
        var last = await numbers.GiveAsync(cancellationToken);
        if (query.After == ChangeQuery.Now) return Page([], new ChangePosition(last + 1, 0), hasMore: false);

        var (found, position, looked) = (new List<RecordChange>(), start, 0);
        while (found.Count < query.Size && looked < MostLookedAt)
        {
            var (some, next, isEnd) = await NextAsync(position, types, query.Size - found.Count, cancellationToken);
            (position, looked) = (next, looked + Math.Max(1, some.Count));
            found.AddRange(await ReadableAsync(some, query.WithRecords, cancellationToken));
            if (isEnd) return Page(found, position, hasMore: false);
        }
        return Page(found, position, hasMore: true);
    }

    private ChangePage Page(IReadOnlyList<RecordChange> items, ChangePosition position, bool hasMore) => new(items, position.ToCursor(session.Now), hasMore);

    private ChangePosition Start(string cursor)
    {
        var (position, at) = ChangePosition.Parse(cursor);
        return at >= session.Now - (Dispatcher.Retention - Margin) ? position : throw new CrmRuleException(ChangeErrors.CursorExpired(Dispatcher.Retention));
    }

    /// <summary>Up to <paramref name="most"/> changes from a position on, whoever may read them, and where they end.</summary>
    private async Task<(List<RecordChange> Changes, ChangePosition Next, bool IsEnd)> NextAsync(ChangePosition from, HashSet<string> types, int most, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        var number = from.Number;
        var messages = await reader.ListAsync(reader.Query<OutboxMessage>().Where(m => m.ChangeNumber >= number).OrderBy(m => m.ChangeNumber).Take(MessagesAtOnce), cancellationToken);
        var changes = new List<RecordChange>();
        foreach (var message in messages)
        {
            var item = message.ChangeNumber == from.Number ? from.Item : 0;
            if (ChangeEvents.About(message) is var (type, operation) && session.Catalog.TryType(type, out _) && (types.Count == 0 || types.Contains(type)))
            {
                foreach (var change in ChangeEvents.Of(message, type, operation, item))
                {
                    if (changes.Count == most) return (changes, new ChangePosition(message.ChangeNumber!.Value, item), false);
                    changes.Add(change);
                    item++;
                }
            }
            from = new ChangePosition(message.ChangeNumber!.Value + 1, 0);
        }
        return (changes, from, messages.Count < MessagesAtOnce);
    }

    private async Task<List<RecordChange>> ReadableAsync(List<RecordChange> changes, bool withRecords, CancellationToken cancellationToken)
    {
        var readable = new Dictionary<RecordRef, Func<RecordChange, RecordChange>>();
        foreach (var group in changes.GroupBy(c => c.Ref.Type))
        {
            var type = session.Catalog.Type(group.Key);
            var scope = await access.ScopeAsync(type, Operations.Read, cancellationToken);
            var ids = group.Select(c => c.Ref.Id).Distinct().ToList();
            var records = (await type.VisitAsync(new ById(session, source, type, ids, cancellationToken))).ToDictionary(r => r.Id);
            var hidden = await access.HiddenFieldsAsync(type, cancellationToken);
            FieldHiding.Hide(type, hidden, [.. records.Values]);
            var ends = await merged.FollowAsync(type, [.. group.Where(c => c.Operation == RecordOperation.Delete).Select(c => c.Ref.Id)], cancellationToken);
            foreach (var id in ids)
            {
                // What was erased for good is told to those who may read all: nobody can tell any more whether others might.
                if (!records.TryGetValue(id, out var record) && !(scope == AccessScope.All && session.Confinement is null)) continue;
                readable[type.Ref(id)] = change => change with
                {
                    Changed = [.. change.Changed.Where(f => !hidden.Contains(f) && !(f.StartsWith("custom.", StringComparison.Ordinal) && hidden.Contains(f["custom.".Length..])))],
                    MergedInto = change.Operation == RecordOperation.Delete && ends.TryGetValue(id, out var end) ? type.Ref(end) : null,
                    Record = withRecords && record is { DeletedAt: null } ? record : null,
                };
            }
        }
        return [.. changes.Where(c => readable.ContainsKey(c.Ref)).Select(c => readable[c.Ref](c))];
    }

    private sealed class ById(CrmSession session, RecordSource source, RecordTypeDefinition type, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) : IRecordClassVisitor<IReadOnlyList<Record>>
    {
        public async Task<IReadOnlyList<Record>> VisitAsync<T>() where T : Record
        {
            var rows = await source.VisibleAsync<T>(type, RecordLife.All, cancellationToken);
            var reader = await session.ReaderAsync(cancellationToken);
            var records = new List<Record>(ids.Count);
            foreach (var some in ids.Chunk(IdsPerQuery)) records.AddRange(await reader.ListAsync(rows.Where(r => some.Contains(r.Id)), cancellationToken));
            return records;
        }
    }
}
