using CrmKit.Pages;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

/// <summary>The administration: CrmKit's own pages and those of optional packages, each for those who may see it.</summary>
internal static class AdminHandler
{
    public const string Act = "act";

    /// <summary>The pages that somebody finds, in order.</summary>
    public static async Task<IReadOnlyList<IAdministrationPage>> PagesAsync(WebCall call)
    {
        var found = new List<IAdministrationPage>();
        foreach (var page in call.Http.RequestServices.GetServices<IAdministrationPage>().OrderBy(p => p.Order).ThenBy(p => p.Key, StringComparer.Ordinal))
            if (await page.IsForAsync(call.Session, call.Cancelled)) found.Add(page);
        return found;
    }

    public static async Task IndexAsync(WebCall call)
    {
        var pages = await PagesAsync(call);
        if (pages.Count == 0) throw Forbidden(call);
        var rows = pages.Select(p => new PageRow([new PageCell(p.Label.For(call.Culture)) { Link = new PageLink("") { Page = p.Key } }, new PageCell(call.Texts.Find("admin.about." + p.Key) ?? "") { Tone = PageTone.Muted }])).ToList();
        await AnswerAsync(call, call.Texts["admin.title"], call.Links.Administration, null, [], [new TableBlock([call.Texts["admin.pages"], call.Texts["admin.about"]], rows)], null, StatusCodes.Status200OK);
    }

    public static async Task ShowAsync(WebCall call)
    {
        var page = await PageAsync(call);
        await ShowAsync(call, page, [], null, StatusCodes.Status200OK);
    }

    public static async Task ActAsync(WebCall call)
    {
        var page = await PageAsync(call);
        var form = await call.FormAsync();
        var typed = form.ToDictionary(f => f.Key, f => f.Value.LastOrDefault() ?? "", StringComparer.Ordinal);
        var act = typed.GetValueOrDefault(Act, "");
        try
        {
            var outcome = await page.ActAsync(RequestOf(call, Asked(call).Concat(typed), name => form.Files[name]?.OpenReadStream()), act, call.Cancelled);
            if (outcome.Shown.Count > 0) await ShowAgainAsync(call, page, outcome.Shown, null, StatusCodes.Status200OK);
            else call.GoTo(WebLinks.With(call.Links.Administer(page.Key), [.. outcome.Values.Select(v => (v.Key, (string?)v.Value))]));
        }
        catch (CrmException refused) when (refused is CrmValidationException or CrmRuleException or CrmConflictException)
        {
            await ShowAgainAsync(call, page, [], new RefusedForm(act, typed, refused.Errors), StatusCodes.Status422UnprocessableEntity);
        }
    }

    // With what there is now: the act changed it, or ended the session.
    private static async Task ShowAgainAsync(WebCall call, IAdministrationPage page, IReadOnlyList<PageBlock> first, RefusedForm? refused, int status)
    {
        await call.RenewAsync();
        await ShowAsync(call, page, first, refused, status);
    }

    private static async Task<IAdministrationPage> PageAsync(WebCall call)
    {
        var key = (string)call.Http.Request.RouteValues["page"]!;
        return (await PagesAsync(call)).FirstOrDefault(p => p.Key == key) ?? throw Forbidden(call);
    }

    private static async Task ShowAsync(WebCall call, IAdministrationPage page, IReadOnlyList<PageBlock> first, RefusedForm? refused, int status)
    {
        var content = await page.ShowAsync(RequestOf(call, Asked(call)), call.Cancelled);
        var address = call.Links.Administer(page.Key);
        await AnswerAsync(call, page.Label.For(call.Culture), address + call.Http.Request.QueryString, new NavigationLink(call.Texts["admin.title"], call.Links.Administration),
            refused is null ? [] : [.. refused.Errors.Where(e => e.Field is null || !HasField(content, refused, e.Field))], [.. first, .. content.Blocks], refused, status);
    }

    private static bool HasField(PageContent content, RefusedForm refused, string field) => content.Blocks.OfType<FormBlock>().Any(f => refused.Is(f) && f.Fields.Any(x => x.Name == field));

    private static async Task AnswerAsync(
        WebCall call, string title, string address, NavigationLink? back, IReadOnlyList<CrmError> errors, IReadOnlyList<PageBlock> blocks, RefusedForm? refused, int status) =>
        await call.PageAsync<DescribedPage, DescribedModel>(title, new DescribedModel(DescribedPlace.Of(call, address, link => Resolve(call, address, link)), back, errors, blocks) { Refused = refused }, status);

    private static string Resolve(WebCall call, string address, PageLink link) =>
        WebLinks.With(link.Page is { } page ? call.Links.Administer(page) : address.Split('?')[0], [.. link.Values.Select(v => (v.Key, (string?)v.Value))]);

    private static IEnumerable<KeyValuePair<string, string>> Asked(WebCall call) => call.Http.Request.Query.Select(q => KeyValuePair.Create(q.Key, call.Query(q.Key) ?? ""));

    public static PageRequest RequestOf(WebCall call, IEnumerable<KeyValuePair<string, string>> values, Func<string, Stream?>? openFile = null)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in values) known[name] = value;
        return new PageRequest { Session = call.Session, Culture = call.Culture, Values = known, Moments = call.Text.Moment, OpenFile = openFile ?? (static _ => null) };
    }

    // What somebody may not see and what is not there are answered alike.
    private static CrmForbiddenException Forbidden(WebCall call) => new(new CrmError("access.forbidden", call.Texts["admin.forbidden"]));
}
