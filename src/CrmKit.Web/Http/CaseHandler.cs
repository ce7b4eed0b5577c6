using CrmKit.Access;
using CrmKit.AspNetCore;
using CrmKit.Cases;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>Open cases by what is due next; the one that was picked stands beside the list.</summary>
internal static class CaseHandler
{
    private const int Beside = 5;

    /// <summary>The tab of what nobody has yet, to be given to somebody.</summary>
    public const string Triage = "triage";

    private static readonly (string Key, string Filter)[] Views =
    [
        ("mine", "ownerId eq me() and stageCategory eq 'open'"),
        ("nobody", "ownerId eq null and stageCategory eq 'open'"),
        ("all", "stageCategory eq 'open'"),
    ];

    public static Task ShowAsync(WebCall call) => AnswerAsync(call, Guid.TryParseExact(call.Query("case"), "D", out var id) ? id : null, [], StatusCodes.Status200OK);

    /// <summary>Notes that the customer was answered now.</summary>
    public static async Task AnsweredAsync(WebCall call)
    {
        if (!Guid.TryParseExact((await call.FormAsync())["id"], "D", out var id)) throw ApiErrors.Parameter("id", "the id of a case");
        try
        {
            var item = await call.Session.Records.GetAsync<SupportCase>(id, call.Cancelled);
            if (item.FirstRespondedAt is null)
            {
                item.FirstRespondedAt = call.Session.Now;
                await call.Session.Records.UpdateAsync(item, call.Cancelled);
            }
            call.GoTo(At(call, ViewOf(call), id));
        }
        catch (CrmException refused) when (refused is CrmValidationException or CrmRuleException or CrmConflictException)
        {
            await AnswerAsync(call, id, refused.Errors, StatusCodes.Status422UnprocessableEntity);
        }
    }

    /// <summary>The queue with what was picked, and what was refused of it.</summary>
    public static async Task AnswerAsync(WebCall call, Guid? picked, IReadOnlyList<CrmError> errors, int status, CaseAnswer? typed = null)
    {
        var type = call.Session.Catalog.Type(typeof(SupportCase));
        await call.DemandListAsync(type);
        var view = ViewOf(call);
        var filter = Views.Single(v => v.Key == view).Filter;
        var hidden = await call.HiddenAsync(type);
        var page = await call.Session.Records.QueryAsync(new RecordQuery(type.Key) { Filter = filter, OrderBy = "resolutionDueAt", Size = call.Options.PageSize, Include = hidden.Contains("accountId") ? [] : ["accountId"] }, call.Cancelled);
        var names = new RecordNames(call, page.Included);
        var lines = new List<(DateTimeOffset? Due, CaseLine Line)>();
        foreach (var item in page.Items.Cast<SupportCase>())
        {
            lines.Add((item.FirstRespondedAt is null ? item.FirstResponseDueAt : item.ResolutionDueAt, new CaseLine
            {
                Subject = RecordNames.Of(call, type, item, hidden), Address = At(call, view, item.Id), IsPicked = item.Id == picked,
                Party = hidden.Contains("accountId") || item.AccountId is null ? null : (await names.ShowAsync(type.Field("accountId"), item)).Text,
                Stage = call.Text.Of(type.Field("stage"), item), Priority = call.Text.Of(type.Field("priority"), item), IsUrgent = item.Priority is CasePriority.Urgent or CasePriority.High,
                Clock = Clocks(call, type, item) is [var next, ..] ? next : null,
            }));
        }
        await call.PageAsync<CaseQueuePage, CaseQueueModel>(call.Texts["cases.title"], new CaseQueueModel
        {
            Tabs = Tabs(call, view),
            Lines = [.. lines.OrderBy(l => l.Due ?? DateTimeOffset.MaxValue).Select(l => l.Line)],
            More = page.Next is null ? null : WebLinks.With(call.Links.List(type), ("filter", filter), ("orderBy", "resolutionDueAt")),
            New = await call.MayAsync(type, Operations.Create) ? call.Links.New(type) : null,
            Picked = picked is { } id ? await ShownAsync(call, type, id, typed) : null,
            Errors = errors,
            Back = At(call, view, null),
        }, status);
    }

