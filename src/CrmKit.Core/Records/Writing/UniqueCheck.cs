using System.Globalization;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Records;

/// <summary>Checks unique fields among living records: one query per field, and within the batch. Whoever wants the same value at the same time waits, and then finds it taken.</summary>
internal sealed class UniqueCheck(CrmSession session, RecordLoader loader) : ISessionService
{
    private const int MostNames = 100; // a database has room for so many locks; a large batch holds the whole field instead

    public async Task CheckAsync(WriteBatch batch, CancellationToken cancellationToken)
    {
        List<(TypeGroup Group, FieldPlan Field, Dictionary<object, WriteItem> Wanted)>? wishes = null;
        foreach (var group in batch.Groups)
            foreach (var field in group.Plan.Unique)
                if (Wanted(group, field) is { } wanted) (wishes ??= []).Add((group, field, wanted));
        if (wishes is null) return;
        // External ids are guarded by an index of the database.
        await session.Transaction!.LockAsync([.. wishes.Where(w => w.Field.Property != nameof(Record.ExternalId)).SelectMany(w => Locks($"unique/{w.Group.Type.Key}/{w.Field.Definition.Key}", w.Wanted.Keys))], cancellationToken);
        foreach (var (group, field, wanted) in wishes) await CheckAsync(batch, group, field, wanted, cancellationToken);
    }

    private static IEnumerable<StoreLock> Locks(string field, Dictionary<object, WriteItem>.KeyCollection values)
    {
        if (values.Count > MostNames) return [new(field)];
        return [new(field, IsShared: true), .. values.Select(v => new StoreLock($"{field}/{Convert.ToString(v, CultureInfo.InvariantCulture)}"))];
    }

    private static Dictionary<object, WriteItem>? Wanted(TypeGroup group, FieldPlan field)
    {
        Dictionary<object, WriteItem>? wanted = null;
        foreach (var item in group.Items.OrderBy(i => i.IsRefused)) // what is refused takes no value from others
        {
            if (!item.IsChecked || item.Operation == RecordOperation.Delete || field.Get(item.After!) is not { } value || value is "") continue;
            if (item is { Before: { } before, Operation: RecordOperation.Update } && Equals(field.Get(before), value)) continue;
            if (!(wanted ??= new(group.Items.Count)).TryAdd(value, item)) Refuse(item, field, value, wanted[value].Ref);
        }
        return wanted;
    }

    private async Task CheckAsync(WriteBatch batch, TypeGroup group, FieldPlan field, Dictionary<object, WriteItem> wanted, CancellationToken cancellationToken)
    {
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
