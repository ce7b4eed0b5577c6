using CrmKit.AspNetCore;
using CrmKit.Quality;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>Answers a form of which somebody left a field, and saves nothing.</summary>
internal static class FormChecks
{
    /// <summary>
    /// The whole form is tried by the door that would save it. Told is what is wrong with that field, with those marked before, and with what is typed in others; what is still empty may be filled yet.
    /// Fields that depend on others come along, to be shown or hidden.
    /// </summary>
    /// <param name="call">The request.</param>
    /// <param name="type">What the form is about.</param>
    /// <param name="fields">Its fields.</param>
    /// <param name="record">What is changed; <see langword="null"/> for a new record.</param>
    /// <param name="typed">What was typed.</param>
    /// <param name="trial">Tries it.</param>
    /// <returns><see langword="false"/> when nobody only asked.</returns>
    public static async Task<bool> AnsweredAsync(WebCall call, RecordTypeDefinition type, IReadOnlyList<FieldDefinition> fields, Record? record, FormReader typed, Func<Task<FormTrial>> trial)
    {
        var form = await call.FormAsync();
        var asked = form["check"].ToString();
        if (asked.Length == 0) return false;
        var field = fields.FirstOrDefault(f => FormReader.Prefix + f.Key == asked) ?? throw ApiErrors.Parameter("check", "a field of this form");
        var tried = await trial();
        var marked = form["marked"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).Append(asked).ToHashSet(StringComparer.Ordinal);
        var told = tried.Errors.Where(e => e.Field is { } key && (marked.Contains(FormReader.Prefix + key) || !string.IsNullOrEmpty(typed.Typed(key)))).ToList();
        var slips = told.Exists(e => e.Field == field.Key) ? [] : await SlipsAsync(call, type, fields, [field.Key], typed);
        var looked = fields.Where(f => f.ShownWhen is not null || marked.Contains(FormReader.Prefix + f.Key) || told.Exists(e => e.Field == f.Key)).ToList();
        var entries = await FormFields.EntriesAsync(call, looked, record, typed, told, unasked: tried.Unasked);
        await call.FragmentAsync<FormFieldList, IReadOnlyList<FieldEntry>>([.. entries.Select(e => e.Name == asked ? e with { Slips = [.. slips.Select(s => s.Message.For(call.Culture))] } : e)], StatusCodes.Status200OK);
        return true;
    }

    /// <summary>Slips of the hand for which a correction is known: asked about once, before anything is saved.</summary>
    public static async Task<List<QualityFinding>> SlipsAsync(WebCall call, RecordTypeDefinition type, IReadOnlyList<FieldDefinition> fields, IEnumerable<string> changed, FormReader typed)
    {
        if ((await call.FormAsync())["slips"] == "allow") return [];
        var values = fields.Where(f => !string.IsNullOrEmpty(typed.Typed(f.Key))).ToDictionary(f => f.Key, f => (object?)typed.Typed(f.Key), StringComparer.Ordinal);
        var looked = changed.ToHashSet(StringComparer.Ordinal);
        return [.. (await call.Session.Quality.CheckAsync(type.Key, values, call.Cancelled)).Where(f => f.Suggestion is not null && looked.Contains(f.Field))];
    }

    /// <summary>Whether only the fields that there are to ask for are wanted, as they follow from what is typed: the button of those without scripts.</summary>
    public static async Task<bool> IsRedrawnAsync(WebCall call) => (await call.FormAsync())["redraw"] == "true";
}
