using System.Text.Json;
using CrmKit.Pipelines;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>Moves records to a stage; taken back, they are moved to where they were, as far as their pipeline lets them.</summary>
internal sealed class BulkStage(WebCall call, RecordTypeDefinition type) : BulkAct(call, type)
{
    public const string Name = "stage";

    private string? _stage;
    private string? _lossReason;

    public override string Key => Name;

    public override string Label => Call.Texts["bulk.stage"];

    private FieldDefinition Field => Type.Field("stage");

    private FieldDefinition LossReason => Type.Field("lossReason");

    public override Task<IReadOnlyList<FieldEntry>> InputsAsync(IReadOnlyList<CrmError> errors) => Task.FromResult<IReadOnlyList<FieldEntry>>(
    [
        Entry(Field, _stage, [.. Stages().DistinctBy(s => s.Key).Select(s => new FieldChoice(s.Key, s.Label.For(Call.Culture)))], errors),
        .. Stages().Any(s => s.RequiresLossReason) ? [Entry(LossReason, _lossReason, [.. LossReason.Options.Select(o => new FieldChoice(o.Code, o.Label.For(Call.Culture)))], errors)] : (IEnumerable<FieldEntry>)[],
    ]);

    public override async Task<IReadOnlyList<CrmError>> ReadAsync()
    {
        var form = await Call.FormAsync();
        (_stage, _lossReason) = (form[FormReader.Prefix + Field.Key], form[FormReader.Prefix + LossReason.Key].ToString() is { Length: > 0 } reason ? reason : null);
        return Stages().Any(s => s.Key == _stage) ? [] : [new CrmError("field.required", Call.Texts["code.field.required"]) { Field = Field.Key }];
    }

    public override async Task<BulkChange> PreviewAsync(Record record)
    {
        var errors = await Call.Session.Pipelines.CheckAsync(Move(record, _stage!), Call.Cancelled);
        return new BulkChange(Call.Text.Of(Field, record), Stages().First(s => s.Key == _stage).Label.For(Call.Culture), errors is [var first, ..] ? first : null);
    }

    public override Task<IReadOnlyList<SaveOutcome>> RunAsync(IReadOnlyList<Record> records) => MoveAsync([.. records.Select(r => Move(r, _stage!))]);

    public override void WriteUndo(Utf8JsonWriter json, Record before) => json.WriteString("stage", ((RootRecord)before).StageKey);

    public override Task<IReadOnlyList<SaveOutcome>> UndoAsync(IReadOnlyList<BulkUndoItem> items) =>
        MoveAsync([.. items.Select(i => new StageMove(i.Ref, i.Before.GetProperty("stage").GetString() ?? "") { ExpectedVersion = i.Version })]);

    private IEnumerable<StageDefinition> Stages() => Call.Session.Catalog.PipelinesOf(Type.Key).SelectMany(p => p.Stages).Where(s => !s.RequiresConversion);

    private StageMove Move(Record record, string stage) => new(Type.Ref(record.Id), stage) { LossReason = _lossReason };

    private async Task<IReadOnlyList<SaveOutcome>> MoveAsync(List<StageMove> moves)
    {
        var result = await Call.Session.Pipelines.MoveAsync(moves, new StageMoveOptions { AllOrNothing = false }, Call.Cancelled);
        var refused = result.Refused.ToLookup(e => e.Index ?? 0);
        var moved = result.Moved.ToDictionary(r => r.Id);
        return [.. moves.Select((m, i) => new SaveOutcome(m.Record, moved.GetValueOrDefault(m.Record.Id), [.. refused[i]]))];
    }

    private FieldEntry Entry(FieldDefinition field, string? value, IReadOnlyList<FieldChoice> options, IReadOnlyList<CrmError> errors) => new()
    {
        Name = FormReader.Prefix + field.Key, Label = field.Label.For(Call.Culture), Help = null, Kind = field.Kind, IsRequired = field == Field, MaxLength = field.MaxLength, Value = value ?? "", Options = options,
        Errors = [.. errors.Where(e => e.Field == field.Key).Select(e => e.Message)],
    };
}
