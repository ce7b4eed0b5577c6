using System.Net;
using AngleSharp.Dom;
using CrmKit.AspNetCore;
using CrmKit.Opportunities;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

/// <summary>The reports that a person keeps an eye on.</summary>
public sealed class DashboardTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task Report_is_kept_by_one_click_as_it_was_asked_moved_and_removed()
    {
        var (_, browser) = await host.BrowserOfAsync("sales-rep");
        Assert.NotNull((await browser.PageAsync("/crm/_dashboard")).QuerySelector(".empty"));
        Assert.Equal("/crm/_dashboard", await browser.DoneAsync(Keep(await browser.PageAsync("/crm/_reports/winrate?by=owner&period=this-quarter&compare=year"))));
        await browser.DoneAsync(Keep(await browser.PageAsync("/crm/_reports/funnel")));

        var page = await browser.PageAsync("/crm/_dashboard");
        Assert.Equal(["Win rate", "Funnel"], Titles(page));
        Assert.Equal("/crm/_reports/winrate?period=this-quarter&compare=year&by=owner", page.QuerySelector("[data-tile] h2 a")!.GetAttribute("href"));
        Assert.NotEmpty(page.QuerySelectorAll("[data-tile]:nth-child(2) td[data-column=count]"));
        await browser.DoneAsync(Form(page, 1), ("act", "up"));
        Assert.Equal(["销售漏斗", "赢单率"], Titles(await browser.PageAsync("/crm/_dashboard", language: "zh-CN")));
        await browser.DoneAsync(Form(page, 1), ("act", "down"));
        await browser.DoneAsync(Form(page, 1), ("act", "down")); // the last one stays the last
        page = await browser.PageAsync("/crm/_dashboard");
        Assert.Equal(["Win rate", "Funnel"], Titles(page));
        await browser.DoneAsync(Form(page, 0), ("act", "remove"));
        await browser.DoneAsync(Form(page, 0), ("act", "remove")); // done already
        Assert.Equal(["Funnel"], Titles(await browser.PageAsync("/crm/_dashboard")));
        await browser.SubmitAsync(Form(page, 1), HttpStatusCode.BadRequest, ("act", "explode"));
        Assert.DoesNotContain("Win rate", Titles(await host.Browser.PageAsync("/crm/_dashboard"))); // nobody else's
    }

    [Fact]
    public async Task S162_who_leads_others_begins_with_how_the_work_goes_and_keeps_what_he_makes_of_it()
    {
        var (id, manager) = await host.BrowserOfAsync("sales-manager");
        await host.Admin.CreateAsync("leads", $$"""{"name":"Unanswered","ownerId":"{{id}}"}""");
        await host.Admin.CreateAsync("follow-ups", $$"""{"subject":"Late","ownerId":"{{id}}","dueAt":"2020-01-01T00:00:00Z"}""");
        var page = await manager.PageAsync("/crm/_dashboard");
        Assert.Equal(["How the work goes", "Funnel", "Ageing", "Activity"], Titles(page));
        var row = page.QuerySelectorAll("[data-tile]")[0].QuerySelectorAll("tbody tr").Single(r => r.TextContent.Contains("A sales-manager", StringComparison.Ordinal) && r.InnerHtml.Contains(id.ToString(), StringComparison.Ordinal));
        Assert.Equal(["1", "0", "1", "1"], new[] { "leads", "leadsAnswered", "openLeads", "tasksLate" }.Select(c => row.QuerySelector($"[data-column={c}]")!.TextContent.Trim()));
        foreach (var link in row.QuerySelectorAll("[data-column] a"))
            Assert.Equal($"{link.TextContent.Trim()} in all", (await manager.PageAsync(link.GetAttribute("href") + "&total=true")).QuerySelector("[data-total]")!.TextContent);
        await manager.DoneAsync(Form(page, 1), ("act", "remove"));
        Assert.Equal(["How the work goes", "Ageing", "Activity"], Titles(await manager.PageAsync("/crm/_dashboard")));
        foreach (var _ in Enumerable.Range(0, 3)) await manager.DoneAsync(Form(await manager.PageAsync("/crm/_dashboard"), 0), ("act", "remove"));
        Assert.Empty(Titles(await manager.PageAsync("/crm/_dashboard"))); // empty by his own hand
    }

    [Fact]
    public async Task Tile_that_cannot_be_shown_says_why_and_leaves_the_others_theirs()
    {
        var (_, browser) = await host.BrowserOfAsync("sales-rep");
        var keep = Keep(await browser.PageAsync("/crm/_reports/funnel"));
        await browser.DoneAsync(keep, ("filter", "name = 'x'"));
        await browser.DoneAsync(keep);
        var page = await browser.PageAsync("/crm/_dashboard");
        Assert.Equal("filter.syntax", page.QuerySelector("[data-tile]:first-child [role=alert] li")!.GetAttribute("data-code"));
        Assert.NotEmpty(page.QuerySelectorAll("[data-tile]:last-child td"));
        await browser.SubmitAsync(keep, HttpStatusCode.NotFound, ("report", "none"));
    }

    [Fact]
    public async Task Full_dashboard_says_so_and_keeps_what_it_has()
    {
        var (_, browser) = await host.BrowserOfAsync("reader");
        var keep = Keep(await browser.PageAsync("/crm/_reports/ageing"));
        for (var i = 0; i < 24; i++) await browser.DoneAsync(keep);
        var full = await browser.SubmitAsync(keep, HttpStatusCode.UnprocessableEntity);
        Assert.Equal("dashboard.limit", full.QuerySelector("main > [role=alert] li")!.GetAttribute("data-code"));
        Assert.Equal(24, Titles(full).Count());
    }

    [Theory]
    [InlineData("sales-rep")]
    [InlineData("sales-manager")]
    [InlineData("reader")]
    public async Task Every_tile_tells_its_reader_what_the_report_tells_him_and_nothing_more(string role)
    {
        var (other, _) = await host.BrowserOfAsync("sales-rep");
        var (me, browser) = await host.BrowserOfAsync(role);
        foreach (var owner in role == "reader" ? [other] : new[] { me, other })
        {
            await using var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.User(owner));
            await session.Records.CreateAsync(new Opportunity { Name = "A deal of one", Amount = 10 });
        }
        await using var reader = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.User(me));
        var asked = 0;
        foreach (var reports in reader.Catalog.Reports.Where(r => r.Source == "core" && r.Key is not ("field-usage" or "data-decay")).Chunk(12)) // these count what this test does; a dashboard has no room for all
        {
            while ((await browser.PageAsync("/crm/_dashboard")).QuerySelector("[data-tile] form") is { } kept) await browser.DoneAsync(kept, ("act", "remove"));
            var told = new List<IReadOnlyList<string>>();
            foreach (var report in reports)
            {
                using var answer = await browser.SendAsync(HttpMethod.Get, "/crm/_reports/" + report.Key);
                if (answer.StatusCode == HttpStatusCode.Forbidden) continue;
                var page = await WebClient.ParseAsync(answer, HttpStatusCode.OK, report.Key);
                told.Add(Cells(page));
                await browser.DoneAsync(Keep(page));
            }
            Assert.Equal(told, (await browser.PageAsync("/crm/_dashboard")).QuerySelectorAll("[data-tile]").Select(Cells));
            asked += told.Count;
        }
        Assert.True(asked >= 5, $"Only {asked} reports.");
    }

    private static IReadOnlyList<string> Cells(IParentNode report) => [.. report.QuerySelectorAll("td").Select(c => c.TextContent.Trim())];

    private static IElement Keep(IParentNode page) => page.QuerySelector("[data-form=keep]")!;

    private static IElement Form(IParentNode page, int tile) => page.QuerySelectorAll("[data-tile] form")[tile];

    private static IEnumerable<string> Titles(IParentNode page) => page.QuerySelectorAll("[data-tile] h2").Select(t => t.TextContent);
}
