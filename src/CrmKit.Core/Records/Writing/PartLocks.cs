using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Records;

/// <summary>
/// Keeps who adds parts to a record and who deletes it apart: whoever comes second waits, and then finds the parent gone or the part to take along.
/// Nobody waits who saves parts of another record, or of the same one.
/// </summary>
internal sealed class PartLocks(CrmSession session) : ISessionService
{
    private const int MostNames = 100; // a database has room for so many locks; a large batch holds the whole type instead

    /// <summary>Holds the parents in a batch, before anything of it is read.</summary>
    public async Task HoldAsync(WriteBatch batch, CancellationToken cancellationToken)
    {
        var locks = new List<StoreLock>();
        foreach (var group in batch.Groups)
        {
            if (ParentOf(group.Type) is { } reference) locks.AddRange(Adding(reference.ReferenceType!, [.. Parents(batch, group, reference)]));
            if (HasParts(group.Type)) locks.AddRange(Deleting(group.Type.Key, [.. group.Items.Where(i => i.Operation is RecordOperation.Delete or RecordOperation.Restore).Select(i => i.Ref.Id)]));
        }
        if (locks.Count > 0) await session.Transaction!.LockAsync(locks, cancellationToken);
    }

    /// <summary>Holds the parents of parts that come back.</summary>
    public Task HoldAsync(RecordTypeDefinition parent, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) => session.Transaction!.LockAsync([.. Adding(parent.Key, ids)], cancellationToken);

    private static IEnumerable<Guid> Parents(WriteBatch batch, TypeGroup group, FieldDefinition reference)
    {
        foreach (var item in group.Items)
        {
            if (item.Operation is RecordOperation.Delete or RecordOperation.Restore) continue;
            var value = item.Request.Values.TryGetValue(reference.Key, out var given) ? given : item.Request.Record is { } record ? reference.Get(record) : null;
            if (value is Guid id && batch.Find(new RecordRef(reference.ReferenceType!, id)) is not { Operation: RecordOperation.Create }) yield return id;
        }
    }

    // Adding is shared with adding, deleting with deleting of others. Of large batches those that add wait for each other too.
    private static IEnumerable<StoreLock> Adding(string type, IReadOnlyCollection<Guid> ids)
    {
        if (ids.Count == 0) return [];
        return ids.Count > MostNames ? [new(Large(type))] : [new(All(type), IsShared: true), .. ids.Select(id => new StoreLock(One(type, id), IsShared: true))];
    }

    private static IEnumerable<StoreLock> Deleting(string type, IReadOnlyCollection<Guid> ids)
    {
        if (ids.Count == 0) return [];
        return [new(Large(type), IsShared: true), .. ids.Count > MostNames ? [new StoreLock(All(type))] : ids.Select(id => new StoreLock(One(type, id)))];
    }

    private static string All(string type) => $"parts/{type}";

    private static string Large(string type) => $"parts/{type}/large";

    private static string One(string type, Guid id) => $"parts/{type}/{id}";

    private bool HasParts(RecordTypeDefinition type) => session.Catalog.Types.Any(t => ParentOf(t)?.ReferenceType == type.Key);

    private static FieldDefinition? ParentOf(RecordTypeDefinition type) => type.ParentField is { } key && type.TryField(key, out var reference) && reference.ReferenceType is not null ? reference : null;
}
