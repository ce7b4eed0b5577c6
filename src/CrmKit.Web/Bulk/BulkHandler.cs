using System.Globalization;
using System.Text.Json;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace CrmKit.Web;

/// <summary>Does something to many records of a list: asks what it needs, shows what it would do, does it, says what became of each, and takes it back.</summary>
internal static class BulkHandler
{
    private const int Previewed = 20;
    private const int RefusalsShown = 100;

    public static async Task RunAsync(WebCall call)
    {
        await call.DemandListAsync(call.Type);
        var form = await call.FormAsync();
        var act = await BulkActs.NamedAsync(call, call.Type, form["act"]);
        var choice = new BulkChoice(call, await ListAsked.ReadAsync(call, QueryHelpers.ParseQuery(form["list"])), form);
        var count = await choice.CountAsync();
        if (count is 0 or > BulkChoice.Most)
        {
            var error = new CrmError("request.parameter", count == 0 ? call.Texts["bulk.nothing"] : call.Texts.Format("bulk.too-many", BulkChoice.Most));
            await AnswerAsync(call, act, choice, count, [error], [], null);
            return;
        }
        var isFirst = form["step"].Count == 0;
        var errors = isFirst ? [] : await act.ReadAsync();
        if ((isFirst && ((await act.InputsAsync([])).Count > 0 || IsAskedAlone(act, count))) || errors.Count > 0) await AnswerAsync(call, act, choice, count, errors, [], null);
        else if (form["step"] == "do" && form["count"] == Text(count)) await DoAsync(call, act, choice, count);
        else await PreviewAsync(call, act, choice, count); // also when there are more or fewer than were shown
    }

    public static async Task UndoAsync(WebCall call)
    {
        await call.DemandListAsync(call.Type);
        var form = await call.FormAsync();
        var act = await BulkActs.NamedAsync(call, call.Type, form["act"]);
        var choice = new BulkChoice(call, await ListAsked.ReadAsync(call, QueryHelpers.ParseQuery(form["list"])), form);
        using var undo = BulkUndo.Read(form["undo"].ToString());
        var items = BulkUndo.ItemsOf(undo, call.Type);
        call.Charge(items.Count);
        var outcomes = new List<SaveOutcome>(items.Count);
        foreach (var some in items.Chunk(BulkChoice.AtOnce)) outcomes.AddRange(await act.UndoAsync(some));
        await AnswerAsync(call, act, choice, items.Count, [], [], await ResultAsync(call, outcomes, null, isUndone: true));
    }

    private static async Task PreviewAsync(WebCall call, BulkAct act, BulkChoice choice, long count)
    {
        var lines = new List<BulkLine>();
        foreach (var record in await choice.FirstAsync(Previewed))
        {
            var change = await act.PreviewAsync(record);
            lines.Add(new BulkLine(await LinkAsync(call, record), change.Before, change.After, change.Refusal));
        }
        await AnswerAsync(call, act, choice, count, [], lines, null);
    }

    private static async Task DoAsync(WebCall call, BulkAct act, BulkChoice choice, long count)
    {
        call.Charge((int)count); // as a batch of the API
        var (before, outcomes) = (await choice.AllAsync(), new List<SaveOutcome>());
        foreach (var some in before.Chunk(BulkChoice.AtOnce)) outcomes.AddRange(await act.RunAsync(some));
        var undo = act.IsUndoable ? await BulkUndo.WriteAsync(call, act, [.. before.Zip(outcomes).Where(o => o.Second.IsSaved)]) : null;
        var result = await ResultAsync(call, outcomes, undo, isUndone: false);
        await AnswerAsync(call, act, choice, count, [], [], result with { Said = act.Said, Shown = await ShownAsync(call, act.Shown) });
    }

    private static async Task<BulkResult> ResultAsync(WebCall call, List<SaveOutcome> outcomes, string? undo, bool isUndone)
    {
        var refused = outcomes.Where(o => !o.IsSaved).ToList();
        var names = (await call.Session.Records.GetManyAsync(call.Type.Key, [.. refused.Take(RefusalsShown).Select(o => o.Ref.Id)], call.Cancelled)).ToDictionary(r => r.Id);
        var lines = new List<BulkLine>();
        foreach (var outcome in refused.Take(RefusalsShown))
            lines.Add(new BulkLine(names.TryGetValue(outcome.Ref.Id, out var record) ? await LinkAsync(call, record) : new NavigationLink(outcome.Ref.Id.ToString(), call.Links.Record(call.Type, outcome.Ref.Id)), "", "", outcome.Errors[0]));
        return new BulkResult(outcomes.Count - refused.Count, refused.Count, lines, undo, isUndone);
    }

    // What one button asks about one record is asked once.
    private static bool IsAskedAlone(BulkAct act, long count) => !act.NeedsPreview && count == 1;

    private static async Task<IReadOnlyList<NavigationLink>> ShownAsync(WebCall call, IReadOnlyList<RecordRef> shown)
    {
        var links = new List<NavigationLink>();
        foreach (var wanted in shown.Take(RefusalsShown))
            if (call.Session.Catalog.TryType(wanted.Type, out var type) && await call.Session.Records.FindAsync(wanted, call.Cancelled) is { } record)
                links.Add(new NavigationLink(await RecordNames.OfAsync(call, record), call.Links.Record(type, record.Id)));
        return links;
    }

    private static async Task<NavigationLink> LinkAsync(WebCall call, Record record) => new(await RecordNames.OfAsync(call, record), call.Links.Record(call.Type, record.Id));

    private static async Task AnswerAsync(WebCall call, BulkAct act, BulkChoice choice, long count, IReadOnlyList<CrmError> errors, List<BulkLine> lines, BulkResult? result)
    {
        var (inputs, back) = (result is null ? await act.InputsAsync(errors) : [], (await call.FormAsync())["back"].ToString());
        var from = call.BackOr(back, "");
        await call.PageAsync<BulkPage, BulkModel>(act.Label, new BulkModel
        {
            Path = call.Links.List(call.Type),
            Back = from.Length > 0 ? from : call.Links.List(call.Type) + choice.List,
            From = from.Length > 0 ? from : null,
            About = act.About,
            Question = act.Question,
            Do = count is 0 or > BulkChoice.Most ? null : IsAskedAlone(act, count) ? act.Label : lines.Count > 0 ? call.Texts.Format("bulk.do", count) : null,
            List = choice.List,
            Act = act.Key,
            Ids = choice.Ids,
            IsAll = choice.IsAll,
            Count = count,
            Errors = [.. errors.Where(e => e.Field is null)],
            Inputs = count is 0 or > BulkChoice.Most ? null : inputs,
            Preview = lines.Count > 0 ? lines : null,
            Result = result,
        }, errors.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static string Text(long count) => count.ToString(CultureInfo.InvariantCulture);
}
