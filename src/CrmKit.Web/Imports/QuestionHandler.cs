using CrmKit.Imports;
using CrmKit.Pages;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web.Imports;

/// <summary>Rows of files that wait for an answer: each beside the record that it looks like, answered one by one or many at once.</summary>
internal static class QuestionHandler
{
    private const int Shown = 50;
    private const string Answer = "answer:";

    public static async Task ShowAsync(WebCall call) => await AnswerAsync(call, [], StatusCodes.Status200OK);

    public static async Task SettleAsync(WebCall call)
    {
        var answers = (await call.FormAsync()).Where(f => f.Key.StartsWith(Answer, StringComparison.Ordinal)).Select(f => (Id: f.Key[Answer.Length..], Answer: f.Value.LastOrDefault() switch
        {
            "create" => ExistingRecordPolicy.Create,
            "update" => ExistingRecordPolicy.Update,
            "skip" => ExistingRecordPolicy.Skip,
            _ => (ExistingRecordPolicy?)null,
        })).Where(a => a.Answer is not null && Guid.TryParseExact(a.Id, "D", out _)).Select(a => new ImportAnswer(Guid.ParseExact(a.Id, "D"), a.Answer!.Value)).ToList();
        if (answers.Count == 0)
        {
            await AnswerAsync(call, [new CrmError("field.required", call.Texts["admin.choose-some"])], StatusCodes.Status422UnprocessableEntity);
            return;
        }
        var refused = (await call.Session.Imports.AnswerAsync(answers, call.Cancelled)).SelectMany(o => o.Errors).Select(e => e.Error).ToList();
        if (refused.Count == 0) call.GoTo(call.Links.ImportQuestions);
        else await AnswerAsync(call, refused, StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task AnswerAsync(WebCall call, IReadOnlyList<CrmError> errors, int status)
    {
        if ((await ImportHandler.TypesAsync(call)).Count == 0) throw new CrmForbiddenException(new CrmError("access.forbidden", call.Texts["import.forbidden"]));
        var (texts, address) = (call.Texts, call.Links.ImportQuestions);
        var questions = await call.Session.Imports.QuestionsAsync(new ImportQuestionQuery { Limit = Shown }, call.Cancelled);
        var choices = new[] { new PageOption("", texts["admin.later"]), new PageOption("update", texts["import.answer-update"]), new PageOption("create", texts["import.answer-create"]), new PageOption("skip", texts["import.answer-skip"]) };
        PageBlock block = questions.Count == 0 ? new NoteBlock(texts["import.questions-none"], PageTone.Good) : new FormBlock("answer", texts["admin.decide"], [])
        {
            Grid = new TableBlock([texts["admin.decision"], texts["import.row"], texts["admin.alike"], texts["admin.score"], texts["import.why"], texts["import.file"]], [.. questions.Select(q => new PageRow(
            [
                new PageCell("") { Field = new PageField(Answer + q.Id, string.Join(", ", q.Row.Values.Where(v => v.Length > 0))) { Options = choices } },
                new PageCell(string.Join("; ", q.Row.Where(c => c.Value.Length > 0).Select(c => $"{c.Key}: {c.Value}"))),
                new PageCell(q.Question.Name ?? q.Question.Record.ToString()) { Link = new PageLink("") { Record = q.Question.Record } },
                new PageCell(q.Question.Confidence.ToString("P0", call.Format)), new PageCell(q.Question.Reason) { Tone = PageTone.Muted }, new PageCell($"{q.FileName}, {texts["import.line"]} {q.Question.Line}") { Tone = PageTone.Muted },
            ]))]),
        };
        var place = DescribedPlace.Of(call, address);
        await call.PageAsync<DescribedPage, DescribedModel>(texts["import.questions"], new DescribedModel(place, new NavigationLink(texts["import.title"], call.Links.Imports), errors, [block]), status);
    }
}
