using System.Collections.Frozen;
using System.Globalization;
using CrmKit.Access;
using CrmKit.AspNetCore;
using CrmKit.Quality;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>Makes and changes records by forms out of the catalog.</summary>
internal static class FormHandler
{
    public static async Task NewAsync(WebCall call)
    {
        await RequireCreateAsync(call);
        var fields = await FormFields.WritableAsync(call, call.Type);
        // What the link knows already: "?f.accountId=…".
        var known = await new FormReader(call, call.Type, new FormCollection(call.Http.Request.Query.ToDictionary(q => q.Key, q => q.Value))).ReadNewAsync(fields);
        await AnswerNewAsync(call, fields, null, [], known.TryMake(out var begun) ? begun : null); // with what a new one has anyway
    }

    public static async Task CreateAsync(WebCall call)
    {
        await RequireCreateAsync(call);
        var type = call.Type;
        var fields = await FormFields.WritableAsync(call, type);
        var reader = new FormReader(call, type, await call.FormAsync());
        if (await FormChecks.AnsweredAsync(call, type, fields, null, reader, () => FormTrial.RunAsync(call, fields, null, reader))) return;
        if (await FormChecks.IsRedrawnAsync(call))
        {
            await AnswerNewAsync(call, fields, reader, []);
            return;
        }
        try
        {
            var body = await reader.ReadNewAsync(fields);
            if (body.TryMake(out var record) && body.Errors.Count == 0 && reader.Errors.Count == 0)
            {
                if (await FormChecks.SlipsAsync(call, type, fields, fields.Select(f => f.Key), reader) is { Count: > 0 } slips)
                {
                    await AnswerAsync(call, call.Texts.Format("form.new", type.Label.For(call.Culture)), fields, null, reader, [], call.Links.New(type), call.Links.List(type), slips: slips);
                    return;
                }
                var known = (await call.FormAsync())["duplicates"] == "allow" ? DuplicatePolicy.Allow : DuplicatePolicy.Ask;
                var saved = await call.Session.Records.SaveAsync(new ChangeSet { Duplicates = known }.Create(record, body.State()), call.Cancelled);
                call.GoTo(call.Links.Record(type, saved.Outcomes[0].Record!.Id));
                return;
            }
            await AnswerNewAsync(call, fields, reader, [.. reader.Errors, .. body.Errors]);
        }
        catch (CrmException refused) when (refused is CrmValidationException or CrmRuleException)
        {
            await AnswerNewAsync(call, fields, reader, refused.Errors);
        }
        catch (CrmConflictException alike) when (alike.Candidates.Count > 0)
        {
            await AnswerAsync(call, call.Texts.Format("form.new", type.Label.For(call.Culture)), fields, null, reader, [], call.Links.New(type), call.Links.List(type), await MergeHandler.ShownAsync(call, type, alike.Candidates, null));
        }
    }

    public static async Task EditAsync(WebCall call)
    {
        var record = await EditableAsync(call);
        await AnswerEditAsync(call, await FormFields.WritableAsync(call, call.Type), record, null, []);
    }

