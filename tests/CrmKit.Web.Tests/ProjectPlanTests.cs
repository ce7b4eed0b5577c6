using System.Globalization;
using System.Net;
using AngleSharp.Dom;
using CrmKit.Projects;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Web.Pages;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

/// <summary>Planned against actual, as a picture and in words.</summary>
public sealed class ProjectPlanTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task Project_stands_with_milestones_tasks_cost_and_hours_on_a_line_of_time()
    {
        var (me, browser) = await host.BrowserOfAsync("sales-rep");
        var project = await SaveAsync(me, new Project { Name = "Bridge", Budget = 1000, ActualCost = 1250, Currency = "EUR", PlannedStartOn = new(2026, 1, 10), PlannedEndOn = new(2026, 4, 20), ActualStartOn = new(2026, 1, 12), ActualEndOn = new(2026, 5, 2) });
        var design = await SaveAsync(me, new Milestone { ProjectId = project, Name = "Design", DueOn = new(2026, 2, 1), ReachedOn = new(2026, 2, 4), Position = 1 });
        await SaveAsync(me, new ProjectTask { ProjectId = project, MilestoneId = design, Name = "Drawing", DueOn = new(2026, 1, 25), DoneOn = new(2026, 1, 20), PlannedHours = 10, ActualHours = 8 });
        await SaveAsync(me, new ProjectTask { ProjectId = project, Name = "Permit", DueOn = new(2026, 3, 1), PlannedHours = 4, AssigneeId = me });

        var page = await browser.PageAsync($"/crm/_projects/{project}");
        Assert.Equal("Bridge", page.QuerySelector("h1")!.TextContent);
        Assert.Equal(["Bridge", "Design", "Drawing", "Permit"], page.QuerySelectorAll("tbody td:first-child").Select(c => c.TextContent));
        Assert.Equal(["done 12 days late", "done 3 days late", "done 5 days early"], page.QuerySelectorAll("tbody td:nth-child(4)").Take(3).Select(c => c.TextContent.Trim()));
        Assert.Equal(["1,250.00 EUR / 1,000.00 EUR", "8 / 14", "1 / 2"], page.QuerySelectorAll(".crm-figures dd").Select(d => string.Concat(d.QuerySelectorAll("span").Select(s => s.TextContent))));
        Assert.Contains("text-danger", page.QuerySelector(".crm-figures dd")!.ClassName, StringComparison.Ordinal);
        Assert.Equal("A sales-rep", page.QuerySelectorAll("tbody tr")[3].LastElementChild!.TextContent);
        Assert.Equal(["Bridge", "Design", "Drawing", "Permit"], page.QuerySelectorAll("svg .crm-name").Select(t => t.TextContent));
        Assert.Empty(page.QuerySelectorAll("[style]"));

        var all = await browser.PageAsync("/crm/_projects", language: "zh-CN");
        Assert.Equal("项目时间线", all.QuerySelector("h1")!.TextContent);
        Assert.Equal($"/crm/_projects/{project}", all.QuerySelectorAll("tbody a").Single(a => a.TextContent == "Bridge").GetAttribute("href"));
    }

    [Fact]
    public async Task S79_departments_that_win_one_order_together_see_what_each_has_done_and_what_is_theirs()
    {
        var (me, browser) = await host.BrowserOfAsync("sales-rep");
        var project = await SaveAsync(me, new Project { Name = "Stadium" });
        await SaveAsync(me, new ProjectMember { ProjectId = project, UserId = me, Department = "Planning" });
        await SaveAsync(me, new ProjectTask { ProjectId = project, Name = "Drawing", AssigneeId = me, DoneOn = new(2026, 1, 20) }); // of the department of who does it
        await SaveAsync(me, new ProjectTask { ProjectId = project, Name = "Permit", Department = "Planning", DueOn = new(2020, 3, 1) });
        await SaveAsync(me, new ProjectTask { ProjectId = project, Name = "Loan", Department = "Finance" });
        await SaveAsync(me, new ProjectTask { ProjectId = project, Name = "Whose?" });
        var page = await browser.PageAsync($"/crm/_projects/{project}");
        Assert.Equal([("Finance", "0", false), ("Planning", "50", true)], page.QuerySelectorAll("[data-department]").Select(d => (d.GetAttribute("data-department")!, d.QuerySelector("progress")!.GetAttribute("value")!, d.QuerySelector(".crm-late") is not null)));
        Assert.Equal(["Stadium", "Drawing", "Permit", "Loan", "Whose?"], page.QuerySelectorAll("tbody td:first-child").Select(c => c.TextContent).OrderBy(n => Array.IndexOf(["Stadium", "Drawing", "Permit", "Loan", "Whose?"], n)));
        page = await browser.PageAsync(page.QuerySelector("[data-department=Planning]")!.GetAttribute("href")!, language: "zh-CN");
        Assert.Equal(["Drawing", "Permit"], page.QuerySelectorAll("tr[data-kind=task] td:first-child").Select(c => c.TextContent).Order());
        Assert.All(page.QuerySelectorAll("tr[data-kind=task] td:nth-child(5)"), c => Assert.Equal("Planning", c.TextContent));
        Assert.Equal($"/crm/_projects/{project}", page.QuerySelector("[data-department=Planning]")!.GetAttribute("href")); // all again
    }

    [Fact]
    public async Task Slip_of_the_pen_by_thousands_of_years_takes_the_picture_and_not_the_page()
    {
        var (me, browser) = await host.BrowserOfAsync("sales-rep");
        var project = await SaveAsync(me, new Project { Name = "Cathedral", PlannedStartOn = DateOnly.MinValue, PlannedEndOn = DateOnly.MaxValue });
        foreach (var address in new[] { $"/crm/_projects/{project}", "/crm/_projects" })
        {
            var page = await browser.PageAsync(address);
            Assert.Null(page.QuerySelector("main svg"));
            Assert.Contains(page.QuerySelectorAll("tbody td:first-child"), c => c.TextContent == "Cathedral");
        }
    }

    [Fact]
    public async Task Project_without_days_has_no_picture_and_one_of_others_is_absent()
    {
        var (me, browser) = await host.BrowserOfAsync("sales-rep");
        var bare = await SaveAsync(me, new Project { Name = "An idea" });
        var page = await browser.PageAsync($"/crm/_projects/{bare}");
        Assert.Null(page.QuerySelector("main svg"));
        Assert.Null(page.QuerySelector(".crm-figures"));
        var (_, stranger) = await host.BrowserOfAsync("sales-rep");
        await stranger.PageAsync($"/crm/_projects/{bare}", HttpStatusCode.NotFound);
        await stranger.PageAsync("/crm/_projects/none", HttpStatusCode.NotFound);
        Assert.Equal("There are no open projects.", (await stranger.PageAsync("/crm/_projects")).QuerySelector(".empty-title")!.TextContent);
        var (_, nobody) = await host.BrowserOfAsync("");
        await nobody.PageAsync("/crm/_projects", HttpStatusCode.Forbidden);
    }

    [Fact]
    public void Picture_keeps_days_in_order_and_inside()
    {
        PlanLine Line(DateOnly? from, DateOnly? until) => new() { Kind = "project", Label = "", Address = "", PlannedFrom = from, PlannedUntil = until, ActualFrom = null, ActualUntil = null, State = "", IsLate = false, Planned = "", Actual = "" };
        var picture = PlanPicture.Of([Line(new(2026, 1, 31), new(2026, 2, 1)), Line(new(2026, 1, 1), new(2026, 12, 31)), Line(null, new(2026, 6, 1)), Line(null, null)], new DateOnly(2026, 6, 15), CultureInfo.InvariantCulture)!;
        Assert.Equal(12, picture.Ticks.Count);
        Assert.Equal("Jan 2026", picture.Ticks[0].Label);
        Assert.All(picture.Rows.Select(r => r.Planned).OfType<PlanSpan>(), s => Assert.True(s.X >= picture.Left && s.Width > 0 && s.X + s.Width <= picture.Width));
        Assert.Null(picture.Rows[3].Planned);
        Assert.InRange(picture.Today!.Value, picture.Left, picture.Width);
        Assert.Null(PlanPicture.Of([Line(null, null)], new DateOnly(2026, 6, 15), CultureInfo.InvariantCulture));
        Assert.Null(PlanPicture.Of([Line(new(2020, 1, 1), new(2021, 1, 1))], new DateOnly(2026, 6, 15), CultureInfo.InvariantCulture)!.Today);
        Assert.True(PlanPicture.Of([Line(new(1990, 1, 1), new(2026, 1, 1))], new DateOnly(2026, 6, 15), CultureInfo.InvariantCulture)!.Ticks.Count <= 12);
    }

    private async Task<Guid> SaveAsync<T>(Guid owner, T record) where T : Records.Record
    {
        await using var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.User(owner));
        return (await session.Records.CreateAsync(record)).Id;
    }
}
