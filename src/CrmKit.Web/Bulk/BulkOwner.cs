using System.Text.Json;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>Gives records to a user, to the pool of a team, or back to that of their own; taken back, each goes to who had it.</summary>
internal sealed class BulkOwner(WebCall call, RecordTypeDefinition type) : BulkAct(call, type)
{
    public const string Name = "owner";

    private string _typed = "";
    private string _typedTeam = "";
    private Record? _owner;
    private Record? _team;

    public override string Key => Name;

    public override string Label => Call.Texts["bulk.owner"];

    private FieldDefinition Field => Type.Field("ownerId");

    private FieldDefinition Team => Type.Field("teamId");

    public override Task<IReadOnlyList<FieldEntry>> InputsAsync(IReadOnlyList<CrmError> errors) => Task.FromResult<IReadOnlyList<FieldEntry>>(
    [
        new FieldEntry
        {
            Name = FormReader.Prefix + Field.Key, Label = Field.Label.For(Call.Culture), Help = Call.Texts["bulk.owner-help"], Kind = FieldKind.Text, IsRequired = false, MaxLength = null, Value = _typed, Options = [],
            Errors = [.. errors.Where(e => e.Field == Field.Key).Select(e => e.Message)],
        },
        new FieldEntry
        {
            Name = FormReader.Prefix + Team.Key, Label = Team.Label.For(Call.Culture), Help = Call.Texts["bulk.team-help"], Kind = FieldKind.Text, IsRequired = false, MaxLength = null, Value = _typedTeam, Options = [],
            Errors = [.. errors.Where(e => e.Field == Team.Key).Select(e => e.Message)],
        },
    ]);

    public override async Task<IReadOnlyList<CrmError>> ReadAsync()
    {
        var (form, errors) = (await Call.FormAsync(), new List<CrmError>());
        (_typed, _typedTeam) = (form[FormReader.Prefix + Field.Key].ToString().Trim(), form[FormReader.Prefix + Team.Key].ToString().Trim());
        (_owner, _team) = (await NamedAsync("user", _typed, Field, errors), await NamedAsync("team", _typedTeam, Team, errors));
        return errors;
    }

    public override async Task<BulkChange> PreviewAsync(Record record) =>
        new(((RootRecord)record).OwnerId is { } id ? await NamedRecords.NameAsync(Call, "user", id) : Call.Texts["bulk.pool"],
            string.Join(" · ", new[] { _owner is null ? Call.Texts["bulk.pool"] : await RecordNames.OfAsync(Call, _owner), _team is null ? null : await RecordNames.OfAsync(Call, _team) }.OfType<string>()));

    public override Task<IReadOnlyList<SaveOutcome>> RunAsync(IReadOnlyList<Record> records) => GiveAsync([.. records.Select(r => Type.Ref(r.Id))], _owner?.Id, _team?.Id);

    private async Task<Record?> NamedAsync(string type, string typed, FieldDefinition field, List<CrmError> errors)
    {
        if (typed.Length == 0) return null;
        var found = await NamedRecords.FindAsync(Call, Call.Session.Catalog.Type(type), typed);
        var only = await NamedRecords.OnlyAsync(Call, found, typed);
        if (only is null) errors.Add(new CrmError("field.reference-missing", Call.Texts.Format(found.Count > 0 ? "filter.several-named" : "form.none-named", typed)) { Field = field.Key });
        return only;
    }

    public override void WriteUndo(Utf8JsonWriter json, Record before)
    {
        var root = (RootRecord)before;
        if (root.OwnerId is { } owner) json.WriteString("ownerId", owner);
        if (root.TeamId is { } team) json.WriteString("teamId", team);
    }

    public override async Task<IReadOnlyList<SaveOutcome>> UndoAsync(IReadOnlyList<BulkUndoItem> items)
    {
        var outcomes = new Dictionary<RecordRef, SaveOutcome>();
        foreach (var group in items.GroupBy(i => (Owner: Id(i, "ownerId"), Team: Id(i, "teamId"))))
            foreach (var outcome in await GiveAsync([.. group.Select(i => i.Ref)], group.Key.Owner, group.Key.Team)) outcomes[outcome.Ref] = outcome;
        return [.. items.Select(i => outcomes[i.Ref])];
    }

    private static Guid? Id(BulkUndoItem item, string name) => item.Before.TryGetProperty(name, out var id) ? id.GetGuid() : null;

    // The door gives all or none: where it refuses some, each is asked for by itself.
    private async Task<IReadOnlyList<SaveOutcome>> GiveAsync(IReadOnlyList<RecordRef> records, Guid? owner, Guid? team)
    {
        await using var work = await Call.Session.BeginAsync(Call.Cancelled);
        var outcomes = new List<SaveOutcome>(records.Count);
        if (await work.TryAsync(() => Give(records), Call.Cancelled) is null) outcomes.AddRange(records.Select(r => new SaveOutcome(r, null, [])));
        else
            foreach (var record in records) outcomes.Add(new SaveOutcome(record, null, await work.TryAsync(() => Give([record]), Call.Cancelled) is { } refusal ? refusal.Errors : []));
        await work.CommitAsync(Call.Cancelled);
        return outcomes;

        Task Give(IReadOnlyList<RecordRef> some) => owner is { } user ? Call.Session.Assignments.AssignAsync(some, user, team, Call.Cancelled) : Call.Session.Assignments.ReleaseAsync(some, team, Call.Cancelled);
    }
}
