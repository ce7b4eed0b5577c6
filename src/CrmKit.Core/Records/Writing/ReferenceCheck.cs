using System.Linq.Expressions;
using CrmKit.Access;
using CrmKit.Sessions;

namespace CrmKit.Records;

/// <summary>Checks that what records point at exists, is alive and may be seen: one query per type pointed at.</summary>
internal sealed class ReferenceCheck(CrmSession session, RecordLoader loader, IAccess access) : ISessionService
{
    public async Task CheckAsync(WriteBatch batch, CancellationToken cancellationToken)
    {
        var pointers = Collect(batch);
        if (pointers.Count == 0) return;
        foreach (var target in pointers.GroupBy(p => p.Field.Definition.ReferenceType!))
            await CheckAsync(batch, target.Key, [.. target], cancellationToken);

        // Whoever points at a record that was refused just now is refused too, and so on.
        for (var isSettled = false; !isSettled;)
        {
            isSettled = true;
            foreach (var pointer in pointers)
                if (!pointer.Item.IsRefused && batch.Find(pointer.Target) is { Operation: RecordOperation.Create, IsRefused: true })
                {
                    Refuse(pointer);
                    isSettled = false;
                }
        }
    }

    private async Task CheckAsync(WriteBatch batch, string typeKey, List<Pointer> pointers, CancellationToken cancellationToken)
    {
        var asked = new HashSet<Guid>();
        foreach (var pointer in pointers)
            if (batch.Find(pointer.Target) is not { Operation: RecordOperation.Create or RecordOperation.Restore }) asked.Add(pointer.Target.Id);
        if (!session.Catalog.TryType(typeKey, out var type))
        {
            foreach (var pointer in pointers) Refuse(pointer); // its plugin is not enabled
            return;
        }
        var alive = asked.Count == 0 ? [] : await loader.AliveAsync(type, asked, null, cancellationToken);
        var seen = alive;
        if (alive.Count > 0 && await VisibleAsync(type, cancellationToken) is { } condition) seen = await loader.AliveAsync(type, alive, condition, cancellationToken);
        foreach (var pointer in pointers)
        {
            var isKnown = batch.Find(pointer.Target) switch
            {
                { Operation: RecordOperation.Create or RecordOperation.Restore } sibling => !sibling.IsRefused,
                { Operation: RecordOperation.Delete } => false,
                _ => (pointer.Item.Request.IsTrusted ? alive : seen).Contains(pointer.Target.Id),
            };
            if (!isKnown) Refuse(pointer);
        }
    }

    // Users and teams may be named by whoever may assign, seen or not.
    private async ValueTask<LambdaExpression?> VisibleAsync(RecordTypeDefinition type, CancellationToken cancellationToken) =>
        session.IsUnconfined || type.Key is "user" or "team" || await access.ScopeAsync(type, Operations.Read, cancellationToken) == AccessScope.All
            ? null
            : await AccessPredicates.OfTypeAsync(access, type, Operations.Read, cancellationToken);

    private static List<Pointer> Collect(WriteBatch batch)
    {
        var pointers = new List<Pointer>();
        foreach (var group in batch.Groups)
            foreach (var item in group.Items)
            {
                if (!item.IsChecked || item.Operation is RecordOperation.Delete or RecordOperation.Restore) continue;
                foreach (var field in group.Plan.References)
                    if (field.Get(item.After!) is Guid id && (item.Before is null || !Equals(field.Get(item.Before), id)))
                        pointers.Add(new Pointer(item, field, new RecordRef(field.Definition.ReferenceType!, id)));
            }
        return pointers;
    }

    private static void Refuse(Pointer pointer) => pointer.Item.Refuse(RefusalKind.Validation, FieldErrors.ReferenceMissing(pointer.Field.Definition, pointer.Target));

    private readonly record struct Pointer(WriteItem Item, FieldPlan Field, RecordRef Target);
}
