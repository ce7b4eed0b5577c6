using System.Globalization;
using CrmKit.AspNetCore;
using CrmKit.Opportunities;
using CrmKit.Pipelines;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>Moves a record to another stage; what the stage asks for is asked in a small form.</summary>
internal static class StageHandler
{
    private const string Review = "reviewOn";

    /// <summary>The small form for one stage: <c>?stage=won</c>.</summary>
    public static async Task ShowAsync(WebCall call)
    {
        var (record, pipeline) = await MovableAsync(call);
        await AnswerAsync(call, record, StageOf(pipeline, call.Query("stage")), null, call.Query("back"), [], StatusCodes.Status200OK);
    }

    public static async Task MoveAsync(WebCall call)
    {
        var (record, pipeline) = await MovableAsync(call);
        var form = await call.FormAsync();
        var stage = StageOf(pipeline, form["stage"]);
        var reader = new FormReader(call, call.Type, form);
        if (OffersNote(call.Type, stage) && !form.ContainsKey("note"))
        {
            await AnswerAsync(call, record, stage, null, form["back"], [], StatusCodes.Status200OK, form["filter"]);
            return;
        }
        var asked = await AskedAsync(call, stage);
        if (await FormChecks.AnsweredAsync(call, call.Type, asked, record, reader, () => FormTrial.RunAsync(call, asked, record, reader))) return;
        if (await FormChecks.IsRedrawnAsync(call))
        {
            await AnswerAsync(call, record, stage, reader, form["back"], [], StatusCodes.Status200OK);
            return;
        }
        if (!int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version)) throw ApiErrors.Parameter("version", "a whole number");
        try
        {
            var body = await reader.ReadChangesAsync(asked, record);
            if (body.Errors.Count > 0 || reader.Errors.Count > 0)
            {
                await AnswerAsync(call, record, stage, reader, form["back"], [.. reader.Errors, .. body.Errors], StatusCodes.Status422UnprocessableEntity);
                return;
            }
            await call.Session.Pipelines.MoveAsync([new StageMove(call.Ref, stage.Key)
            {
                ExpectedVersion = version, Values = body.Values, Note = Text(form["note"]), LossReason = Text(form["lossReason"]),
            }], null, call.Cancelled);
            call.GoTo(form["back"] == "board" ? BoardOf(call, pipeline.Key, form["filter"]) : call.BackOr(form["back"], call.Links.Record(call.Type, record.Id)));
        }
        catch (CrmException refused) when (refused is CrmValidationException or CrmRuleException)
        {
            await AnswerAsync(call, record, stage, reader, form["back"], refused.Errors, StatusCodes.Status422UnprocessableEntity);
        }
        catch (CrmConflictException conflict)
        {
            await AnswerAsync(call, await call.Session.Records.GetAsync(call.Ref, call.Cancelled), stage, reader, form["back"], conflict.Errors, StatusCodes.Status409Conflict);
        }
    }

    private static async Task<(RootRecord Record, PipelineDefinition Pipeline)> MovableAsync(WebCall call)
    {
        var record = await call.Session.Records.GetAsync(call.Ref, call.Cancelled);
        if (record is not RootRecord { PipelineKey: { } key } root || !call.Session.Catalog.TryPipeline(key, out var pipeline)) throw ApiErrors.RouteUnknown();
        await call.DemandUpdateAsync(call.Type, record);
        return (root, pipeline);
    }

    private static StageDefinition StageOf(PipelineDefinition pipeline, string? key) => (key is null ? null : pipeline.FindStage(key)) ?? throw ApiErrors.Parameter("stage", "a stage of the record's pipeline");

    // What becomes of a sale is worth a word, even where the stage asks for nothing.
    private static bool OffersNote(RecordTypeDefinition type, StageDefinition stage) => type.ClrType == typeof(Opportunity) && stage is { Category: not StageCategory.Open, RequiresLossReason: false };

    private static bool OffersReview(FieldDefinition field, StageDefinition stage) => stage.Category == StageCategory.Shelved && field is { Key: Review, IsCustom: false };

    private static async Task<IReadOnlyList<FieldDefinition>> AskedAsync(WebCall call, StageDefinition stage) =>
        [.. (await FormFields.WritableAsync(call, call.Type)).Where(f => stage.RequiredFields.Contains(f.Key) || OffersReview(f, stage))];

    private static async Task AnswerAsync(WebCall call, Record record, StageDefinition stage, FormReader? typed, string? back, IReadOnlyList<CrmError> errors, int status, string? filtered = null)
    {
        var fields = await AskedAsync(call, stage);
        var filter = typed is null ? filtered ?? call.Query("filter") : (string?)(await call.FormAsync())["filter"];
        var asked = fields.Select(f => f.Key).ToHashSet(StringComparer.Ordinal);
        var unasked = typed is null || !fields.Any(f => f.ShownWhen is not null) ? await call.Session.Records.UnaskedFieldsAsync(record, call.Cancelled) : (await FormTrial.RunAsync(call, fields, record, typed)).Unasked;
        if (stage.Category == StageCategory.Shelved) unasked = unasked.Except([Review]).ToHashSet(StringComparer.Ordinal); // it will be shelved
        await call.PageAsync<StagePage, StageModel>(await RecordNames.OfAsync(call, record), new StageModel
        {
            Address = call.Links.Stage(call.Type, record.Id),
            Record = new(await RecordNames.OfAsync(call, record), call.Links.Record(call.Type, record.Id)),
            Back = back == "board" ? BoardOf(call, ((RootRecord)record).PipelineKey!, filter) : call.Links.Record(call.Type, record.Id),
            ReturnsTo = back is { Length: > 0 } && call.Links.IsOwn(back) ? back : null,
            ReturnsToBoard = back == "board",
            BoardFilter = filter,
            Version = record.Version,
            Stage = stage.Key,
            StageLabel = stage.Label.For(call.Culture),
            AsksLossReason = stage.RequiresLossReason,
            LossReasons = [.. call.Type.Field("lossReason").Options.Select(o => new FieldChoice(o.Code, o.Label.For(call.Culture)))],
            LossReason = typed is null ? null : (string?)(await call.FormAsync())["lossReason"],
            Note = typed is null ? null : (string?)(await call.FormAsync())["note"],
            Errors = [.. errors.Where(e => e.Field is null || !asked.Contains(e.Field))],
            Fields = await FormFields.EntriesAsync(call, fields, record, typed, errors, unasked: unasked),
        }, status);
    }

    private static string BoardOf(WebCall call, string pipeline, string? filter) => WebLinks.With(call.Links.Board(pipeline), ("filter", filter));

    private static string? Text(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : typed.Trim();
}
