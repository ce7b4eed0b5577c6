using CrmKit.Events;
using CrmKit.Filters;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Segments;

/// <summary>The one place that writes who is in a segment by its filter: evaluates some records, and writes what differs with the events that tell it, in the transaction under way.</summary>
/// <remarks>Who calls holds <see cref="Lock"/>, so that no two write from different pictures.</remarks>
internal sealed class SegmentEvaluation(CrmSession session) : ISessionService
{
    /// <summary>How many records are evaluated in one transaction.</summary>
    public const int Chunk = 1_000;

    private const int IdsPerQuery = 500;

    /// <summary>Held by whoever writes membership in the tenant.</summary>
    public static readonly StoreLock Lock = new("segments");

    /// <summary>Evaluates records, and writes the segment's row with the named properties.</summary>
    public async Task RunAsync(SegmentEntry segment, RecordTypeDefinition type, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken, params string[] properties)
    {
        var transaction = session.Transaction!;
        var rows = new StoreBatch();
        var (entered, left) = (new List<Guid>(), new List<Guid>());
        foreach (var some in ids.Chunk(IdsPerQuery))
        {
            var matching = await type.VisitAsync(new Matching(session, segment, type, some, cancellationToken));
            var members = await transaction.ListAsync(transaction.Query<SegmentMember>().Where(m => m.SegmentId == segment.Id && ((IEnumerable<Guid>)some).Contains(m.RecordId)), cancellationToken);
            entered.AddRange(matching.Except(members.Select(m => m.RecordId)));
            if (segment.Kind == SegmentKinds.Snapshot) continue; // what is in it was put there
            var gone = members.ExceptBy(matching, m => m.RecordId).ToList();
            rows.Deletes.AddRange(gone);
            left.AddRange(gone.Select(m => m.RecordId));
        }
        rows.Inserts.AddRange(entered.Select(id => new SegmentMember { TenantId = session.TenantId, SegmentId = segment.Id, RecordId = id, EnteredAt = session.Now }));
        segment.Members += entered.Count - left.Count;
        if (segment.Kind == SegmentKinds.Live)
        {
            Tell("entered", entered);
            Tell("left", left);
        }
        if (entered.Count + left.Count > 0 || properties.Length > 0) rows.RowUpdates.Add(new StoreRowUpdate(segment, [nameof(SegmentEntry.Members), .. properties]));
        await transaction.WriteAsync(rows, cancellationToken);
        Failpoint.Hit("segments.written");

        void Tell(string what, List<Guid> records)
        {
            if (records.Count > 0) rows.Inserts.Add(EventWriter.Message(session, $"{type.Key}.segment-{what}", records, (json, id) =>
            {
                json.WriteString("id", id);
                json.WriteString("segment", segment.Id);
            }));
        }
    }

    /// <summary>The records of a segment's type that meet its filter now.</summary>
    public static async Task<IQueryable<T>> MeetingAsync<T>(CrmSession session, SegmentEntry segment, RecordTypeDefinition type, CancellationToken cancellationToken) where T : Record
    {
        var rows = RecordSource.Rows<T>(await session.ReaderAsync(cancellationToken), type, RecordLife.Alive);
        return string.IsNullOrWhiteSpace(segment.Filter) ? rows : rows.Where(await Filter.CompileAsync<T>(segment.Filter, type, new SegmentScope(session, segment.AsOf), cancellationToken));
    }

    private sealed class Matching(CrmSession session, SegmentEntry segment, RecordTypeDefinition type, Guid[] ids, CancellationToken cancellationToken) : IRecordClassVisitor<IReadOnlyList<Guid>>
    {
        public async Task<IReadOnlyList<Guid>> VisitAsync<T>() where T : Record
        {
            var rows = await MeetingAsync<T>(session, segment, type, cancellationToken);
            return await session.Transaction!.ListAsync(rows.Where(r => ((IEnumerable<Guid>)ids).Contains(r.Id)).Select(r => r.Id), cancellationToken);
        }
    }
}

/// <summary>The kinds as they are stored.</summary>
internal static class SegmentKinds
{
    public const string Live = "live";
    public const string Snapshot = "snapshot";
}
