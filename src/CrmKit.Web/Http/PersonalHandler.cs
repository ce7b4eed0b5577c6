using CrmKit.Access;
using CrmKit.AspNetCore;
using CrmKit.Persons;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>What is kept about one person: given out as a file, and erased for good.</summary>
internal static class PersonalHandler
{
    private const string Confirmation = "confirm";

    /// <summary>Where it is done; <see langword="null"/> for what is no person, and for those who may not.</summary>
    public static async Task<string?> PlaceAsync(WebCall call, RecordTypeDefinition type, Guid id) =>
        type.IsPerson && await call.Session.Access.ScopeAsync(type, Operations.Administer, call.Cancelled) == AccessScope.All ? call.Links.Act(type, id, "personal") : null;

    public static Task ShowAsync(WebCall call) => AnswerAsync(call, null, [], StatusCodes.Status200OK);

    /// <summary>Sends everything as a file; the link to it is made and used up in one go.</summary>
    public static async Task ExportAsync(WebCall call)
    {
        var link = await call.Session.Persons.RequestExportAsync(call.Ref, call.Cancelled);
        using var file = new MemoryStream(); // whole before the first byte leaves: half a file would be none
        await call.Session.Persons.WriteExportAsync(link.Token, file, call.Cancelled);
        FileAnswer.Describe(call.Http.Response, "person.json", "application/json");
        call.Http.Response.ContentLength = file.Length;
        file.Position = 0;
        await file.CopyToAsync(call.Http.Response.Body, call.Cancelled);
    }

    /// <summary>Erases the person whose name was typed.</summary>
    public static async Task EraseAsync(WebCall call)
    {
        var form = await call.FormAsync();
        var name = await NameAsync(call);
        var errors = new List<CrmError>();
        if (GroundOf(form["ground"].ToString()) is not { } ground) errors.Add(new CrmError("field.required", call.Texts["personal.ground-missing"]) { Field = "ground" });
        else if (form[Confirmation].ToString().Trim() != name) errors.Add(new CrmError("field.type", call.Texts.Format("personal.confirm-wrong", name)) { Field = Confirmation });
        else
        {
            try
            {
                var report = await call.Session.Persons.EraseAsync(call.Ref, ground, call.Cancelled);
                await call.PageAsync<PersonErasedPage, PersonErasedModel>(call.Texts["personal.erased"], new PersonErasedModel(
                    new NavigationLink(call.Type.PluralLabel.For(call.Culture), call.Links.List(call.Type)), report.Persons.Count, Counted(call, report.Records), report.Traces.Values.Sum()));
                return;
            }
            catch (CrmRuleException refused)
            {
                errors.AddRange(refused.Errors);
            }
        }
        await AnswerAsync(call, form, errors, StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task AnswerAsync(WebCall call, IFormCollection? form, IReadOnlyList<CrmError> errors, int status)
    {
        var forecast = await call.Session.Persons.ForeseeErasureAsync(call.Ref, call.Cancelled); // asks for the right, and whether it is a person
        var name = await NameAsync(call);
        var address = call.Links.Act(call.Type, call.Ref.Id, "personal");
        await call.PageAsync<PersonalPage, PersonalModel>(call.Texts.Format("personal.title", name), new PersonalModel
        {
            Back = new NavigationLink(name, call.Links.Record(call.Type, call.Ref.Id)),
            Address = address,
            File = address + "/file",
            Errors = errors,
            Name = name,
            Persons = Counted(call, forecast.Persons.GroupBy(p => p.Type).ToDictionary(g => g.Key, g => g.Count())),
            Deleted = Counted(call, forecast.Deleted),
            Emptied = Counted(call, forecast.Emptied),
            Files = forecast.Files,
            Grounds = [.. EnumCode.Codes(typeof(ErasureGround)).Select(code => new FieldChoice(code, call.Texts["personal.ground." + code]))],
            Ground = form?["ground"].ToString() ?? "",
            Typed = form?[Confirmation].ToString() ?? "",
        }, status);
    }

    // Of deleted people too; by their id where the name is not the reader's.
    private static async Task<string> NameAsync(WebCall call)
    {
        foreach (var deleted in new[] { false, true })
        {
            if (!await call.MayAsync(call.Type, Operations.Read)) break;
            var page = await call.Session.Records.QueryAsync(new RecordQuery(call.Type.Key) { Filter = $"id eq '{call.Ref.Id}'", Size = 1, Deleted = deleted }, call.Cancelled);
            if (page.Items is [var record]) return RecordNames.Of(call, call.Type, record, await call.HiddenAsync(call.Type)).Trim();
        }
        return call.Ref.Id.ToString();
    }

    private static IReadOnlyList<PersonCount> Counted(WebCall call, IReadOnlyDictionary<string, int> counts) =>
        [.. counts.Select(c => new PersonCount(call.Session.Catalog.TryType(c.Key, out var type) ? type.PluralLabel.For(call.Culture) : c.Key, c.Value)).OrderBy(c => c.Label, StringComparer.Ordinal)];

    private static ErasureGround? GroundOf(string code) => EnumCode.Codes(typeof(ErasureGround)).Contains(code) ? (ErasureGround)EnumCode.Parse(typeof(ErasureGround), code) : null;
}