    private static async Task<CaseShown> ShownAsync(WebCall call, RecordTypeDefinition type, Guid id, CaseAnswer? typed)
    {
        var hidden = await call.HiddenAsync(type);
        var page = await RecordHandler.LoadAsync(call, type, type.Ref(id), hidden);
        var item = (SupportCase)page.Items[0];
        var names = new RecordNames(call, page.Included);
        var mayUpdate = await call.MayAsync(type, Operations.Update, item);
        var fields = new List<FieldShown>();
        foreach (var key in (string[])["number", "accountId", "contactId", "priority", "category", "channel", "orderId", "ownerId"])
            if (!hidden.Contains(key) && await names.ShowAsync(type.Field(key), item) is { Text.Length: > 0 } shown) fields.Add(shown);
        return new CaseShown
        {
            Id = id, Subject = RecordNames.Of(call, type, item, hidden), Address = call.Links.Record(type, id), Clocks = Clocks(call, type, item),
            CanBeAnswered = mayUpdate && item is { FirstRespondedAt: null, ClosedAt: null } && !hidden.Contains("firstRespondedAt") && !(await call.ReadOnlyAsync(type)).Contains("firstRespondedAt"),
            Path = hidden.Contains("stage") ? null : StagePath.Of(call, type, item, mayUpdate),
            Articles = await KnowledgeHandler.PlaceAsync(call, type, id, At(call, ViewOf(call), id)),
            Conversation = await CaseConversation.OfAsync(call, type, item, hidden),
            Answer = await CaseAnswerHandler.OfAsync(call, type, item, mayUpdate, typed),
            Log = await RecordTimeline.LogAsync(call, type, item, null) is { } log ? log with { Back = At(call, ViewOf(call), id) } : null,
            Fields = fields, Description = item.Description ?? "",
            Asset = item.AssetId is { } asset ? await BesideAsync(call, "asset", $"id eq '{asset}'", ["serialNumber", "productId", "status", "purchasedOn", "warrantyEndsOn"]) is [var about] ? about : null : null,
            Orders = item.AccountId is { } account ? await BesideAsync(call, "order", $"accountId eq '{account}'", ["stage", "orderedOn", "total"]) : [],
            Others = item.AccountId is { } same ? [.. (await BesideAsync(call, type.Key, $"accountId eq '{same}' and stageCategory eq 'open' and id ne '{id}'", [])).Select(c => new NavigationLink(c.Label, c.Address))] : [],
        };
    }

    // What is still to be done, soonest first; what is done says nothing.
    public static List<CaseClock> Clocks(WebCall call, RecordTypeDefinition type, SupportCase item)
    {
        var due = new DueText(call.Texts, call.Format, call.Session.Zone, call.Session.Now);
        var clocks = new List<CaseClock>();
        if (item.ClosedAt is not null) return clocks;
        if (item is { FirstRespondedAt: null, FirstResponseDueAt: { } answer } && due.Of(answer) is var first) clocks.Add(new CaseClock(type.Field("firstResponseDueAt").Label.For(call.Culture), first.Text, first.IsLate));
        if (item.ResolutionDueAt is { } solution && due.Of(solution) is var last) clocks.Add(new CaseClock(type.Field("resolutionDueAt").Label.For(call.Culture), last.Text, last.IsLate));
        return clocks;
    }

    private static async Task<IReadOnlyList<CaseAbout>> BesideAsync(WebCall call, string key, string filter, string[] shown)
    {
        var type = call.Session.Catalog.Type(key);
        if (!await call.MayAsync(type, Operations.Read)) return [];
        var hidden = await call.HiddenAsync(type);
        if (hidden.Contains("accountId")) return [];
        var fields = shown.Where(f => type.TryField(f, out _) && !hidden.Contains(f)).Select(type.Field).ToList();
        var page = await call.Session.Records.QueryAsync(new RecordQuery(key) { Filter = filter, Size = Beside, Include = [.. fields.Where(f => f.ReferenceType is not null).Select(f => f.Key)] }, call.Cancelled);
        var names = new RecordNames(call, page.Included);
        var all = new List<CaseAbout>();
        foreach (var record in page.Items)
        {
            var values = new List<FieldShown>();
            foreach (var field in fields)
                if (await names.ShowAsync(field, record) is { Text.Length: > 0 } value) values.Add(RecordNames.WithCurrency(type, record, value, hidden));
            all.Add(new CaseAbout(RecordNames.Of(call, type, record, hidden), call.Links.Record(type, record.Id), values));
        }
        return all;
    }

    /// <summary>The ways to look at open cases.</summary>
    public static IReadOnlyList<NavigationTab> Tabs(WebCall call, string current) =>
        [.. Views.Select(v => new NavigationTab(call.Texts["cases." + v.Key], At(call, v.Key, null), v.Key == current)), new NavigationTab(call.Texts["triage.tab"], call.Links.Triage, current == Triage)];

    /// <summary>The tab that is shown.</summary>
    public static string ViewOf(WebCall call) => Views.Any(v => v.Key == call.Query("view")) ? call.Query("view")! : Views[0].Key;

    /// <summary>The queue with a case picked.</summary>
    public static string At(WebCall call, string view, Guid? id) => WebLinks.With(call.Links.Cases, ("view", view == Views[0].Key ? null : view), ("case", id?.ToString()));
}
