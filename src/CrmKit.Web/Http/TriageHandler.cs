using CrmKit.Access;
using CrmKit.AspNetCore;
using CrmKit.Cases;
using CrmKit.Planning;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>Open cases that nobody has: each is classified and given to a person or to a team's pool by one button, the one that is due first on top.</summary>
internal static class TriageHandler
{
    private const int Most = 20;
    private const int MostTeams = 9;
    private const int LongestText = 300;
    private const string None = "-";
    private static readonly string[] Narrowed = ["category", "priority", "channel"];
    private static readonly string[] Shown = ["accountId", "channel", "teamId"];
    private static readonly string[] Classified = ["category", "priority"];

    public static Task ShowAsync(WebCall call) => AnswerAsync(call, [], StatusCodes.Status200OK);

    /// <summary>Classifies a case and gives it to whom the button says; all of it or nothing.</summary>
    public static async Task RouteAsync(WebCall call)
    {
        var form = await call.FormAsync();
        if (!Guid.TryParseExact(form["id"], "D", out var id)) throw ApiErrors.Parameter("id", "the id of a case");
        var type = call.Session.Catalog.Type(typeof(SupportCase));
        var item = type.Ref(id);
        try
        {
            await using (var work = await call.Session.BeginAsync(call.Cancelled))
            {
                var reader = new FormReader(call, type, form);
                var classes = (await FormFields.WritableAsync(call, type)).Where(f => Classified.Contains(f.Key) && reader.Typed(f.Key) is not null).ToList();
                var values = classes.Count == 0 ? new Dictionary<string, object?>() : (await reader.ReadAllAsync(classes)).ThrowIfWrong().Values;
                if (values.Count > 0) await call.Session.Records.SaveAsync(new ChangeSet().Patch(item, values, ActHandler.Version(form)), call.Cancelled);
                var record = await call.Session.Records.GetAsync<SupportCase>(id, call.Cancelled);
                if (record.OwnerId is not null) await call.Session.Assignments.ClaimAsync([item], call.Cancelled); // who comes late hears so
                await GiveAsync(call, type, item, reader, form["to"].ToString());
                await work.CommitAsync(call.Cancelled);
            }
            call.GoTo(Here(call));
        }
        catch (CrmException refused) when (refused is CrmValidationException or CrmRuleException or CrmConflictException)
        {
            await AnswerAsync(call, refused.Errors, refused is CrmConflictException ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity);
        }
    }

    private static async Task GiveAsync(WebCall call, RecordTypeDefinition type, RecordRef item, FormReader reader, string to)
    {
        var assignments = call.Session.Assignments;
        if (to == "me") await assignments.ClaimAsync([item], call.Cancelled);
        else if (Guid.TryParseExact(to, "D", out var team)) await assignments.ReleaseAsync([item], team, call.Cancelled);
        else if (!string.IsNullOrEmpty(reader.Typed("ownerId")))
            await assignments.AssignAsync([item], await reader.ReferenceAsync(type.Field("ownerId")) ?? throw new CrmValidationException(reader.Errors), null, call.Cancelled);
    }

    private static async Task AnswerAsync(WebCall call, IReadOnlyList<CrmError> errors, int status)
    {
        var type = call.Session.Catalog.Type(typeof(SupportCase));
        await call.DemandListAsync(type, "ownerId", "stage");
        var hidden = await call.HiddenAsync(type);
        var filters = Narrowed.Where(k => !hidden.Contains(k)).Select(type.Field)
            .Select(f => new TriageChoice(f.Key, f.Label.For(call.Culture), [.. Options(call, f), new FieldChoice(None, call.Texts["triage.without"])], call.Query(f.Key) ?? "")).ToList();
        var page = await call.Session.Records.QueryAsync(new RecordQuery(type.Key)
        {
            Filter = string.Join(" and ", ["ownerId eq null", "stageCategory eq 'open'", .. filters.Select(FilterOf).OfType<string>()]), OrderBy = "firstResponseDueAt", Size = Math.Min(Most, call.Options.PageSize), Cursor = call.Query("cursor"),
            Include = [.. Shown.Where(k => !hidden.Contains(k) && type.Field(k).ReferenceType is not null)],
        }, call.Cancelled);
        await call.PageAsync<TriagePage, TriageModel>(call.Texts["triage.title"], new TriageModel
        {
            Tabs = CaseHandler.Tabs(call, CaseHandler.Triage),
            Filters = filters,
            Count = page.Items.Count + (page.Next is null ? "" : "+"),
            Rows = await RowsAsync(call, page, hidden),
            Names = await RecordActs.UsersAsync(call),
            Teams = await TeamsAsync(call),
            Errors = errors,
            Address = Here(call),
            Next = page.Next is { } next ? WebLinks.With(Here(call), ("cursor", next)) : null,
        }, status);
    }

