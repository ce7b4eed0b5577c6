using CrmKit.Conversions;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Imports.Reverting;

/// <summary>
/// Takes back what one import wrote, by what the audit says of it: chunk by chunk, each in a transaction. Nothing else is kept about how far it is:
/// a record that was taken back says so in its own audit, so that a revert that was stopped goes on when it is asked for again, and comes to the same numbers.
/// </summary>
internal sealed class ImportReverter(CrmSession session, RecordWriter writer, ImportRun run)
{
    private const int RecordsPerChunk = 500;
    private readonly string _reason = $"revert of import {run.Id}";
    private readonly List<ImportKept> _kept = [];
    private long _removed, _restored, _keptCount;

    public async Task<ImportRevertResult> RunAsync(CancellationToken cancellationToken)
    {
        var after = Guid.Empty;
        while (await ChunkAsync(after, cancellationToken) is { } last) after = last;

        await using var end = await session.BeginWorkAsync(cancellationToken);
        var result = new ImportRevertResult { Id = run.Id, Removed = _removed, Restored = _restored, Kept = _keptCount, KeptRecords = _kept };
        (run.Status, run.RevertReport) = ("reverted", ImportReports.Written(result));
        await end.Transaction.WriteAsync(new StoreBatch { RowUpdates = { new StoreRowUpdate(run, [nameof(ImportRun.Status), nameof(ImportRun.RevertReport)]) } }, cancellationToken);
        Failpoint.Hit("import.before-revert-finish");
        await end.CommitAsync(cancellationToken);
        return result;
    }

    // The last record of the chunk; null at the end. Nothing is counted before its chunk is committed.
    private async Task<Guid?> ChunkAsync(Guid after, CancellationToken cancellationToken)
    {
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var transaction = work.Transaction;
        var ids = await transaction.ListAsync(transaction.Query<AuditEntry>().Where(e => e.CorrelationId == run.Id && e.RecordId.CompareTo(after) > 0)
            .Select(e => e.RecordId).Distinct().OrderBy(id => id).Take(RecordsPerChunk), cancellationToken);
        if (ids.Count == 0) return null;
        var history = await transaction.ListAsync(transaction.Query<AuditEntry>().Where(e => ids.Contains(e.RecordId)), cancellationToken);
        var requests = new List<WriteRequest>();
        var released = new List<WriteRequest>();
        var (removed, restored) = (0L, 0L);
        var kept = new List<ImportKept>();
        foreach (var record in history.GroupBy(e => e.RecordId).OrderByDescending(g => g.Min(e => e.Id))) // what was written last goes first
        {
            var (entries, isEdited) = Sorted(record);
            var (isNew, latest) = (entries[0].Operation == RecordOperation.Create, record.MaxBy(e => e.RecordVersion)!);
            var named = new RecordRef(entries[0].RecordType, record.Key);
            var isBegun = latest.Reason == _reason;
            if (isBegun && latest.Operation == RecordOperation.Delete) removed++;
            else if (isBegun && !isNew) restored++;
            else if (isBegun) requests.Add(new WriteRequest { Operation = RecordOperation.Delete, Ref = named, ExpectedVersion = latest.RecordVersion });
            else if (isEdited) kept.Add(new ImportKept(named, ImportErrors.Edited(named)));
            else if (!session.Catalog.TryType(named.Type, out var type)) kept.Add(new ImportKept(named, CatalogErrors.TypeUnknown(named.Type)));
            else if (isNew && entries[0].Changes.Contains("\"externalId\":", StringComparison.Ordinal)) released.Add(Releasing(named, latest.RecordVersion));
            else if (isNew) requests.Add(new WriteRequest { Operation = RecordOperation.Delete, Ref = named, ExpectedVersion = latest.RecordVersion });
            else requests.Add(BeforeValues.Of(entries).Restoring(type, named, latest.RecordVersion));
        }
        await ReleaseAsync(released, requests, kept, cancellationToken);
        var result = await writer.ExecuteAsync(requests, allOrNothing: false, _reason, cancellationToken);
        for (var i = 0; i < requests.Count; i++)
        {
            if (!result.Outcomes[i].IsSaved) kept.Add(new ImportKept(requests[i].Ref, result.Outcomes[i].Errors[0]));
            else if (requests[i].Operation == RecordOperation.Delete) removed++;
            else restored++;
        }
        await UnlinkAsync([.. requests.Where((r, i) => r.Operation == RecordOperation.Delete && result.Outcomes[i].IsSaved).Select(r => r.Ref.Id)], cancellationToken);
        Failpoint.Hit("import.before-revert-commit");
        await work.CommitAsync(cancellationToken);
        Failpoint.Hit("import.after-revert-commit");
        (_removed, _restored, _keptCount) = (_removed + removed, _restored + restored, _keptCount + kept.Count);
        _kept.AddRange(kept.Take(ImportLimits.KeptErrors - _kept.Count));
        return ids[^1];
    }

    // A deleted record keeps its external id to itself, and the corrected file would be refused for it.
    private async Task ReleaseAsync(List<WriteRequest> released, List<WriteRequest> requests, List<ImportKept> kept, CancellationToken cancellationToken)
    {
        var result = await writer.ExecuteAsync(released, allOrNothing: false, _reason, cancellationToken);
        for (var i = 0; i < released.Count; i++)
        {
            if (result.Outcomes[i].Record is { } record) requests.Add(new WriteRequest { Operation = RecordOperation.Delete, Ref = released[i].Ref, ExpectedVersion = record.Version });
            else kept.Add(new ImportKept(released[i].Ref, result.Outcomes[i].Errors[0]));
        }
    }

    // A record that is gone was made out of nothing: its source can be converted again.
    private async Task UnlinkAsync(IReadOnlyList<Guid> removed, CancellationToken cancellationToken)
    {
        var transaction = session.Transaction!;
        var links = await transaction.ListAsync(transaction.Query<ConversionLink>().Where(l => removed.Contains(l.TargetId)), cancellationToken);
        if (links.Count == 0) return;
        var batch = new StoreBatch();
        batch.Deletes.AddRange(links);
        await transaction.WriteAsync(batch, cancellationToken);
    }

    private static WriteRequest Releasing(RecordRef record, int version) =>
        new() { Operation = RecordOperation.Update, Ref = record, Values = new Dictionary<string, object?> { ["externalId"] = null }, ExpectedVersion = version };

    // The import's own entries, and whether anybody else wrote the record between them or after them; a revert that was refused wrote nothing.
    private (List<AuditEntry> Entries, bool IsEdited) Sorted(IEnumerable<AuditEntry> record)
    {
        var all = record.OrderBy(e => e.RecordVersion).ToList();
        var first = all.FindIndex(e => e.CorrelationId == run.Id);
        return (all.FindAll(e => e.CorrelationId == run.Id), all.Skip(first).Any(e => e.CorrelationId != run.Id));
    }
}
