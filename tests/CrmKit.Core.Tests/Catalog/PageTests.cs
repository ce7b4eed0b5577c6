using CrmKit.Access;
using CrmKit.Pages;
using CrmKit.Plugins;

namespace CrmKit.Catalog;

public sealed class PageTests
{
    private static readonly WidgetDefinition Open = new() { Key = "test.open", Label = new("Open leads"), Kind = WidgetKind.List, RecordType = "lead", Fields = ["name", "companyName"] };
    private static readonly WidgetDefinition Board = new() { Key = "test.board", Label = new("Board"), Kind = WidgetKind.Board, RecordType = "lead", Pipeline = "lead.standard" };
    private static readonly WidgetDefinition Funnel = new() { Key = "test.funnel", Label = new("Funnel"), Kind = WidgetKind.Report, Report = "winrate", ReportBy = "owner" };

    private static readonly PageDefinition Page = new()
    {
        Key = "test.day", Label = new("My day", "我的一天"), Requires = new Permission("lead", Operations.Read, AccessScope.Own),
        Sections = [new PageSection { Key = "top", Widgets = ["test.open", "test.board"] }, new PageSection { Key = "figures", Widgets = ["test.funnel"] }],
    };

    private static void Configure(ICrmPluginBuilder plugin) => plugin.AddPage(Page).AddWidget(Open).AddWidget(Board).AddWidget(Funnel);

    private static void Extend(ICrmPluginBuilder plugin) => plugin
        .AddWidget(new WidgetDefinition { Key = "other.count", Label = new("How many"), Kind = WidgetKind.Count, RecordType = "lead", Filter = "score gt 50" })
        .AddPageSection("test.day", new PageSection { Key = "other.last", Order = 5, Widgets = ["other.count"] })
        .AddPageSection("test.day", new PageSection { Key = "other.more", Widgets = ["other.count", "test.open"] });

    [Fact]
    public async Task EXT_a_page_shows_its_sections_then_those_of_others_and_goes_and_comes_with_its_plugin()
    {
        await using var crm = new TestCrm(plugin: Configure);
        crm.AddPlugin("other", Extend);
        var page = Assert.Single(crm.Services.Catalog().Pages);
        Assert.Equal([("top", "test"), ("figures", "test"), ("other.more", "other"), ("other.last", "other")], page.Sections.Select(s => (s.Key, s.Source)));

        crm.RemovePlugin("other");
        Assert.Equal(2, Assert.Single(crm.Services.Catalog().Pages).Sections.Count);
        crm.RemovePlugin("test");
        Assert.Empty(crm.Services.Catalog().Pages);
        Assert.Empty(crm.Services.Catalog().Widgets);
        crm.AddPlugin("test", Configure);
        Assert.Equal("我的一天", Assert.Single(crm.Services.Catalog().Pages).Label.For("zh"));
    }

    [Fact]
    public async Task EXT_sections_are_added_to_home_and_to_pages_of_records_and_go_with_their_plugin()
    {
        await using var crm = new TestCrm(plugin: plugin => plugin.AddWidget(Open)
            .AddPageSection(HostPages.Home, new PageSection { Key = "test.day", Widgets = ["test.open"] })
            .AddPageSection(HostPages.Record("lead"), new PageSection { Key = "test.beside", Widgets = ["test.open"] })
            .AddPageSection(HostPages.Record("nothing"), new PageSection { Key = "test.asleep", Widgets = ["test.open"] }));
        Assert.Equal([("home", "test.day", false), ("record.lead", "test.beside", false)], crm.Services.Catalog().Pages.Select(p => (p.Key, p.Sections.Single().Key, p.IsInMenu)).Order());
        crm.RemovePlugin("test");
        Assert.Empty(crm.Services.Catalog().Pages);
    }

    public static TheoryData<string> Wrong => ["widget", "type", "field", "pipeline", "report", "dimension", "foreign", "section"];

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_does_not_fit_together_is_refused_when_the_plugin_comes(string wrong)
    {
        await using var crm = new TestCrm(plugin: Configure);
        var refused = Assert.Throws<CrmRuleException>(() => crm.AddPlugin("bad", plugin => _ = wrong switch
        {
            "widget" => plugin.AddPage(Page with { Key = "bad.page", Sections = [new PageSection { Key = "a", Widgets = ["bad.nothing"] }] }),
            "type" => plugin.AddWidget(Open with { Key = "bad.one", RecordType = "nothing" }),
            "field" => plugin.AddWidget(Open with { Key = "bad.one", Fields = ["nothing"] }),
            "pipeline" => plugin.AddWidget(Board with { Key = "bad.one", Pipeline = "opportunity.standard" }),
            "report" => plugin.AddWidget(Funnel with { Key = "bad.one", Report = "nothing" }),
            "dimension" => plugin.AddWidget(Funnel with { Key = "bad.one", ReportBy = "nothing" }),
            "foreign" => plugin.AddWidget(Open with { Key = "test.two" }),
            _ => plugin.AddPageSection("test.day", new PageSection { Key = "top", Widgets = ["test.open"] }),
        }));
        Assert.Contains(refused.Error.Code, new[] { "catalog.definition-invalid", "catalog.key-invalid" });
    }

    private sealed class Said : IWidget
    {
        public ValueTask<PageContent> ShowAsync(WidgetContext context, CancellationToken cancellationToken) => new(new PageContent(context.Request.Culture == "xx"
            ? [new FormBlock("act", "Do", [])]
            : [new TableBlock(["Name"], [new PageRow([new PageCell("One") { Link = new PageLink("One") { Page = "users" }, Buttons = [new PageButton("Delete", "delete")] }])])]));
    }

    [Fact]
    public async Task Widget_of_code_shows_and_does_nothing_else()
    {
        await using var crm = new TestCrm(plugin: p => p.AddWidget<Said>(new WidgetDefinition { Key = "test.said", Label = new("Said"), Kind = WidgetKind.Code, Requires = new Permission("lead", Operations.Read, AccessScope.Own) }));
        await using var session = crm.OpenSession();
        var cell = Assert.Single(Assert.Single(Assert.IsType<TableBlock>(Assert.Single((await session.Widgets.ShowAsync("test.said", new WidgetRequest("en"))).Blocks)).Rows).Cells);
        Assert.Equal(("One", null, 0), (cell.Text, cell.Link, cell.Buttons.Count));
        await Assert.ThrowsAsync<InvalidOperationException>(() => session.Widgets.ShowAsync("test.said", new WidgetRequest("xx"))); // a plugin that was loaded from its folder: widget.failed
        Assert.Equal("widget.unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Widgets.ShowAsync("test.other", new WidgetRequest("en")))).Error.Code);
        await using var nobody = crm.OpenSession(await crm.AddUserAsync("Nobody", null));
        Assert.Equal("access.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => nobody.Widgets.ShowAsync("test.said", new WidgetRequest("en")))).Error.Code);
        Assert.Throws<ArgumentException>(() => crm.AddPlugin("bad", p => p.AddWidget(new WidgetDefinition { Key = "bad.said", Label = new("Said"), Kind = WidgetKind.Code })));
    }
}
