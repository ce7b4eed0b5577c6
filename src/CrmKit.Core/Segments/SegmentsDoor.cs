using CrmKit.Access;
using CrmKit.Sessions;
using CrmKit.Storage;
using CrmKit.Views;

namespace CrmKit.Segments;

/// <summary>Keeps segments, and shows to each actor the members that he may read.</summary>
internal sealed class SegmentsDoor(CrmSession session, SharingRights rights, IAccess access, RecordQueries queries, SegmentChecks checks, SegmentSnapshots snapshots, SegmentRefresher refresher) : ISegments
{
    private const int MostOfAll = 1_000;
    private static readonly string[] Changing =
    [
        nameof(SegmentEntry.Name), nameof(SegmentEntry.Filter), nameof(SegmentEntry.Sharing), nameof(SegmentEntry.TeamId), nameof(SegmentEntry.Shape), nameof(SegmentEntry.AsOf), nameof(SegmentEntry.ClockFrom),
        nameof(SegmentEntry.BuiltAfter), nameof(SegmentEntry.RemovedAt), nameof(SegmentEntry.UpdatedAt), nameof(SegmentEntry.UpdatedById),
    ];

    public async Task<IReadOnlyList<Segment>> ListAsync(string? type = null, CancellationToken cancellationToken = default)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        var rows = reader.Query<SegmentEntry>().Where(s => s.RemovedAt == null);
        if (type is not null) rows = rows.Where(s => s.RecordType == type);
        return await UsableAsync(await reader.ListAsync(rows.OrderBy(s => s.Name).ThenBy(s => s.Id), cancellationToken), cancellationToken);
    }

    public async Task<Segment> GetAsync(Guid id, CancellationToken cancellationToken = default) =>
        await checks.WithProblemAsync(SegmentRows.Read(await FindAsync(id, cancellationToken)), cancellationToken);

    public async Task<Segment> SaveAsync(Segment segment, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(segment);
        var plan = await checks.CheckAsync(segment, cancellationToken);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        await work.Transaction.LockAsync([SegmentEvaluation.Lock], cancellationToken); // nobody fills it from the old filter meanwhile
        var row = segment.Id == Guid.Empty ? null : await ForChangeAsync(work.Transaction, segment.Id, cancellationToken);
        if (row is not null) SegmentChecks.RefuseChange(segment, SegmentRows.Read(row));
        await rights.DemandSharingAsync(SegmentRows.Sharing(segment), SegmentErrors.Sharing, cancellationToken);
        var batch = new StoreBatch();
        if (row is null)
        {
            if (await work.Transaction.CountAsync(work.Transaction.Query<SegmentEntry>().Where(s => s.RemovedAt == null), cancellationToken) >= MostOfAll) throw new CrmValidationException(SegmentErrors.Limit(MostOfAll));
            batch.Inserts.Add(row = new SegmentEntry { TenantId = session.TenantId, OwnerId = session.Actor.UserId, RecordType = segment.RecordType, Kind = EnumCode.Of(segment.Kind) });
        }
        else batch.RowUpdates.Add(new StoreRowUpdate(row, Changing));
        (row.Name, row.Sharing, row.TeamId, row.UpdatedAt, row.UpdatedById) = (segment.Name.Trim(), EnumCode.Of(segment.Sharing), segment.TeamId, session.Now, session.Actor.UserId);
        if (row.Shape.Length == 0 || (row.Kind == SegmentKinds.Live && row.Shape != plan.Shape))
        {
            var isFilled = segment.Kind == SegmentKind.Live || !string.IsNullOrWhiteSpace(segment.Filter);
            (row.Filter, row.Shape, row.AsOf, row.ClockFrom, row.BuiltAfter) = (segment.Filter, plan.Shape, SegmentBuilding.Minute(session.Now), null, isFilled ? Guid.Empty : null);
        }
        await work.Transaction.WriteAsync(batch, cancellationToken);
        work.AfterCommit(refresher.Wake);
        await work.CommitAsync(cancellationToken);
        return SegmentRows.Read(row);
    }

    public async Task RemoveAsync(Guid id, CancellationToken cancellationToken = default)
    {
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var row = await ForChangeAsync(work.Transaction, id, cancellationToken);
        row.RemovedAt = session.Now;
        await work.Transaction.WriteAsync(new StoreBatch { RowUpdates = { new StoreRowUpdate(row, [nameof(SegmentEntry.RemovedAt)]) } }, cancellationToken);
        work.AfterCommit(refresher.Wake);
        await work.CommitAsync(cancellationToken);
    }

    public async Task<RecordPage> QueryAsync(Guid id, RecordQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var segment = await SoundAsync(id, cancellationToken);
        if (query.Type != segment.RecordType) throw new CrmValidationException(SegmentErrors.Type(SegmentRows.Read(segment), query.Type));
        return await queries.QueryAsync(query, id, cancellationToken);
    }

    public async Task<long> CountAsync(Guid id, CancellationToken cancellationToken = default)
    {
        var segment = await SoundAsync(id, cancellationToken);
        var type = session.Catalog.Type(segment.RecordType);
        return await type.VisitAsync(new Counting(session, access, segment, type, cancellationToken));
    }

    public async Task<IReadOnlyList<SegmentMembership>> OfAsync(RecordRef record, CancellationToken cancellationToken = default)
    {
        _ = await queries.GetAsync(record, cancellationToken);
        var reader = await session.ReaderAsync(cancellationToken);
        var (type, recordId) = (record.Type, record.Id);
        var entered = (await reader.ListAsync(reader.Query<SegmentMember>().Where(m => m.RecordId == recordId), cancellationToken)).ToDictionary(m => m.SegmentId, m => m.EnteredAt);
        var ids = entered.Keys.ToList();
        var rows = await reader.ListAsync(reader.Query<SegmentEntry>().Where(s => ids.Contains(s.Id) && s.RecordType == type && s.RemovedAt == null).OrderBy(s => s.Name).ThenBy(s => s.Id), cancellationToken);
        return [.. (await UsableAsync(rows, cancellationToken)).Where(s => s.Problem is null).Select(s => new SegmentMembership(s, entered[s.Id]))];
    }

    public async Task<IReadOnlyDictionary<Guid, DateTimeOffset>> EnteredAsync(Guid id, IReadOnlyCollection<Guid> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        var segment = await SoundAsync(id, cancellationToken);
        var readable = (await queries.GetManyAsync(segment.RecordType, [.. records.Distinct()], cancellationToken)).Select(r => r.Id).ToList();
        var reader = await session.ReaderAsync(cancellationToken);
        return (await reader.ListAsync(reader.Query<SegmentMember>().Where(m => m.SegmentId == id && readable.Contains(m.RecordId)), cancellationToken)).ToDictionary(m => m.RecordId, m => m.EnteredAt);
    }

    public Task<int> AddAsync(Guid id, IReadOnlyCollection<Guid> records, CancellationToken cancellationToken = default) => ByHandAsync(id, records, async (segment, ids) =>
    {
        var found = (await queries.GetManyAsync(segment.RecordType, ids, cancellationToken)).Select(r => r.Id).ToHashSet();
        if (ids.Where(i => !found.Contains(i)).ToList() is { Count: > 0 } missing) throw new CrmNotFoundException([.. missing.Select(i => RecordErrors.NotFound(new RecordRef(segment.RecordType, i)))]);
        return await snapshots.AddAsync(segment, ids, cancellationToken);
    }, cancellationToken);

    public Task<int> TakeAsync(Guid id, IReadOnlyCollection<Guid> records, CancellationToken cancellationToken = default) =>
        ByHandAsync(id, records, (segment, ids) => snapshots.TakeAsync(segment, ids, cancellationToken), cancellationToken);

    public async Task RefreshAsync(CancellationToken cancellationToken = default)
    {
        if (session.Transaction is not null) throw new InvalidOperationException("Segments are brought up to now outside of units of work: they see only what is committed.");
        await AdministratorRights.DemandAsync(session, SegmentErrors.RefreshForbidden, cancellationToken);
        await refresher.RefreshAsync(session.TenantId, cancellationToken);
    }

    private async Task<int> ByHandAsync(Guid id, IReadOnlyCollection<Guid> records, Func<SegmentEntry, IReadOnlyCollection<Guid>, Task<int>> act, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(records);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var row = await ForChangeAsync(work.Transaction, id, cancellationToken);
        if (row.Kind == SegmentKinds.Live) throw new CrmRuleException(SegmentErrors.Live(SegmentRows.Read(row)));
        var count = await act(row, [.. records.Distinct()]);
        await work.CommitAsync(cancellationToken);
        return count;
    }

    private async Task<List<Segment>> UsableAsync(IReadOnlyList<SegmentEntry> rows, CancellationToken cancellationToken)
    {
        var segments = new List<Segment>();
        foreach (var segment in rows.Select(SegmentRows.Read))
            if (await rights.MayUseAsync(SegmentRows.Sharing(segment), cancellationToken)) segments.Add(await checks.WithProblemAsync(segment, cancellationToken));
        return segments;
    }

    private async Task<SegmentEntry> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        var row = await FindAsync(await session.ReaderAsync(cancellationToken), id, cancellationToken);
        return row is not null && await rights.MayUseAsync(SegmentRows.Sharing(SegmentRows.Read(row)), cancellationToken) ? row : throw new CrmNotFoundException(SegmentErrors.NotFound(id));
    }

    private async Task<SegmentEntry> SoundAsync(Guid id, CancellationToken cancellationToken)
    {
        var row = await FindAsync(id, cancellationToken);
        await checks.DemandSoundAsync(SegmentRows.Read(row), cancellationToken);
        return row;
    }

    private async Task<SegmentEntry> ForChangeAsync(IStoreTransaction transaction, Guid id, CancellationToken cancellationToken)
    {
        if (await FindAsync(transaction, id, cancellationToken) is not { } row) throw new CrmNotFoundException(SegmentErrors.NotFound(id));
        var segment = SegmentRows.Read(row);
        if (await rights.MayChangeAsync(SegmentRows.Sharing(segment), cancellationToken)) return row;
        throw await rights.MayUseAsync(SegmentRows.Sharing(segment), cancellationToken) ? new CrmForbiddenException(SegmentErrors.Forbidden(segment)) : new CrmNotFoundException(SegmentErrors.NotFound(id));
    }

    private static async Task<SegmentEntry?> FindAsync(IStoreReader reader, Guid id, CancellationToken cancellationToken) =>
        await reader.ListAsync(reader.Query<SegmentEntry>().Where(s => s.Id == id && s.RemovedAt == null), cancellationToken) is [var row] ? row : null;

    /// <summary>The stored number is that of who may read all; of snapshots it has deleted records as well, so theirs are counted.</summary>
    private sealed class Counting(CrmSession session, IAccess access, SegmentEntry segment, RecordTypeDefinition type, CancellationToken cancellationToken) : IRecordClassVisitor<long>
    {
        public async Task<long> VisitAsync<T>() where T : Record
        {
            var may = await access.PredicateAsync<T>(type, Operations.Read, cancellationToken);
            if (segment.Kind == SegmentKinds.Live && may.Body is System.Linq.Expressions.ConstantExpression { Value: true }) return segment.Members;
            var reader = await session.ReaderAsync(cancellationToken);
            return await reader.CountAsync(SegmentMembers.In(reader, RecordSource.Rows<T>(reader, type, RecordLife.Alive).Where(may), segment.Id), cancellationToken);
        }
    }
}
