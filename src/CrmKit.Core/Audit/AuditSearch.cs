using CrmKit.Access;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Audit;

/// <summary>Pages through the audit from its newest entry back. One page looks at a bounded stretch of it, so that a rare thing sought in millions of entries holds nothing up.</summary>
internal sealed class AuditSearch(CrmSession session, IAccess access) : ISessionService
{
    private const int Stretch = 20_000;
    private const int StretchesPerPage = 10;

    /// <summary>Entries are written in about the order of their times: a transaction that takes longer than this would be a wonder.</summary>
    private static readonly TimeSpan Disorder = TimeSpan.FromDays(1);

    private readonly RecordSource _source = new(session, access);

    public async Task<AuditPage> RunAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        if (query.Size is < 1 or > RecordQueries.MostPerPage) throw new CrmValidationException(ReadErrors.Size(query.Size, RecordQueries.MostPerPage));
        var reader = await session.ReaderAsync(cancellationToken);
        var rights = new AuditRights(session, access, _source, reader);
        var (first, below) = await BoundsAsync(reader, query, cancellationToken);
        var found = new List<AuditEntry>();
        for (var stretches = 0; below > first; stretches++)
        {
            // Entries of one record lie together in an index: no stretch of the whole audit is looked at for them.
            var above = query.RecordId is null ? Math.Max(first, below - Stretch) : first;
            if (stretches == StretchesPerPage) return new AuditPage(found, await AuditCursor.BetweenAsync(reader, below, cancellationToken));
            while (found.Count <= query.Size)
            {
                var limit = query.Size + 1;
                var (low, high) = (above, below);
                var rows = await reader.ListAsync(Matching(reader, query).Where(e => e.Sequence >= low && e.Sequence < high).OrderByDescending(e => e.Sequence).Take(limit), cancellationToken);
                found.AddRange(await rights.VisibleAsync(rows, query.Field, cancellationToken));
                below = rows.Count < limit ? above : rows[^1].Sequence;
                if (rows.Count < limit) break;
            }
            if (found.Count > query.Size)
            {
                found.RemoveRange(query.Size, found.Count - query.Size);
                return new AuditPage(found, AuditCursor.Below(found[^1]));
            }
        }
        return new AuditPage(found, null);
    }

    private static IQueryable<AuditEntry> Matching(IStoreReader reader, AuditQuery query)
    {
        var rows = reader.Query<AuditEntry>();
        if (query.RecordId is { } record) rows = rows.Where(e => e.RecordId == record);
        if (query.RecordType is { } type) rows = rows.Where(e => e.RecordType == type);
        if (query.ActorId is { } actor) rows = rows.Where(e => e.ActorId == actor);
        if (query.Door is { } door) rows = rows.Where(e => e.Door == door);
        if (query.CorrelationId is { } work) rows = rows.Where(e => e.CorrelationId == work);
        if (query.Since is { } since) rows = rows.Where(e => e.At >= since);
        if (query.Until is { } until) rows = rows.Where(e => e.At < until);
        return rows;
    }

    // From where (inclusive) to where (exclusive) the audit is to be looked through.
    private static async Task<(long First, long Below)> BoundsAsync(IStoreReader reader, AuditQuery query, CancellationToken cancellationToken)
    {
        var rows = reader.Query<AuditEntry>();
        if (query.RecordId is { } record) rows = rows.Where(e => e.RecordId == record);
        var first = await reader.ListAsync(rows.OrderBy(e => e.Sequence).Select(e => e.Sequence).Take(1), cancellationToken);
        var last = await reader.ListAsync(rows.OrderByDescending(e => e.Sequence).Select(e => e.Sequence).Take(1), cancellationToken);
        if (first.Count == 0 || last.Count == 0) return (0, 0);
        var (low, below) = (first[0], last[0] + 1);
        if (query.Cursor is { } cursor) below = await PlaceOfAsync(reader, AuditCursor.Read(cursor), low, below, cancellationToken);
        if (query.RecordId is not null) return (low, below);
        if (query.Until is { } until && DateTimeOffset.MaxValue - until > Disorder) below = (await AroundAsync(reader, low, below, until + Disorder, cancellationToken)).High;
        if (query.Since is { } since && since - DateTimeOffset.MinValue > Disorder) low = (await AroundAsync(reader, low, below, since - Disorder, cancellationToken)).Low;
        return (low, below);
    }

    private static async Task<long> PlaceOfAsync(IStoreReader reader, AuditCursor cursor, long low, long below, CancellationToken cancellationToken)
    {
        var (id, rows) = (cursor.Entry, reader.Query<AuditEntry>());
        if (cursor.Record is { } record) rows = rows.Where(e => e.RecordId == record);
        else if (cursor.At is { } at)
        {
            var first = (await AroundAsync(reader, low, below, at - Disorder, cancellationToken)).Low;
            var last = (await AroundAsync(reader, low, below, at + Disorder, cancellationToken)).High;
            rows = rows.Where(e => e.Sequence >= first && e.Sequence <= last);
        }
        return await reader.ListAsync(rows.Where(e => e.Id == id).Select(e => e.Sequence), cancellationToken) is [var sequence] ? sequence : throw new CrmValidationException(ReadErrors.CursorInvalid());
    }

    // About where the entries of a time begin: halving instead of an index that every write would pay for.
    private static async Task<(long Low, long High)> AroundAsync(IStoreReader reader, long low, long high, DateTimeOffset time, CancellationToken cancellationToken)
    {
        while (high - low > Stretch)
        {
            var middle = low + ((high - low) / 2);
            var at = await reader.ListAsync(reader.Query<AuditEntry>().Where(e => e.Sequence >= middle).OrderBy(e => e.Sequence).Select(e => e.At).Take(1), cancellationToken);
            if (at.Count == 0 || at[0] >= time) high = middle;
            else low = middle;
        }
        return (low, high);
    }
}
