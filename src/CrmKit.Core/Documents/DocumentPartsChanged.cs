namespace CrmKit.Documents;

/// <summary>Has documents compute their totals anew when their lines, payments or returns change.</summary>
internal sealed class DocumentPartsChanged : IAfterSave
{
    private static readonly Dictionary<string, object?> Nothing = [];

    public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var parent = context.Type.Field(context.Type.ParentField!);
        var ids = new HashSet<Guid>();
        foreach (var change in context.Changes)
        {
            if (parent.Get(change.After) is Guid now) ids.Add(now);
            if (change.Before is not null && parent.Get(change.Before) is Guid before) ids.Add(before);
        }
        // A document that was deleted with its parts needs no totals.
        var alive = await context.AliveAsync(context.Session.Catalog.Type(parent.ReferenceType!), [.. ids], cancellationToken);
        if (alive.Count == 0) return;
        var documents = new ChangeSet { Reason = $"{context.Type.Label} changed" };
        foreach (var id in alive) documents.Patch(new RecordRef(parent.ReferenceType!, id), Nothing);
        context.Also(documents);
    }
}
