using System.Text.Json;
using CrmKit.Actions;
using CrmKit.AspNetCore;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>An action of a plugin; taken back, where the plugin says that this is all, by giving the records what they held.</summary>
internal sealed class BulkAction(WebCall call, RecordTypeDefinition type, RecordActionDefinition action) : BulkAct(call, type)
{
    public const string Prefix = "action:";

    private readonly Dictionary<Guid, Record> _after = [];
    private readonly List<string> _said = [];
    private readonly List<RecordRef> _shown = [];
    private FormReader? _reader;
    private CustomValues _inputs = CustomValues.Empty;

    public override string Key => Prefix + action.Key;

    public override string Label => action.Label.For(Call.Culture);

    public override string? About => action.Description?.For(Call.Culture);

    public override string? Question => action.Confirm?.For(Call.Culture);

    public override bool IsInLists => action.Places.HasFlag(ActionPlaces.List);

    public override bool IsUndoable => action.IsUndoable;

    public override bool NeedsPreview => false;

    public override IReadOnlyList<string> Said => _said;

    public override IReadOnlyList<RecordRef> Shown => _shown;

    public override Task<IReadOnlyList<FieldEntry>> InputsAsync(IReadOnlyList<CrmError> errors) => FormFields.EntriesAsync(Call, action.Inputs, null, _reader, errors);

    public override async Task<IReadOnlyList<CrmError>> ReadAsync()
    {
        _reader = new FormReader(Call, action.InputType(), await Call.FormAsync());
        var body = await _reader.ReadAllAsync(action.Inputs);
        _inputs = CustomValues.Empty.With(body.Values.Where(v => v.Value is not null));
        IReadOnlyList<CrmError> unreadable = [.. _reader.Errors, .. body.Errors];
        return unreadable.Count > 0 ? unreadable : Call.Session.Actions.Check(action.Key, _inputs);
    }

    public override async Task<BulkChange> PreviewAsync(Record record) =>
        new("", Label, await Call.MayAsync(Type, action.Needs, record) ? null : new CrmError("access.forbidden", Call.Texts["bulk.forbidden"]));

    public override async Task<IReadOnlyList<SaveOutcome>> RunAsync(IReadOnlyList<Record> records)
    {
        try
        {
            var result = await Call.Session.Actions.RunAsync(new RecordActionRequest(action.Key, Type.Key, [.. records.Select(r => r.Id)]) { Inputs = _inputs }, Call.Cancelled);
            _said.AddRange(result.Messages.Select(m => m.For(Call.Culture)).Except(_said));
            _shown.AddRange(result.Shown.Except(_shown));
            foreach (var record in await Call.Session.Records.GetManyAsync(Type.Key, [.. result.Changed.Select(r => r.Id)], Call.Cancelled)) _after[record.Id] = record;
            var refused = result.Refused.ToLookup(e => e.Record!.Value.Id);
            return [.. records.Select(r => new SaveOutcome(Type.Ref(r.Id), _after.GetValueOrDefault(r.Id), [.. refused[r.Id]]))];
        }
        catch (CrmRuleException failed)
        {
            return [.. records.Select(r => new SaveOutcome(Type.Ref(r.Id), null, [.. failed.Errors]))];
        }
    }

    public override void WriteUndo(Utf8JsonWriter json, Record before)
    {
        if (!_after.TryGetValue(before.Id, out var after)) return;
        var changed = Type.Fields.Where(f => f.Nature == FieldNature.Descriptive && !Equals(f.Get(before), f.Get(after))).ToLookup(f => f.IsCustom);
        foreach (var field in changed[false]) Write(field);
        json.WriteStartObject("custom");
        foreach (var field in changed[true]) Write(field);
        json.WriteEndObject();

        void Write(FieldDefinition field)
        {
            json.WritePropertyName(field.Key);
            FieldJson.Write(json, field.Get(before));
        }
    }

    public override Task<IReadOnlyList<SaveOutcome>> UndoAsync(IReadOnlyList<BulkUndoItem> items) => SaveAsync(set =>
    {
        foreach (var item in items) set.Patch(item.Ref, RecordBody.ForValues(Type, item.Before).ThrowIfWrong().Values, item.Version);
    });
}
