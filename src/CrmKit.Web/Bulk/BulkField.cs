using System.Text.Json;
using CrmKit.AspNetCore;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>Gives a field of records one value.</summary>
internal sealed class BulkField(WebCall call, RecordTypeDefinition type, FieldDefinition changed) : BulkAct(call, type)
{
    public const string Prefix = "field:";

    private FormReader? _reader;
    private RecordBody? _body;

    public override string Key => Prefix + changed.Key;

    public override string Label => Call.Texts.Format("bulk.field", changed.Label.For(Call.Culture));

    private object? Value => _body!.Values.GetValueOrDefault(changed.Key);

    public override Task<IReadOnlyList<FieldEntry>> InputsAsync(IReadOnlyList<CrmError> errors) => FormFields.EntriesAsync(Call, [changed], null, _reader, errors);

    public override async Task<IReadOnlyList<CrmError>> ReadAsync()
    {
        _reader = new FormReader(Call, Type, await Call.FormAsync());
        _body = await _reader.ReadAllAsync([changed]);
        return [.. _reader.Errors, .. _body.Errors];
    }

    public override async Task<BulkChange> PreviewAsync(Record record) => new(await ShownAsync(changed.Get(record)), await ShownAsync(Value));

    public override Task<IReadOnlyList<SaveOutcome>> RunAsync(IReadOnlyList<Record> records) => SaveAsync(set =>
    {
        foreach (var record in records) set.Patch(Type.Ref(record.Id), _body!.Values, record.Version); // else its undo would bring back what was there before somebody else's
    });

    public override void WriteUndo(Utf8JsonWriter json, Record before)
    {
        if (changed.IsCustom) json.WriteStartObject("custom");
        json.WritePropertyName(changed.Key);
        FieldJson.Write(json, changed.Get(before));
        if (changed.IsCustom) json.WriteEndObject();
    }

    public override Task<IReadOnlyList<SaveOutcome>> UndoAsync(IReadOnlyList<BulkUndoItem> items) => SaveAsync(set =>
    {
        foreach (var item in items) set.Patch(item.Ref, RecordBody.ForValues(Type, item.Before).ThrowIfWrong().Values, item.Version);
    });

    private async Task<string> ShownAsync(object? value) =>
        value is Guid id && changed.ReferenceType is { } to ? await NamedRecords.NameAsync(Call, to, id) : Call.Text.Of(changed, value);
}