    private static async Task<List<TriageRow>> RowsAsync(WebCall call, RecordPage page, IReadOnlySet<string> hidden)
    {
        var (type, access) = (page.Type, call.Session.Access);
        if (page.Items.Count == 0) return [];
        var mayUpdate = await access.MayAsync(type, Operations.Update, page.Items, call.Cancelled);
        var mayAssign = await access.MayAsync(type, Operations.Assign, page.Items, call.Cancelled);
        var mayClaim = call.Session.Actor.UserId is not null && await access.ScopeAsync(type, Operations.Assign, call.Cancelled) != AccessScope.None;
        var classes = (await FormFields.WritableAsync(call, type)).Where(f => Classified.Contains(f.Key)).ToList();
        var names = new RecordNames(call, page.Included);
        var rows = new List<TriageRow>(page.Items.Count);
        for (var i = 0; i < page.Items.Count; i++)
        {
            var item = (SupportCase)page.Items[i];
            var facts = new List<string>();
            foreach (var key in Shown)
                if (!hidden.Contains(key) && await names.ShowAsync(type.Field(key), item) is { Text.Length: > 0 } fact) facts.Add(fact.Text);
            rows.Add(new TriageRow
            {
                Id = item.Id, Version = item.Version, Subject = RecordNames.Of(call, type, item, hidden), Address = WebLinks.With(call.Links.Cases, ("view", "nobody"), ("case", item.Id.ToString())),
                Description = hidden.Contains("description") ? "" : Short(item.Description ?? ""), Facts = string.Join(" · ", facts), Clock = CaseHandler.Clocks(call, type, item) is [var clock, ..] ? clock : null,
                Classes = mayUpdate[i] ? [.. classes.Select(f => new TriageChoice(FormReader.Prefix + f.Key, f.Label.For(call.Culture), Options(call, f), call.Text.Input(f, f.Get(item))))] : [],
                CanBeClaimed = mayClaim, CanBeGiven = mayAssign[i],
            });
        }
        return rows;
    }

    private static async Task<IReadOnlyList<FieldChoice>> TeamsAsync(WebCall call)
    {
        var type = call.Session.Catalog.Type(typeof(Team));
        if (!await call.MayAsync(type, Operations.Read) || (await call.HiddenAsync(type)).Contains("name")) return [];
        return [.. (await call.Session.Records.ListAsync(new Specification<Team>().OrderBy(t => t.Name).Take(MostTeams), call.Cancelled)).Select(t => new FieldChoice(t.Id.ToString(), t.Name))];
    }

    private static IReadOnlyList<FieldChoice> Options(WebCall call, FieldDefinition field) => [.. field.Options.Select(o => new FieldChoice(o.Code, o.Label.For(call.Culture)))];

    private static string? FilterOf(TriageChoice choice) => choice.Value == None ? $"{choice.Name} eq null" : choice.Options.Any(o => o.Value == choice.Value) ? $"{choice.Name} eq '{choice.Value}'" : null;

    private static string Here(WebCall call) => WebLinks.With(call.Links.Triage, [.. Narrowed.Select(k => (k, string.IsNullOrEmpty(call.Query(k)) ? null : call.Query(k)))]);

    private static string Short(string text) => text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[LongestText - 2]) ? LongestText - 2 : LongestText - 1), "…");
}
