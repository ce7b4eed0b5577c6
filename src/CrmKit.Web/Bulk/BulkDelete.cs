using System.Text.Json;

namespace CrmKit.Web;

/// <summary>Deletes records; taken back, they are restored.</summary>
internal sealed class BulkDelete(WebCall call, RecordTypeDefinition type) : BulkAct(call, type)
{
    public const string Name = "delete";

    public override string Key => Name;

    public override string Label => Call.Texts["bulk.delete"];

    public override Task<BulkChange> PreviewAsync(Record record) => Task.FromResult(new BulkChange("", Call.Texts["bulk.deleted"]));

    public override Task<IReadOnlyList<SaveOutcome>> RunAsync(IReadOnlyList<Record> records) => SaveAsync(set =>
    {
        foreach (var record in records) set.Delete(Type.Ref(record.Id));
    });

    public override void WriteUndo(Utf8JsonWriter json, Record before)
    {
    }

    public override Task<IReadOnlyList<SaveOutcome>> UndoAsync(IReadOnlyList<BulkUndoItem> items) => SaveAsync(set =>
    {
        foreach (var item in items) set.Restore(item.Ref);
    });
}
