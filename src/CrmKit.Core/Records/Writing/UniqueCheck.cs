using CrmKit.Sessions;

namespace CrmKit.Records;

/// <summary>Checks unique fields among living records: one query per field, and within the batch.</summary>
internal sealed class UniqueCheck(RecordLoader loader) : ISessionService
{
    public async Task CheckAsync(WriteBatch batch, CancellationToken cancellationToken)
    {
        foreach (var group in batch.Groups)
            foreach (var field in group.Plan.Unique)
                await CheckAsync(batch, group, field, cancellationToken);
    }

    private async Task CheckAsync(WriteBatch batch, TypeGroup group, FieldPlan field, CancellationToken cancellationToken)
    {
        Dictionary<object, WriteItem>? wanted = null;
        foreach (var item in group.Items.OrderBy(i => i.IsRefused)) // what is refused takes no value from others
        {
            if (!item.IsChecked || item.Operation == RecordOperation.Delete || field.Get(item.After!) is not { } value || value is "") continue;
            if (item is { Before: { } before, Operation: RecordOperation.Update } && Equals(field.Get(before), value)) continue;
            if (!(wanted ??= []).TryAdd(value, item)) Refuse(item, field, value, wanted[value].Ref);
        }
        if (wanted is null) return;
        foreach (var taken in await loader.TakenAsync(group.Type, field.Definition, wanted.Keys, cancellationToken))
        {
            if (!wanted.TryGetValue(taken.Value, out var item) || taken.Id == item.Ref.Id) continue;
            // Its owner gives it up in this very change set.
            if (batch.Find(group.Type.Ref(taken.Id)) is { IsRefused: false, After: { } after } owner
                && (owner.Operation == RecordOperation.Delete || !Equals(field.Get(after), taken.Value))) continue;
            Refuse(item, field, taken.Value, group.Type.Ref(taken.Id));
        }
    }

    private static void Refuse(WriteItem item, FieldPlan field, object value, RecordRef other) =>
        item.Refuse(RefusalKind.Validation, FieldErrors.Duplicate(field.Definition, value, other));
}
