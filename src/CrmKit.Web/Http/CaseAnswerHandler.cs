using CrmKit.Access;
using CrmKit.Activities;
using CrmKit.AspNetCore;
using CrmKit.Cases;
using CrmKit.Pipelines;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>Answers the customer of the picked case over the way that he used; the case moves along.</summary>
internal static class CaseAnswerHandler
{
    public static async Task SendAsync(WebCall call)
    {
        var form = await call.FormAsync();
        if (!Guid.TryParseExact(form["id"], "D", out var id)) throw ApiErrors.Parameter("id", "the id of a case");
        var typed = new CaseAnswer(form["channel"].ToString(), form["text"].ToString().ReplaceLineEndings("\n").Trim()) { Stage = form["stage"].ToString() is { Length: > 0 } stage ? stage : null };
        try
        {
            await call.Session.Answers.AnswerAsync(id, typed, call.Cancelled);
            call.GoTo(CaseHandler.At(call, CaseHandler.ViewOf(call), id));
        }
        catch (CrmException refused) when (refused is CrmValidationException or CrmRuleException or CrmConflictException)
        {
            await CaseHandler.AnswerAsync(call, id, refused.Errors, StatusCodes.Status422UnprocessableEntity, typed);
        }
    }

    /// <summary>The form; none for who may not change the case, or write mails and messages.</summary>
    public static async Task<AnswerModel?> OfAsync(WebCall call, RecordTypeDefinition type, SupportCase item, bool mayUpdate, CaseAnswer? typed)
    {
        if (!mayUpdate || !await call.MayAsync(call.Session.Catalog.Type(typeof(EmailMessage)), Operations.Create)) return null;
        var ways = await call.Session.Answers.WaysAsync(item.Id, call.Cancelled);
        var path = item.PipelineKey is { } key && call.Session.Catalog.TryPipeline(key, out var pipeline) ? pipeline : null;
        var open = path is null || !ways.Any(w => w.Why is null) ? [] : StagePath.Targets(path, item).Where(s => s.Category == StageCategory.Open).ToList();
        var waiting = path?.Stages.LastOrDefault(s => s.Category == StageCategory.Open)?.Key; // who was answered is waited for
        return new AnswerModel(WebLinks.With(call.Links.CaseAnswer, ("view", call.Query("view")), ("case", item.Id.ToString())), item.Id,
            [.. ways.Where(w => w.Why is null).Select(w => new FieldChoice(w.Channel, LabelOf(call, type, w)))], [.. ways.Where(w => w.Why is not null).Select(w => call.Texts.Of(w.Why!))],
            [.. open.Select(s => new FieldChoice(s.Key, s.Label.For(call.Culture)))])
        {
            Channel = typed?.Channel ?? ways.FirstOrDefault(w => w.Why is null)?.Channel ?? "", Text = typed?.Text ?? "",
            Stage = typed is not null ? typed.Stage ?? "" : open.Any(s => s.Key == waiting) ? waiting! : "",
        };
    }

    private static string LabelOf(WebCall call, RecordTypeDefinition type, AnswerWay way)
    {
        var channel = type.Field("channel").Options.FirstOrDefault(o => o.Code == way.Channel)?.Label.For(call.Culture) ?? way.Channel;
        return $"{(way.Platform is { Length: > 0 } platform ? $"{channel} ({platform})" : channel)} · {way.Address}";
    }
}
