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
        foreach (var (target, some) in pointers) await CheckAsync(batch, target, some, cancellationToken);

        // Whoever points at a record that was refused just now is refused too, and so on.
        for (var isSettled = false; !isSettled;)
        {
            isSettled = true;
            foreach (var (target, some) in pointers)
                if (batch.Has(target))
                    foreach (var pointer in some)
                        if (!pointer.Item.IsRefused && batch.Find(new RecordRef(target, pointer.Id)) is { Operation: RecordOperation.Create, IsRefused: true })
                        {
                            Refuse(pointer);
                            isSettled = false;
                        }
        }
    }

    private async Task CheckAsync(WriteBatch batch, string typeKey, List<Pointer> pointers, CancellationToken cancellationToken)
    {
        if (!session.Catalog.TryType(typeKey, out var type))
        {
            foreach (var pointer in pointers) Refuse(pointer); // its plugin is not enabled
            return;
        }
        var isInBatch = batch.Has(typeKey); // most point at what is stored: nothing is looked up for them one by one
        var asked = new HashSet<Guid>();
        foreach (var pointer in pointers)
            if (!isInBatch || batch.Find(new RecordRef(typeKey, pointer.Id)) is not { Operation: RecordOperation.Create or RecordOperation.Restore }) asked.Add(pointer.Id);
        var alive = asked.Count == 0 ? [] : await loader.AliveAsync(type, asked, null, cancellationToken);
        var seen = alive;
        if (alive.Count > 0 && await VisibleAsync(type, cancellationToken) is { } condition) seen = await loader.AliveAsync(type, alive, condition, cancellationToken);
        foreach (var pointer in pointers)
        {
            var isKnown = (isInBatch ? batch.Find(new RecordRef(typeKey, pointer.Id)) : null) switch
            {
                { Operation: RecordOperation.Create or RecordOperation.Restore } sibling => !sibling.IsRefused,
                { Operation: RecordOperation.Delete } => false,
                _ => (pointer.Item.Request.IsTrusted ? alive : seen).Contains(pointer.Id),
            };
            if (!isKnown) Refuse(pointer);
        }
    }

    // Users and teams may be named by whoever may assign, seen or not.
    private async ValueTask<LambdaExpression?> VisibleAsync(RecordTypeDefinition type, CancellationToken cancellationToken) =>
        session.IsUnconfined || type.Key is "user" or "team" || await access.ScopeAsync(type, Operations.Read, cancellationToken) == AccessScope.All
            ? null
            : await AccessPredicates.OfTypeAsync(access, type, Operations.Read, cancellationToken);

    // By the type that they point at.
    private static Dictionary<string, List<Pointer>> Collect(WriteBatch batch)
    {
        var pointers = new Dictionary<string, List<Pointer>>(StringComparer.Ordinal);
        foreach (var group in batch.Groups)
            foreach (var field in group.Plan.References)
            {
                List<Pointer>? some = null;
                foreach (var item in group.Items)
                {
                    if (!item.IsChecked || item.Operation is RecordOperation.Delete or RecordOperation.Restore) continue;
                    if (field.Get(item.After!) is not Guid id || (item.Before is not null && Equals(field.Get(item.Before), id))) continue;
                    if (some is null && !pointers.TryGetValue(field.Definition.ReferenceType!, out some)) pointers[field.Definition.ReferenceType!] = some = new List<Pointer>(group.Items.Count);
                    some.Add(new Pointer(item, field, id));
                }
            }
        return pointers;
    }

    private static void Refuse(Pointer pointer) =>
        pointer.Item.Refuse(RefusalKind.Validation, FieldErrors.ReferenceMissing(pointer.Field.Definition, new RecordRef(pointer.Field.Definition.ReferenceType!, pointer.Id)));

    private readonly record struct Pointer(WriteItem Item, FieldPlan Field, Guid Id);
}