    public static async Task SaveAsync(WebCall call)
    {
        var (type, record) = (call.Type, await EditableAsync(call));
        var fields = await FormFields.WritableAsync(call, type);
        var form = await call.FormAsync();
        var reader = new FormReader(call, type, form);
        if (await FormChecks.AnsweredAsync(call, type, fields, record, reader, () => FormTrial.RunAsync(call, fields, record, reader))) return;
        if (await FormChecks.IsRedrawnAsync(call))
        {
            await AnswerEditAsync(call, fields, record, reader, []);
            return;
        }
        if (!int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version)) throw ApiErrors.Parameter("version", "a whole number");
        try
        {
            if (record.Version != version)
            {
                await AnswerConflictAsync(call, fields, record, reader);
                return;
            }
            var body = await reader.ReadChangesAsync(fields, record);
            if (body.Errors.Count > 0 || reader.Errors.Count > 0)
            {
                await AnswerEditAsync(call, fields, record, reader, [.. reader.Errors, .. body.Errors]);
                return;
            }
            if (await FormChecks.SlipsAsync(call, type, fields, body.Values.Keys, reader) is { Count: > 0 } slips)
            {
                await AnswerAsync(call, await RecordNames.OfAsync(call, record), fields, record, reader, [], call.Links.Edit(type, record.Id), call.Links.Record(type, record.Id), slips: slips);
                return;
            }
            if (body.Values.Count > 0) await call.Session.Records.SaveAsync(new ChangeSet().Patch(call.Ref, body.Values, version), call.Cancelled);
            call.GoTo(call.Links.Record(type, record.Id));
        }
        catch (CrmConflictException conflict) when (conflict.Error.Code == "record.conflict")
        {
            await AnswerConflictAsync(call, fields, await call.Session.Records.GetAsync(call.Ref, call.Cancelled), reader);
        }
        catch (CrmException refused) when (refused is CrmValidationException or CrmRuleException)
        {
            await AnswerEditAsync(call, fields, record, reader, refused.Errors);
        }
    }

    private static async Task RequireCreateAsync(WebCall call)
    {
        if (!await call.MayAsync(call.Type, Operations.Create))
            throw new CrmForbiddenException(new CrmError("access.forbidden", call.Texts.Format("form.create-forbidden", call.Type.PluralLabel.For(call.Culture))));
    }

    private static async Task<Record> EditableAsync(WebCall call)
    {
        var record = await call.Session.Records.GetAsync(call.Ref, call.Cancelled);
        await call.DemandUpdateAsync(call.Type, record);
        return record;
    }

    private static Task AnswerNewAsync(WebCall call, IReadOnlyList<FieldDefinition> fields, FormReader? typed, IReadOnlyList<CrmError> errors, Record? begun = null) =>
        AnswerAsync(call, call.Texts.Format("form.new", call.Type.Label.For(call.Culture)), fields, begun, typed, errors, call.Links.New(call.Type), call.Links.List(call.Type));

    private static async Task AnswerEditAsync(WebCall call, IReadOnlyList<FieldDefinition> fields, Record record, FormReader? typed, IReadOnlyList<CrmError> errors) =>
        await AnswerAsync(call, await RecordNames.OfAsync(call, record), fields, record, typed, errors, call.Links.Edit(call.Type, record.Id), call.Links.Record(call.Type, record.Id));

    private static async Task AnswerAsync(
        WebCall call, string title, IReadOnlyList<FieldDefinition> fields, Record? record, FormReader? typed, IReadOnlyList<CrmError> errors, string address, string back, IReadOnlyList<LikeShown>? alike = null, IReadOnlyList<QualityFinding>? slips = null)
    {
        var inForm = fields.Select(f => f.Key).ToHashSet(StringComparer.Ordinal);
        var above = errors.Where(e => e.Field is null || !inForm.Contains(e.Field)).ToList();
        var entries = await FormFields.EntriesAsync(call, fields, record, typed, errors, unasked: await UnaskedAsync(call, fields, record, typed));
        var layout = await RecordLayout.OfAsync(call, call.Type);
        entries = layout.Arrange(call, fields, entries, f => typed?.Typed(f.Key) is not null || call.Http.Request.Query.ContainsKey(FormReader.Prefix + f.Key)); // a value that came along stays in the form
        if (slips is not null) entries = [.. entries.Select(e => e with { Slips = [.. slips.Where(s => e.Name == FormReader.Prefix + s.Field).Select(s => s.Message.For(call.Culture))] })];
        var up = new NavigationLink(call.Type.PluralLabel.For(call.Culture), call.Links.List(call.Type));
        var model = new FormModel(address, back, up, record is { Version: > 0 } ? record.Version : null, above, entries) { Alike = alike ?? [] };
        await call.PageAsync<RecordForm, FormModel>(title, model, alike is not null ? StatusCodes.Status409Conflict : errors.Count == 0 && slips is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    // Which fields there are to ask for, by what is typed or stored.
    private static async Task<IReadOnlySet<string>> UnaskedAsync(WebCall call, IReadOnlyList<FieldDefinition> fields, Record? record, FormReader? typed) =>
        !fields.Any(f => f.ShownWhen is not null) ? FrozenSet<string>.Empty
        : typed is null ? await call.Session.Records.UnaskedFieldsAsync(record ?? ConvertTrial.Blank(call.Type), call.Cancelled)
        : (await FormTrial.RunAsync(call, fields, record is { Version: > 0 } ? record : null, typed)).Unasked;

    // What is stored beside what was typed; saving it again writes over what is stored, knowingly.
    private static async Task AnswerConflictAsync(WebCall call, IReadOnlyList<FieldDefinition> fields, Record stored, FormReader typed)
    {
        var theirs = await FormFields.EntriesAsync(call, fields, stored, null, []);
        var mine = await FormFields.EntriesAsync(call, fields, stored, typed, []);
        var lines = theirs.Zip(mine, (t, m) => new ConflictLine(t, m, t.Value.Replace("\r\n", "\n", StringComparison.Ordinal) != m.Value.Replace("\r\n", "\n", StringComparison.Ordinal))).ToList();
        var by = stored.UpdatedById is { } id ? (await ActorNames.LoadAsync(call.Session, [id], call.Cancelled)).Of(id) : null;
        await call.PageAsync<ConflictPage, ConflictModel>(await RecordNames.OfAsync(call, stored), new ConflictModel
        {
            Address = call.Links.Edit(call.Type, stored.Id),
            Back = call.Links.Record(call.Type, stored.Id),
            Version = stored.Version,
            By = by,
            At = call.Text.Moment(stored.UpdatedAt),
            Lines = lines,
        }, StatusCodes.Status409Conflict);
    }
}
