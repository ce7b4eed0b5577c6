using System.Text.Json;
using CrmKit.Sessions;

namespace CrmKit.Activities;

/// <summary>What the audit tells people: creation, deletion, restoring, and which fields changed. Moves and conversions have entries of their own.</summary>
internal sealed class TimelineChanges(CrmSession session, RecordTypeDefinition type)
{
    private const int RowsPerQuery = 200;
    private static readonly HashSet<string> ToldElsewhere =
        ["pipeline", "stage", "stageCategory", "stageEnteredAt", "closedAt", "closedOn", "lossReason", "stageNote", "convertedAt", "deletedAt", "version", "updatedAt", "updatedById"];

    public async Task<IReadOnlyList<TimelineEntry>> ReadAsync(RecordRef record, DateTimeOffset until, int limit, CancellationToken cancellationToken)
    {
        var hidden = await session.Access.HiddenFieldsAsync(type, cancellationToken);
        var reader = await session.ReaderAsync(cancellationToken);
        var rows = reader.Query<AuditEntry>().Where(a => a.RecordType == record.Type && a.RecordId == record.Id && a.At <= until).OrderByDescending(a => a.At).ThenByDescending(a => a.RecordVersion);
        var told = new List<TimelineEntry>();
        for (var read = 0; told.Count < limit; read += RowsPerQuery)
        {
            var some = await reader.ListAsync(rows.Skip(read).Take(RowsPerQuery), cancellationToken);
            foreach (var row in some)
                if (Title(row, hidden) is { } title) told.Add(new TimelineEntry(row.At, "change", title, row.Reason is { } why ? new LocalizedText(why) : null, row.ActorId, null));
            if (some.Count < RowsPerQuery) break;
        }
        return told.Count <= limit ? told : told.GetRange(0, limit);
    }

    private LocalizedText? Title(AuditEntry row, IReadOnlySet<string> hidden)
    {
        switch (row.Operation)
        {
            case RecordOperation.Create: return TimelineWords.Created;
            case RecordOperation.Delete: return TimelineWords.Deleted;
            case RecordOperation.Restore: return TimelineWords.Restored;
        }
        using var changes = JsonDocument.Parse(row.Changes);
        var fields = changes.RootElement.EnumerateObject().Select(c => c.Name).Where(k => !ToldElsewhere.Contains(k) && !hidden.Contains(k))
            .Select(k => type.TryField(k, out var field) ? field.Label : new LocalizedText(k)).ToList();
        return fields.Count == 0 ? null : TimelineWords.Changed(fields);
    }
}
