using CrmKit.Access;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Audit;

/// <summary>Goes back from what a record is now, write by write, to what it was: so it needs no entry older than the time asked for.</summary>
internal sealed class RecordPast(CrmSession session, RecordQueries queries, IAccess access) : ISessionService
{
    private const int EntriesPerQuery = 200;

    public async Task<RecordAsAt> AtAsync(RecordRef wanted, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var type = session.Catalog.Type(wanted.Type);
        var record = await queries.FindAnyAsync(wanted, cancellationToken) ?? throw new CrmNotFoundException(RecordErrors.NotFound(wanted));
        var hidden = await access.HiddenFieldsAsync(type, cancellationToken);
        if (await ThenAsync(type, record, hidden, at, cancellationToken) is { } then)
        {
            (record.Version, record.UpdatedAt) = (then.RecordVersion, then.At);
            if (!hidden.Contains("updatedById")) record.UpdatedById = then.ActorId;
        }
        return new RecordAsAt(record, at, hidden);
    }

    // The write that made the record what it was then; null when it has never been written since its entries were forgotten.
    private async Task<AuditEntry?> ThenAsync(RecordTypeDefinition type, Record record, IReadOnlySet<string> hidden, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var (reader, key, id) = (await session.ReaderAsync(cancellationToken), type.Key, record.Id);
        AuditEntry? undone = null;
        while (true)
        {
            var before = undone?.RecordVersion ?? int.MaxValue;
            var entries = await reader.ListAsync(
                reader.Query<AuditEntry>().Where(e => e.RecordType == key && e.RecordId == id && e.RecordVersion < before).OrderByDescending(e => e.RecordVersion).Take(EntriesPerQuery), cancellationToken);
            foreach (var entry in entries)
            {
                if (entry.At <= at) return entry;
                if (entry.Operation == RecordOperation.Create) throw new CrmNotFoundException(AuditErrors.NotYet(type.Ref(id), at));
                Undo(type, record, hidden, entry);
                undone = entry;
            }
            if (entries.Count == EntriesPerQuery) continue;
            return undone is null && record.UpdatedAt <= at ? null : throw new CrmRuleException(AuditErrors.Forgotten(type.Ref(id), at));
        }
    }

    private static void Undo(RecordTypeDefinition type, Record record, IReadOnlySet<string> hidden, AuditEntry entry)
    {
        foreach (var (key, before) in AuditValues.Before(entry))
            if (!hidden.Contains(key) && type.TryField(key, out var field)) field.Set(record, AuditValues.Read(field, before)); // what has left the catalog is no field of the record
    }
}
