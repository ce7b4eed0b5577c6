using System.Text.Json;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Events;

/// <summary>Records that an event is about, as they are now, with values as they were.</summary>
internal sealed class RecordChanges<T>(IReadOnlyList<T> records, IReadOnlyList<(Guid Id, string Field, string? Value)> before) where T : Record
{
    public IReadOnlyList<T> Records => records;

    /// <summary>The values of fields before the change, where they changed.</summary>
    public IEnumerable<(Guid Id, string Field, string? Value)> Before(params string[] fields) => before.Where(b => fields.Contains(b.Field));
}

/// <summary>Reads changes out of events.</summary>
internal static class RecordChanges
{
    private const int Chunk = 500;

    /// <returns><see langword="null"/> when nothing that counts changed.</returns>
    public static async Task<RecordChanges<T>?> OfAsync<T>(EventContext context, string[] fields, CancellationToken cancellationToken) where T : Record
    {
        var dot = context.Event.Name.IndexOf('.', StringComparison.Ordinal);
        var (type, what) = (context.Event.Name[..dot], context.Event.Name[(dot + 1)..]);
        if (what is not ("created" or "updated" or "deleted" or "restored" or "merged" or "unmerged")) return null;
        var transaction = ((CrmSession)context.Session).Transaction!;
        var ids = new HashSet<Guid>();
        var changed = new HashSet<(Guid, int)>();
        foreach (var item in context.Event.Payload.GetProperty("items").EnumerateArray())
        {
            if (what == "updated")
            {
                if (!item.GetProperty("changed").EnumerateArray().Any(f => fields.Contains(f.GetString()))) continue;
                changed.Add((item.GetProperty("id").GetGuid(), item.GetProperty("version").GetInt32()));
            }
            foreach (var property in new[] { "id", "into", "from" })
                if (item.TryGetProperty(property, out var id)) ids.Add(id.GetGuid());
        }
        if (ids.Count == 0) return null;
        await AddMergedAsync(transaction, type, ids, cancellationToken);
        var (records, before) = (new List<T>(), new List<(Guid, string, string?)>());
        foreach (var some in ids.Chunk(Chunk))
        {
            records.AddRange(await transaction.ListAsync(transaction.Query<T>().Where(r => some.Contains(r.Id)), cancellationToken));
            if (changed.Count == 0) continue;
            foreach (var entry in await transaction.ListAsync(transaction.Query<AuditEntry>().Where(a => some.Contains(a.RecordId) && a.RecordType == type && a.Operation == RecordOperation.Update), cancellationToken))
                if (changed.Contains((entry.RecordId, entry.RecordVersion))) before.AddRange(Values(entry, fields));
        }
        return new RecordChanges<T>(records, before);
    }

    // Where a record goes, all go that were merged into it before.
    private static async Task AddMergedAsync(IStoreTransaction transaction, string type, HashSet<Guid> ids, CancellationToken cancellationToken)
    {
        for (var next = ids.ToList(); next.Count > 0;)
        {
            var losers = new List<Guid>();
            foreach (var some in next.Chunk(Chunk))
                losers.AddRange(await transaction.ListAsync(transaction.Query<RecordMerge>().Where(m => m.RecordType == type && m.ActiveLoserId != null && some.Contains(m.WinnerId)).Select(m => m.LoserId), cancellationToken));
            next = losers.FindAll(ids.Add);
        }
    }

    private static List<(Guid, string, string?)> Values(AuditEntry entry, string[] fields)
    {
        using var changes = JsonDocument.Parse(entry.Changes);
        return [.. changes.RootElement.EnumerateObject().Where(c => fields.Contains(c.Name)).Select(c => (entry.RecordId, c.Name, c.Value[0].ValueKind == JsonValueKind.String ? c.Value[0].GetString() : null))];
    }
}
