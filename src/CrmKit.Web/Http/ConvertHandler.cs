using CrmKit.AspNetCore;
using CrmKit.Conversions;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>Makes the next link of the chain, in two steps: what will be made and used is tried and shown, then done. What is shown comes from the conversion itself, which is not committed.</summary>
internal static class ConvertHandler
{
    public static async Task ShowAsync(WebCall call)
    {
        var (source, target) = await SourceAsync(call, call.Query("to"));
        var parties = await ConvertParties.OfAsync(call, source, target, null);
        var trial = await TryAsync(call, target, parties, null, new Dictionary<string, object?>());
        if (trial.Became is { } became) call.GoTo(became);
        else await AnswerAsync(call, source, target, parties, trial, null, null, trial.Errors, StatusCodes.Status200OK);
    }

    public static async Task ConvertAsync(WebCall call)
    {
        var form = await call.FormAsync();
        var (source, target) = await SourceAsync(call, form["to"]);
        var parties = await ConvertParties.OfAsync(call, source, target, form);
        var reader = new FormReader(call, target, form);
        var pipeline = form["pipeline"].ToString() is { Length: > 0 } chosen ? chosen : null;
        var fields = await FieldsAsync(call, target);
        var trial = await TryAsync(call, target, parties, pipeline, new Dictionary<string, object?>());
        var body = await reader.ReadChangesAsync(fields, trial.Target ?? ConvertTrial.Blank(target));
        trial = trial with { Target = Filled(target, trial.Target, body.Values) }; // fields are asked for by what is typed
        if (await FormChecks.AnsweredAsync(call, target, fields, trial.Target, reader, CheckAsync)) return;
        var wrong = new List<CrmError>([.. parties.Errors, .. reader.Errors, .. body.Errors]);
        if (wrong.Count == 0)
        {
            if (form["act"] == "preview") trial = await TryAsync(call, target, parties, pipeline, body.Values);
            else
            {
                try
                {
                    var result = await call.Session.Conversions.ConvertAsync(call.Ref, Options(target, parties, pipeline, body.Values), call.Cancelled);
                    call.GoTo(call.Links.Record(target, result.Target.Id));
                    return;
                }
                catch (CrmException refused) when (refused is CrmValidationException or CrmRuleException)
                {
                    wrong.AddRange(refused.Errors);
                }
                catch (CrmConflictException done) when (done.Winners.Count > 0)
                {
                    call.GoTo(call.Links.Record(target, done.Winners[0].Id)); // somebody else was first: this is what it became
                    return;
                }
            }
        }
        if (trial.Became is { } became) call.GoTo(became);
        else await AnswerAsync(call, source, target, parties, trial, pipeline, reader, wrong.Count > 0 ? wrong : trial.Errors, wrong.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

        async Task<FormTrial> CheckAsync()
        {
            List<CrmError> unreadable = [.. reader.Errors, .. body.Errors];
            var refused = unreadable.Count > 0 ? [] : (await TryAsync(call, target, parties, pipeline, body.Values)).Errors;
            return new FormTrial([.. unreadable, .. refused], await call.Session.Records.UnaskedFieldsAsync(trial.Target!, call.Cancelled));
        }
    }

    private static Record Filled(RecordTypeDefinition target, Record? tried, IReadOnlyDictionary<string, object?> typed)
    {
        var record = tried ?? ConvertTrial.Blank(target);
        foreach (var (key, value) in typed) target.Field(key).Set(record, value);
        return record;
    }

    private static async Task<(RootRecord Source, RecordTypeDefinition Target)> SourceAsync(WebCall call, string? to)
    {
        var source = await call.Session.Records.GetAsync(call.Ref, call.Cancelled);
        to = string.IsNullOrEmpty(to) ? (await call.Session.Setup.ProcessAsync(call.Type.Key, call.Cancelled))?.Next(call.Type.Key) : to;
        return source is RootRecord root && to is not null && call.Session.Catalog.TryConversion(call.Type.Key, to, out _) && call.Session.Catalog.TryType(to, out var target)
            ? (root, target) : throw ApiErrors.RouteUnknown();
    }

    // What is copied can be put right here; the rest is edited where it belongs.
    private static async Task<IReadOnlyList<FieldDefinition>> FieldsAsync(WebCall call, RecordTypeDefinition target)
    {
        var copied = call.Session.Catalog.TryConversion(call.Type.Key, target.Key, out var definition) ? definition.Copies.Where(c => c.From != "id").Select(c => c.To).ToHashSet(StringComparer.Ordinal) : [];
        return [.. (await FormFields.WritableAsync(call, target)).Where(f => f.Kind != FieldKind.Reference && (f.IsRequired || f.Key == target.NameField || copied.Contains(f.Key) || f.Key == "expectedCloseOn"))];
    }

    private static ConversionOptions Options(RecordTypeDefinition target, ConvertParties parties, string? pipeline, IReadOnlyDictionary<string, object?> values) => new()
    {
        To = target.Key, Pipeline = pipeline, Values = values,
        AccountId = parties.AccountId, NewAccount = parties.NewAccount, ContactId = parties.ContactId, NewContact = parties.NewContact,
    };

    private static async Task<ConvertTrial> TryAsync(WebCall call, RecordTypeDefinition target, ConvertParties parties, string? pipeline, IReadOnlyDictionary<string, object?> values) =>
        await ConvertTrial.RunAsync(call, target, Options(target, parties, pipeline, values));

    private static async Task AnswerAsync(
        WebCall call, RootRecord source, RecordTypeDefinition target, ConvertParties parties, ConvertTrial trial, string? pipeline, FormReader? typed, IReadOnlyList<CrmError> errors, int status)
    {
        var fields = await FieldsAsync(call, target);
        var inForm = fields.Select(f => f.Key).ToHashSet(StringComparer.Ordinal);
        var atFields = errors.Where(e => e.Field is { } key && inForm.Contains(key) && (e.Record is null || e.Record.Value.Type == target.Key)).ToList();
        var pipelines = call.Session.Catalog.PipelinesOf(target.Key).ToList();
        var shown = trial.Target ?? ConvertTrial.Blank(target);
        await call.PageAsync<ConvertPage, ConvertModel>(call.Texts.Format("convert.title", await RecordNames.OfAsync(call, source), target.Label.For(call.Culture)), new ConvertModel
        {
            Address = call.Links.Act(call.Type, source.Id, "convert"),
            Back = new(await RecordNames.OfAsync(call, source), call.Links.Record(call.Type, source.Id)),
            To = target.Key,
            ToLabel = target.Label.For(call.Culture),
            Errors = [.. errors.Except(atFields)],
            Parties = parties.Choices,
            Pipelines = pipelines.Count > 1 ? [.. pipelines.Select(p => new FieldChoice(p.Key, p.Label.For(call.Culture)))] : [],
            Pipeline = pipeline,
            Fields = await FormFields.EntriesAsync(call, fields, shown, typed, atFields, unasked: await call.Session.Records.UnaskedFieldsAsync(shown, call.Cancelled)),
            Created = trial.Created,
            Matched = trial.Matched,
        }, status);
    }
}
