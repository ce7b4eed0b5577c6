using CrmKit.Access;
using CrmKit.Sessions;

namespace CrmKit.Records;

/// <summary>Loads what is stored, takes parts along, and refuses what is absent, hidden or changed since.</summary>
internal sealed class BeforeImages(CrmSession session, RecordLoader loader, AccessDoor access, FieldRights fields, MergedRecords merged, PartLocks locks) : ISessionService
{
    public async Task LoadAsync(WriteBatch batch, CancellationToken cancellationToken)
    {
        foreach (var group in batch.Groups)
        {
            var items = group.Items.Where(i => i.Operation != RecordOperation.Create && !i.IsRefused).ToList();
            if (items.Count == 0) continue;
            var (hidden, _) = await fields.OfAsync(group.Type, cancellationToken);
            if (hidden.Count == 0)
                foreach (var item in items) item.Before = item.Request.Stored;
            var unread = items.FindAll(i => i.Before is null);
            var stored = (await loader.LoadAsync(group.Type, [.. unread.Select(i => i.Ref.Id)], withDeleted: true, cancellationToken)).ToDictionary(r => r.Id);
            foreach (var item in unread) item.Before = stored.GetValueOrDefault(item.Ref.Id);
            await CheckAsync(group.Type, items, cancellationToken);
        }
        await AddPartsAsync(batch, cancellationToken);
    }

    private async Task CheckAsync(RecordTypeDefinition type, List<WriteItem> items, CancellationToken cancellationToken)
    {
        foreach (var item in items)
            if (item.Before is null) item.Refuse(RefusalKind.NotFound, RecordErrors.NotFound(item.Ref));
        var seen = items.Where(i => i is { Before: not null, Request.IsTrusted: false }).ToList();
        if (!session.IsUnconfined && seen.Count > 0)
        {
            var may = await access.MayAsync(type, Operations.Read, [.. seen.Select(i => i.Before!)], cancellationToken);
            for (var i = 0; i < seen.Count; i++)
                if (!may[i]) seen[i].Refuse(RefusalKind.NotFound, RecordErrors.NotFound(seen[i].Ref));
        }
        var gone = new List<WriteItem>();
        foreach (var item in items)
        {
            if (item.IsRefused) continue;
            var isDeleted = item.Before!.DeletedAt is not null;
            if (item.Operation == RecordOperation.Restore)
            {
                if (!isDeleted) item.Refuse(RefusalKind.Rule, RecordErrors.NotDeleted(item.Ref));
                else if (!item.Request.IsExact) gone.Add(item);
            }
            else if (isDeleted && !item.Request.IsExact) gone.Add(item);
            if (!item.IsRefused && item.Request.ExpectedVersion is { } expected && expected != item.Before.Version)
                item.Refuse(RefusalKind.Conflict, RecordErrors.Conflict(item.Ref, expected, item.Before.Version));
        }
        if (gone.Count > 0) await CheckMergedAsync(type, gone, cancellationToken);
        if (type.ParentField is not null) await CheckParentsAsync(type, items, cancellationToken);
    }

    // Only undoing the merge brings back a record that is part of another one now.
    private async Task CheckMergedAsync(RecordTypeDefinition type, List<WriteItem> gone, CancellationToken cancellationToken)
    {
        var into = await merged.FollowAsync(type, [.. gone.Select(i => i.Ref.Id)], cancellationToken);
        foreach (var item in gone)
        {
            var isRestore = item.Operation == RecordOperation.Restore;
            if (into.ContainsKey(item.Ref.Id)) item.Refuse(isRestore ? RefusalKind.Rule : RefusalKind.NotFound, MergeErrors.Merged(item.Ref));
            else if (!isRestore) item.Refuse(RefusalKind.NotFound, RecordErrors.NotFound(item.Ref));
        }
    }

    // A part cannot come back to a parent that is not there.
    private async Task CheckParentsAsync(RecordTypeDefinition type, List<WriteItem> items, CancellationToken cancellationToken)
    {
        var restored = items.Where(i => i is { Operation: RecordOperation.Restore, IsRefused: false }).ToList();
        var reference = type.Field(type.ParentField!);
        if (restored.Count == 0 || reference.ReferenceType is not { } parentKey || !session.Catalog.TryType(parentKey, out var parentType)) return;
        var parents = restored.Select(i => reference.Get(i.Before!)).OfType<Guid>().ToHashSet();
        await locks.HoldAsync(parentType, parents, cancellationToken);
        var alive = await loader.AliveAsync(parentType, parents, null, cancellationToken);
        foreach (var item in restored)
            if (reference.Get(item.Before!) is Guid parent && !alive.Contains(parent))
                item.Refuse(RefusalKind.Rule, RecordErrors.ParentDeleted(item.Ref, parentType.Ref(parent)));
    }

    // Deleting takes living parts along; restoring brings back those that were deleted in the same act.
    private async Task AddPartsAsync(WriteBatch batch, CancellationToken cancellationToken)
    {
        var parents = batch.Items.Where(i => i is { IsRefused: false, Operation: RecordOperation.Delete or RecordOperation.Restore }).ToList();
        while (parents.Count > 0)
        {
            var parts = new List<WriteItem>();
            foreach (var group in parents.GroupBy(p => p.Type))
            {
                var byId = group.ToDictionary(p => p.Ref.Id);
                foreach (var partType in session.Catalog.Types)
                {
                    if (partType.ParentField is not { } key || partType.Field(key) is not { } reference || reference.ReferenceType != group.Key.Key) continue;
                    foreach (var part in await loader.PartsAsync(partType, byId.Keys, cancellationToken))
                    {
                        var parent = byId[(Guid)reference.Get(part)!];
                        if (part.DeletedAt != (parent.Operation == RecordOperation.Delete ? null : parent.Before!.DeletedAt) || batch.Find(partType.Ref(part.Id)) is not null) continue;
                        var request = new WriteRequest { Operation = parent.Operation, Ref = partType.Ref(part.Id), IsTrusted = true };
                        parts.Add(batch.Add(new WriteItem(request, parent.Index, partType) { Before = part, Along = parent }));
                    }
                }
            }
            parents = parts;
        }
    }
}
