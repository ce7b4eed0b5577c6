using CrmKit.Access;
using CrmKit.Sessions;

namespace CrmKit.Records;

/// <summary>Asks for rights: first step of every write, after the owner of new records is known.</summary>
internal sealed class WriteAccess(CrmSession session, AccessDoor access) : ISessionService
{
    public async Task CheckAsync(WriteBatch batch, CancellationToken cancellationToken)
    {
        if (session.IsUnconfined) return;
        foreach (var group in batch.Groups)
            foreach (var asked in group.Items.Where(i => i is { IsRefused: false, Request.IsTrusted: false }).GroupBy(i => (Right: RightOf(i.Request), i.Operation)))
            {
                var items = asked.ToList();
                // A change is allowed by what is stored; a new record by what it will be.
                var may = await access.MayAsync(group.Type, asked.Key.Right, [.. items.Select(i => i.Before ?? i.After!)], batch.Pending, cancellationToken);
                for (var i = 0; i < items.Count; i++)
                    if (!may[i]) items[i].Refuse(RefusalKind.Forbidden, AccessErrors.Forbidden(asked.Key.Right, group.Type, items[i].Ref));
                if (group.Type.ParentField is not null) await CheckNewParentsAsync(group.Type, asked.Key.Right, items, batch, cancellationToken);
            }
    }

    // Moving a part to another parent takes the right on that one too.
    private async Task CheckNewParentsAsync(RecordTypeDefinition type, Operations right, List<WriteItem> items, WriteBatch batch, CancellationToken cancellationToken)
    {
        var reference = type.Field(type.ParentField!);
        var moved = items.Where(i => i is { IsRefused: false, Before: not null } && !Equals(reference.Get(i.Before!), reference.Get(i.After!))).ToList();
        if (moved.Count == 0) return;
        var may = await access.MayAsync(type, right, [.. moved.Select(i => i.After!)], batch.Pending, cancellationToken);
        for (var i = 0; i < moved.Count; i++)
            if (!may[i]) moved[i].Refuse(RefusalKind.Forbidden, AccessErrors.Forbidden(right, type, moved[i].Ref));
    }

    private static Operations RightOf(WriteRequest request) => request.Right ?? request.Operation switch
    {
        RecordOperation.Create => Operations.Create,
        RecordOperation.Update => Operations.Update,
        _ => Operations.Delete,
    };
}
