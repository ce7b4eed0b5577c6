using System.Globalization;
using System.Net;
using AngleSharp.Dom;
using CrmKit.Activities;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

/// <summary>The page that a day begins with.</summary>
public sealed class HomeTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task Day_shows_what_is_late_what_comes_and_what_it_is_about_and_nothing_of_others()
    {
        var (me, browser) = await host.BrowserOfAsync("sales-rep");
        var lead = new Lead { Name = "Warm lead" };
        await SaveAsync(me, lead);
        await SaveAsync(me, new FollowUp { Subject = "Send the offer", DueAt = Now.AddDays(-2), RegardingType = "lead", RegardingId = lead.Id });
        await SaveAsync(me, new FollowUp { Subject = "Call back", DueAt = Now.AddDays(3) });
        await SaveAsync(me, new FollowUp { Subject = "Much later", DueAt = Now.AddDays(40) });
        await SaveAsync(me, new Opportunity { Name = "Roof", Amount = 900, ExpectedCloseOn = DateOnly.FromDateTime(Now.UtcDateTime).AddDays(3) });
        await SaveAsync(host.AdminId, new FollowUp { Subject = "Somebody else's task", DueAt = Now.AddDays(-1) });

        var page = await browser.PageAsync("/crm/");
        Assert.Equal(["Send the offer", "Call back"], Titles(page, "tasks"));
        var late = page.QuerySelector("[data-list=tasks] [data-late=true]")!;
        Assert.Matches("^[23] days late$", late.TextContent);
        Assert.Equal("Warm lead", page.QuerySelector("[data-list=tasks] li a.text-reset")!.TextContent);
        Assert.Equal(["Warm lead"], Titles(page, "leads"));
        Assert.Equal(["Roof"], Titles(page, "closing"));
        Assert.Contains("900.00", page.QuerySelector("[data-list=closing]")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Somebody else", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(page.QuerySelectorAll("main .list-group a"), a => a.TextContent == "Products"); // not once more where everything is
        Assert.Matches("^逾期 [23] 天$", (await browser.PageAsync("/crm/", language: "zh-CN")).QuerySelector("[data-late=true]")!.TextContent);
    }

    [Fact]
    public async Task One_click_completes_a_task_and_another_takes_it_back()
    {
        var (me, browser) = await host.BrowserOfAsync("sales-rep");
        await SaveAsync(me, new FollowUp { Subject = "Write the report", DueAt = Now.AddDays(-1) });
        var page = await browser.PageAsync("/crm/");
        var done = await browser.PageAsync(await browser.DoneAsync(page.QuerySelector("[data-list=tasks] form")!));
        Assert.Empty(Titles(done, "tasks"));
        Assert.Equal("Write the report", done.QuerySelector("[role=status] a")!.TextContent);
        Assert.Equal("/crm/", await browser.DoneAsync(done.QuerySelector("form[role=status]")!));
        Assert.Equal(["Write the report"], Titles(await browser.PageAsync("/crm/"), "tasks"));
    }

    [Fact]
    public async Task Task_of_somebody_else_is_not_completed()
    {
        var (me, browser) = await host.BrowserOfAsync("sales-rep");
        await SaveAsync(me, new FollowUp { Subject = "Mine", DueAt = Now });
        var theirs = await SaveAsync(host.AdminId, new FollowUp { Subject = "Theirs", DueAt = Now });
        var form = (await browser.PageAsync("/crm/")).QuerySelector("[data-list=tasks] form")!;
        await browser.SubmitAsync(form, HttpStatusCode.NotFound, ("id", theirs.ToString()));
        await browser.SubmitAsync(form, HttpStatusCode.BadRequest, ("id", "no id"));
        await using var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.User(host.AdminId));
        Assert.Null((await session.Records.GetAsync<FollowUp>(theirs)).DoneAt);
    }

    [Fact]
    public async Task Empty_day_says_so_and_who_may_read_nothing_sees_no_lists()
    {
        var (_, fresh) = await host.BrowserOfAsync("sales-rep");
        var page = await fresh.PageAsync("/crm/");
        Assert.Equal("Nothing is due in the coming week. Well done.", page.QuerySelector("[data-list=tasks] .card-body")!.TextContent);
        Assert.Null(page.QuerySelector("[data-list=stuck]"));
        var (_, nobody) = await host.BrowserOfAsync("");
        Assert.Empty((await nobody.PageAsync("/crm/")).QuerySelectorAll("[data-list]"));
    }

    [Fact]
    public async Task What_was_looked_at_last_comes_first_and_only_what_may_still_be_seen()
    {
        var (me, browser) = await host.BrowserOfAsync("sales-rep");
        var first = await SaveAsync(me, new Lead { Name = "Seen first" });
        var second = await SaveAsync(me, new Lead { Name = "Seen second" });
        await browser.PageAsync($"/crm/leads/{first}");
        await browser.PageAsync($"/crm/leads/{second}");
        await browser.PageAsync($"/crm/leads/{Guid.NewGuid()}", HttpStatusCode.NotFound);
        Assert.Equal(["Seen second · Lead", "Seen first · Lead"], Recent(await browser.PageAsync("/crm/")));
        await using (var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test"))) await session.Records.DeleteAsync(new RecordRef("lead", second));
        Assert.Equal(["Seen first · Lead"], Recent(await browser.PageAsync("/crm/")));

        using var answer = await browser.SendAsync(HttpMethod.Get, "/crm/", with: r => r.Headers.Add("Cookie", RecentRecords.Cookie + "=,a:b,:,lead,lead:zz,../../x:" + Guid.NewGuid().ToString("N")));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("2026-03-08T10:00:00Z", "2 days late", true)]
    [InlineData("2026-03-09T23:00:00Z", "1 day late", true)]
    [InlineData("2026-03-10T08:00:00Z", "late since 08:00", true)]
    [InlineData("2026-03-10T15:00:00Z", "today at 15:00", false)]
    [InlineData("2026-03-11T09:30:00Z", "tomorrow at 09:30", false)]
    [InlineData("2026-03-14T09:30:00Z", "in 4 days", false)]
    [InlineData("2026-05-01T09:30:00Z", "05/01/2026", false)]
    public void Due_times_are_said_as_people_say_them(string due, string said, bool isLate)
    {
        var text = new DueText(WebTexts.For("en"), CultureInfo.InvariantCulture, TimeZoneInfo.Utc, new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));
        Assert.Equal((said, isLate), text.Of(DateTimeOffset.Parse(due, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Day_of_a_due_time_is_that_of_the_zone()
    {
        var text = new DueText(WebTexts.For("zh-CN"), CultureInfo.InvariantCulture, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"), new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));
        Assert.Equal(("明天 01:00", false), text.Of(new DateTimeOffset(2026, 3, 10, 17, 0, 0, TimeSpan.Zero)));
        Assert.Equal("已 3 天", text.Since(new DateTimeOffset(2026, 3, 7, 11, 0, 0, TimeSpan.Zero)));
    }

    private DateTimeOffset Now => host.Services.GetRequiredService<TimeProvider>().GetUtcNow();

    private async Task<Guid> SaveAsync<T>(Guid owner, T record) where T : Records.Record
    {
        await using var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.User(owner));
        return (await session.Records.CreateAsync(record)).Id;
    }

    private static IEnumerable<string> Titles(IParentNode page, string list) => page.QuerySelectorAll($"[data-list={list}] li .crm-grow > a").Select(a => a.TextContent);

    private static IEnumerable<string> Recent(IParentNode page) => page.QuerySelectorAll("[data-list=recent] a").Select(a => a.TextContent);
}
