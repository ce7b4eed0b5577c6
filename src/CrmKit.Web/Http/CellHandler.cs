using CrmKit.AspNetCore;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>One field of one record: a small form, which lists put into their cells.</summary>
internal static class CellHandler
{
    /// <summary>As <c>back</c>: the form stands in a cell, which wants the value and not the list.</summary>
    private const string InPlace = "cell";

    public static async Task ShowAsync(WebCall call)
    {
        var (record, field) = await FindAsync(call, call.Query("field"));
        await AnswerAsync(call, record, field, null, call.Query("back"), [], StatusCodes.Status200OK);
    }

    public static async Task SaveAsync(WebCall call)
    {
        var form = await call.FormAsync();
        var (record, field) = await FindAsync(call, form["field"]);
        var reader = new FormReader(call, call.Type, form);
        if (Text(call, field, record) != Lines(form["seen"].ToString()))
        {
            await AnswerAsync(call, record, field, reader, form["back"], [Conflict(call)], StatusCodes.Status409Conflict);
            return;
        }
        try
        {
            var body = await reader.ReadChangesAsync([field], record);
            if (body.Errors.Count > 0 || reader.Errors.Count > 0)
            {
                await AnswerAsync(call, record, field, reader, form["back"], [.. reader.Errors, .. body.Errors], StatusCodes.Status422UnprocessableEntity);
                return;
            }
            if (body.Values.Count > 0) await call.Session.Records.SaveAsync(new ChangeSet().Patch(call.Ref, body.Values, record.Version), call.Cancelled);
            var back = form["back"].ToString();
            call.GoTo(back == InPlace ? WebLinks.With(call.Links.Cell(call.Type, record.Id), ("field", field.Key), ("back", back)) : call.Links.List(call.Type) + WebLinks.QueryOr(back));
        }
        catch (CrmConflictException conflict) when (conflict.Error.Code == "record.conflict")
        {
            await AnswerAsync(call, await call.Session.Records.GetAsync(call.Ref, call.Cancelled), field, reader, form["back"], [Conflict(call)], StatusCodes.Status409Conflict);
        }
        catch (CrmException refused) when (refused is CrmValidationException or CrmRuleException)
        {
            await AnswerAsync(call, record, field, reader, form["back"], refused.Errors, StatusCodes.Status422UnprocessableEntity);
        }
    }

    private static async Task<(Record Record, FieldDefinition Field)> FindAsync(WebCall call, string? key)
    {
        var record = await call.Session.Records.GetAsync(call.Ref, call.Cancelled);
        var field = (await FormFields.WritableAsync(call, call.Type)).FirstOrDefault(f => f.Key == key) ?? throw ApiErrors.Parameter("field", "a field that you may write");
        await call.DemandUpdateAsync(call.Type, record);
        return (record, field);
    }

    private static async Task AnswerAsync(WebCall call, Record record, FieldDefinition field, FormReader? typed, string? back, IReadOnlyList<CrmError> errors, int status)
    {
        var page = await RecordHandler.LoadAsync(call, call.Type, call.Ref, await call.HiddenAsync(call.Type));
        var entries = await FormFields.EntriesAsync(call, [field], record, typed, errors);
        await call.PageAsync<CellPage, CellModel>(await RecordNames.OfAsync(call, record), new CellModel
        {
            Address = call.Links.Cell(call.Type, record.Id),
            List = call.Links.List(call.Type) + WebLinks.QueryOr(back),
            Back = back,
            Key = field.Key,
            Version = record.Version,
            Seen = Text(call, field, record),
            Stored = await new RecordNames(call, page.Included).ShowAsync(field, record),
            Errors = [.. errors.Where(e => e.Field != field.Key)],
            Field = entries[0],
        }, status);
    }

    private static CrmError Conflict(WebCall call) => new("record.conflict", call.Texts["code.record.conflict"]);

    private static string Text(WebCall call, FieldDefinition field, Record record) => Lines(call.Text.Input(field, field.Get(record)));

    private static string Lines(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal);
}
