using System.Text.Json;
using CrmKit.Sessions;

namespace CrmKit.Records;

/// <summary>What a merge did to each record, out of the audit that its writes left: field by field the value before the first and after the last of them.</summary>
internal sealed class MergeJournal(CrmSession session) : ISessionService
{
    private const int Chunk = 500;

    /// <summary>The steps of a merge under way, by which it can be undone; records that it created are not among them.</summary>
    public async Task<IReadOnlyList<MergeStep>> StepsAsync(RecordMerge merge, IReadOnlyCollection<RecordRef> touched, CancellationToken cancellationToken)
    {
        var transaction = session.Transaction!;
        var entries = new List<AuditEntry>();
        foreach (var some in touched.Select(t => t.Id).Distinct().Chunk(Chunk))
            entries.AddRange(await transaction.ListAsync(transaction.Query<AuditEntry>().Where(e => some.Contains(e.RecordId) && e.CorrelationId == merge.Id), cancellationToken));
        var steps = new List<MergeStep>();
        foreach (var record in entries.GroupBy(e => new RecordRef(e.RecordType, e.RecordId)))
            if (record.All(e => e.Operation != RecordOperation.Create) && Changes(record) is { Count: > 0 } changes)
                steps.Add(new MergeStep { MergeId = merge.Id, RecordType = record.Key.Type, RecordId = record.Key.Id, Changes = Text(changes) });
        return steps;
    }

    /// <summary>Field key → value before and after.</summary>
    public static Dictionary<string, (JsonElement Before, JsonElement After)> Read(string changes)
    {
        using var document = JsonDocument.Parse(changes);
        return document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => (p.Value[0].Clone(), p.Value[1].Clone()));
    }

    public static string Text(Dictionary<string, (JsonElement Before, JsonElement After)> changes) =>
        JsonSerializer.Serialize(changes.ToDictionary(c => c.Key, c => new[] { c.Value.Before, c.Value.After }));

    private static Dictionary<string, (JsonElement Before, JsonElement After)> Changes(IEnumerable<AuditEntry> entries)
    {
        var changes = new Dictionary<string, (JsonElement Before, JsonElement After)>();
        foreach (var entry in entries.OrderBy(e => e.RecordVersion))
            foreach (var (field, change) in Read(entry.Changes))
                changes[field] = (changes.TryGetValue(field, out var earlier) ? earlier.Before : change.Before, change.After);
        return changes;
    }
}
