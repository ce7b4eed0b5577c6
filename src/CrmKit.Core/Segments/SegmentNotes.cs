using System.Text.Json;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Segments;

/// <summary>Out of the events of committed changes, keeps which records segments have to look at again. Told of an event twice, it keeps it twice: looking twice finds nothing new.</summary>
internal sealed class SegmentNotes(CrmSession session) : ISessionService
{
    private const int IdsPerQuery = 500;

    /// <returns>Whether something is to be looked at.</returns>
    public async Task<bool> KeepAsync(IReadOnlyList<OutboxMessage> events, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        var segments = await reader.ListAsync(reader.Query<SegmentEntry>().Where(s => s.RemovedAt == null), cancellationToken);
        if (segments.Count == 0) return false;
        // One that is broken is built anew later.
        var plans = segments.Where(s => s.Kind == SegmentKinds.Live).Select(s => SegmentPlan.Find(s, new SegmentScope(session, s.AsOf))).OfType<SegmentPlan>().ToList();
        var snapshots = segments.Where(s => s.Kind == SegmentKinds.Snapshot).Select(s => s.RecordType).ToHashSet(StringComparer.Ordinal);
        var (rows, merges) = (new StoreBatch(), new List<Guid>());
        foreach (var message in events)
        {
            if (message.Name.LastIndexOf('.') is not (> 0 and var dot)) continue;
            var (type, what) = (message.Name[..dot], message.Name[(dot + 1)..]);
            if (what is "merged" or "unmerged")
            {
                if (snapshots.Contains(type)) merges.AddRange(Items(message, static item => item.GetProperty("merge").GetGuid()));
            }
            else if (what == "behaviour-changed") // events are not told one by one, but who has others than before
                Add(type, [SegmentLook.Moved("behaviour-event", type + "Id")], Items(message, static item => item.GetProperty("id").GetGuid()), message.Depth);
            else if (what is "created" or "deleted" or "restored") Keep(message, type, null);
            else if (what == "updated")
            {
                var changed = Items(message, static item => item.GetProperty("changed").EnumerateArray().Select(c => c.GetString()!).ToList()).SelectMany(c => c).ToHashSet(StringComparer.Ordinal);
                Keep(message, type, changed);
                foreach (var look in plans.SelectMany(p => p.Looks).Where(l => l.PointsBack && l.Type.Key == type && changed.Contains(l.Reference!.Key)).DistinctBy(l => (l.Parent!.Type.Key, l.Reference!.Key)))
                    Add(look.Parent!.Type.Key, [SegmentLook.Moved(type, look.Reference!.Key)], await LeftAsync(message, type, look.Reference, cancellationToken), message.Depth);
            }
        }
        if (rows.Inserts.Count + merges.Count == 0) return false;
        await using var work = await session.BeginWorkAsync(cancellationToken);
        await work.Transaction.WriteAsync(rows, cancellationToken);
        if (merges.Count > 0) await session.Service<SegmentSnapshots>().FollowAsync(merges, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return rows.Inserts.Count > 0;

        void Keep(OutboxMessage message, string type, IReadOnlyCollection<string>? changed) =>
            Add(type, changed, Items(message, static item => item.GetProperty("id").GetGuid()), message.Depth);

        void Add(string type, IReadOnlyCollection<string>? changed, IReadOnlyList<Guid> records, int depth)
        {
            if (plans.Exists(p => p.Concerns(type, changed))) rows.Inserts.AddRange(SegmentQueue.Changes(session.TenantId, type, changed is null ? null : string.Join(',', changed), records, depth));
        }
    }

    // What records pointed at before: events do not say, the audit does.
    private async Task<IReadOnlyList<Guid>> LeftAsync(OutboxMessage message, string type, FieldDefinition reference, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        var versions = Items(message, static item => (item.GetProperty("id").GetGuid(), item.GetProperty("version").GetInt32())).ToHashSet();
        var left = new List<Guid>();
        foreach (var ids in versions.Select(v => v.Item1).Distinct().Chunk(IdsPerQuery))
        {
            var numbers = versions.Where(v => ids.Contains(v.Item1)).Select(v => v.Item2).Distinct().ToList();
            foreach (var entry in await reader.ListAsync(reader.Query<AuditEntry>().Where(a => a.RecordType == type && ((IEnumerable<Guid>)ids).Contains(a.RecordId) && numbers.Contains(a.RecordVersion)), cancellationToken))
            {
                if (!versions.Contains((entry.RecordId, entry.RecordVersion))) continue;
                using var changes = JsonDocument.Parse(entry.Changes);
                if (changes.RootElement.TryGetProperty(reference.Key, out var values) && values.ValueKind == JsonValueKind.Array && AuditValues.Read(reference, values[0]) is Guid before) left.Add(before);
            }
        }
        return left;
    }

    private static List<T> Items<T>(OutboxMessage message, Func<JsonElement, T> read)
    {
        using var payload = JsonDocument.Parse(message.Payload);
        return [.. payload.RootElement.GetProperty("items").EnumerateArray().Select(read)];
    }
}
