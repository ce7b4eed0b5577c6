using CrmKit.Access;
using CrmKit.Web.Administration;
using CrmKit.Web.Layouts;
using CrmKit.Web.Pages;
using CrmKit.Web.Segments;

namespace CrmKit.Web;

/// <summary>What there is to go to, out of the catalog, as far as the person may read it: by area of work, and what plugins bring by plugin.</summary>
internal static class Navigation
{
    private const string Sales = "sales";
    private const string Activities = "activities";

    // What is not named here and not a plugin's is about sales: so is what comes to core later.
    private static readonly (string Area, string[] Types)[] Areas =
    [
        (Sales, []),
        ("service", ["case", "asset", "knowledge-article", "project"]),
        (Activities, ["follow-up", "appointment", "phone-call", "email-message", "channel-message", "survey-answer", "note"]),
        ("catalogue", ["product", "price-book"]),
        ("organisation", ["user", "team", "territory", "import-mapping"]),
    ];

    public static async Task<IReadOnlyList<NavigationGroup>> ForAsync(WebCall call) => await MenuArrangement.ApplyAsync(call, await AllAsync(call));

    /// <summary>All of it, as it stands where no administrator arranged it.</summary>
    public static async Task<IReadOnlyList<NavigationGroup>> AllAsync(WebCall call)
    {
        var (catalog, links, culture) = (call.Session.Catalog, call.Links, call.Culture);
        var types = await TypesAsync(call);
        var seen = types.Select(t => t.Key).ToHashSet(StringComparer.Ordinal);
        var pages = await WidgetHandler.MenuAsync(call);
        // Who leads by a right; those who lead by being somebody's manager are led there from home.
        var leads = call.Session.Actor.UserId is not null && seen.Contains("opportunity") && await call.Session.Access.ScopeAsync(catalog.Type("opportunity"), Operations.Assign, call.Cancelled) is not (AccessScope.None or AccessScope.Own);
        var groups = new List<NavigationGroup>(Of("overview", call.Texts["nav.overview"], Overview()));
        foreach (var (area, _) in Areas) groups.AddRange(Of(area, call.Texts["nav." + area], [.. Lists(types.Where(t => AreaOf(t) == area)), .. area == "service" ? Service() : []]));
        foreach (var source in types.Where(t => AreaOf(t) is null).Select(t => t.Source).Concat(pages.Select(p => p.Source)).Distinct())
            groups.AddRange(Of("source:" + source, NameOf(source), [.. pages.Where(p => p.Source == source).Select(p => p.Link), .. Lists(types.Where(t => AreaOf(t) is null && t.Source == source))]));
        groups.AddRange(Of("tools", call.Texts["nav.tools"], [
            .. await VisitorHandler.IsForAsync(call) ? [new NavigationLink(call.Texts["visitors.title"], links.Visitors)] : Array.Empty<NavigationLink>(),
            .. (await SegmentHandler.TypesAsync(call)).Count > 0 ? [new NavigationLink(call.Texts["segments.title"], links.Segments)] : Array.Empty<NavigationLink>(),
            .. (await ImportHandler.TypesAsync(call)).Count > 0 ? [new NavigationLink(call.Texts["import.title"], links.Imports)] : Array.Empty<NavigationLink>(),
        ]));
        groups.AddRange(Of("administration", call.Texts["admin.title"], await AdministrationAsync(call)));
        return groups;

        IEnumerable<NavigationLink> Overview()
        {
            if (leads) yield return new NavigationLink(call.Texts["team.title"], links.Team);
            if (seen.Contains("lead")) yield return new NavigationLink(call.Texts["inbox.title"], links.Inbox);
            if (seen.Contains("opportunity")) yield return new NavigationLink(call.Texts["deals.title"], links.Deals);
            if (!catalog.Pipelines.Any(p => seen.Contains(p.RecordType))) yield break;
            if (call.Session.Actor.UserId is not null) yield return new NavigationLink(call.Texts["dashboard.title"], links.Dashboard);
            yield return new NavigationLink(call.Texts["reports.title"], links.Reports);
        }

        IEnumerable<NavigationLink> Service()
        {
            if (seen.Contains("case")) yield return new NavigationLink(call.Texts["cases.title"], links.Cases);
            if (seen.Contains("project")) yield return new NavigationLink(call.Texts["plan.title"], links.ProjectPlans);
        }

        // The records, and then the boards that they are worked on.
        IEnumerable<NavigationLink> Lists(IEnumerable<RecordTypeDefinition> of)
        {
            var listed = of.ToList();
            return
            [
                .. listed.Select(t => new NavigationLink(t.PluralLabel.For(culture), links.List(t))),
                .. listed.SelectMany(t => catalog.PipelinesOf(t.Key)).Select(p => new NavigationLink(call.Texts.Format("nav.board", p.Label.For(culture)), links.Board(p.Key))),
            ];
        }

        string NameOf(string source) => source == "admin" ? call.Texts["nav.own"] : catalog.SourceNames.GetValueOrDefault(source, source);
    }

    /// <summary>The group that is open when a page comes up: the one that leads to it, and at the start what most people do.</summary>
    public static string OpenOf(Shell shell) => shell.Navigation.FirstOrDefault(g => g.Links.Any(l => shell.IsAt(l.Address)))?.Key ?? Sales;

    // One link for all of it; where one is, all of its pages.
    private static async Task<IEnumerable<NavigationLink>> AdministrationAsync(WebCall call)
    {
        var pages = await AdminHandler.PagesAsync(call);
        if (pages.All(p => p.Key is KeysPage.Name or ProfilePage.Name)) return []; // one's own: the name in the page's head leads there
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

    private static string? AreaOf(RecordTypeDefinition type) => type.Source != "core" ? null : Areas.FirstOrDefault(a => a.Types.Contains(type.Key)).Area ?? Sales;

    private static IEnumerable<NavigationGroup> Of(string key, string label, IEnumerable<NavigationLink> links) => links.ToList() is { Count: > 0 } list ? [new(key, label, list)] : [];
}
