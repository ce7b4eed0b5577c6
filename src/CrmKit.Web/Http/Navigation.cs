using CrmKit.Access;
using CrmKit.Web.Administration;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>What there is to go to, out of the catalog, as far as the person may read it.</summary>
internal static class Navigation
{
    public static async Task<IReadOnlyList<NavigationGroup>> ForAsync(WebCall call)
    {
        var (catalog, links, culture) = (call.Session.Catalog, call.Links, call.Culture);
        var types = await TypesAsync(call);
        var seen = types.Select(t => t.Key).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. Of(call.Texts["nav.overview"], Overview()),
            .. Group(call.Texts["nav.records"], types.Where(t => t.IsRoot)),
            .. Of(call.Texts["nav.boards"], catalog.Pipelines.Where(p => seen.Contains(p.RecordType)).Select(p => new NavigationLink(p.Label.For(culture), links.Board(p.Key)))),
            .. Group(call.Texts["nav.more"], types.Where(t => !t.IsRoot)),
            .. Of(call.Texts["nav.pages"], await WidgetHandler.MenuAsync(call)),
            .. Of(call.Texts["nav.tools"], (await ImportHandler.TypesAsync(call)).Count > 0 ? [new NavigationLink(call.Texts["import.title"], links.Imports)] : []),
            .. Of(call.Texts["admin.title"], await AdministrationAsync(call)),
        ];

        IEnumerable<NavigationLink> Overview()
        {
            if (seen.Contains("lead")) yield return new NavigationLink(call.Texts["inbox.title"], links.Inbox);
            if (seen.Contains("case")) yield return new NavigationLink(call.Texts["cases.title"], links.Cases);
            if (seen.Contains("project")) yield return new NavigationLink(call.Texts["plan.title"], links.ProjectPlans);
            if (!catalog.Pipelines.Any(p => seen.Contains(p.RecordType))) yield break;
            if (call.Session.Actor.UserId is not null) yield return new NavigationLink(call.Texts["dashboard.title"], links.Dashboard);
            yield return new NavigationLink(call.Texts["reports.title"], links.Reports);
        }

        IEnumerable<NavigationGroup> Group(string label, IEnumerable<RecordTypeDefinition> of) => Of(label, of.Select(t => new NavigationLink(t.PluralLabel.For(culture), links.List(t))));
    }

    // One link for all of it; where one is, all of its pages.
    private static async Task<IEnumerable<NavigationLink>> AdministrationAsync(WebCall call)
    {
        var pages = await AdminHandler.PagesAsync(call);
        if (pages.All(p => p.Key == KeysPage.Name)) return []; // one's own: the name in the page's head leads there
        return call.Http.Request.Path.Value?.Contains("/_admin", StringComparison.Ordinal) == true
            ? pages.Select(p => new NavigationLink(p.Label.For(call.Culture), call.Links.Administer(p.Key))) : [new NavigationLink(call.Texts["admin.all"], call.Links.Administration)];
    }

    // Parts are found on the page of what they are part of.
    private static async Task<List<RecordTypeDefinition>> TypesAsync(WebCall call)
    {
        var types = new List<RecordTypeDefinition>();
        foreach (var type in call.Session.Catalog.Types)
            if (type.ParentField is null && !type.IsAppendOnly && await call.MayAsync(type, Operations.Read)) types.Add(type);
        return types;
    }

    private static IEnumerable<NavigationGroup> Of(string label, IEnumerable<NavigationLink> links) => links.ToList() is { Count: > 0 } list ? [new(label, list)] : [];
}
