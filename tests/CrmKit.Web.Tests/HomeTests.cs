using System.Globalization;
using System.Net;
using AngleSharp.Dom;
using CrmKit.Activities;
using CrmKit.AspNetCore;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Planning;
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
    public async Task S23_A_partner_finds_what_was_shared_with_him_and_no_page_of_his_menu_fails()
    {
        var (id, browser) = await host.BrowserOfAsync("partner");
        Assert.Null((await browser.PageAsync("/crm/")).QuerySelector("[data-list=shared]"));
        var (mine, hers) = (new Opportunity { Name = "Let us win this together", Amount = 4_000 }, new Opportunity { Name = "Not for partners" });
        await SaveAsync(host.AdminId, mine);
        await SaveAsync(host.AdminId, hers);
        await using (var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.User(host.AdminId)))
            await session.Access.ShareAsync([new RecordRef("opportunity", mine.Id)], [new CrmKit.Access.RecordShare { UserId = id, CanWrite = true, Until = Now.AddDays(30) }]);

        var page = await browser.PageAsync("/crm/");
        Assert.Equal([mine.Name], Titles(page, "shared"));
        Assert.Contains("4,000.00", page.QuerySelector("[data-list=shared]")!.TextContent, StringComparison.Ordinal);
        var addresses = page.QuerySelectorAll("nav a[href^='/crm/']").Select(a => a.GetAttribute("href")!).Append($"/crm/opportunities/{mine.Id}").Append($"/crm/opportunities/{mine.Id}/_edit").Distinct().ToList();
        Assert.True(addresses.Count > 5);
        foreach (var address in addresses) Assert.NotNull((await browser.PageAsync(address)).QuerySelector("h1")); // asserts 200
        Assert.DoesNotContain(hers.Name, (await browser.PageAsync("/crm/opportunities")).Body!.TextContent, StringComparison.Ordinal);
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

    [Fact]
    public async Task Bell_counts_what_waits_and_leads_to_what_is_due_and_to_mentions_that_are_marked_as_seen()
    {
        var (me, browser) = await host.BrowserOfAsync("sales-manager");
        var name = "Nia" + Guid.NewGuid().ToString("N");
        await host.Admin.JsonAsync("PATCH", $"/api/users/{me}", $$"""{"name":"{{name}}"}""");
        var lead = await SaveAsync(host.AdminId, new Lead { Name = "Talked about" });
        await SaveAsync(me, new FollowUp { Subject = "Offer is late", DueAt = Now.AddDays(-2) });
        var page = await browser.PageAsync($"/crm/leads/{lead}");
        var bell = page.QuerySelector("header .crm-bell")!;
        Assert.Equal("/crm/_notifications", bell.GetAttribute("href"));
        Assert.Equal("/crm/_live?types=follow-up,note", bell.QuerySelector("[data-live]")!.GetAttribute("data-live"));
        var count = bell.QuerySelector("[hx-get]")!.GetAttribute("hx-get")!;
        Assert.Equal("[data-count]", bell.QuerySelector("[hx-get]")!.GetAttribute("hx-select")); // nothing of a page that says what is wrong
        Assert.Equal("1", (await browser.PageAsync(count)).QuerySelector("[data-count] .badge")!.TextContent);

        await host.Browser.DoneAsync((await host.Browser.PageAsync($"/crm/leads/{lead}")).QuerySelector("form.crm-log")!, ("kind", "note"), ("subject", "Please look"), ("body", $"What do you think, @{name}?"));
        Assert.Equal("2", (await browser.PageAsync(count)).QuerySelector(".badge")!.TextContent);
        Assert.Single((await browser.PageAsync("/crm/")).QuerySelectorAll("[data-list=mentions] li"));
        page = await browser.PageAsync("/crm/_notifications", language: "zh-CN");
        Assert.Contains("逾期 ", page.QuerySelector("[data-list=due] li")!.TextContent, StringComparison.Ordinal);
        var mention = page.QuerySelector("[data-list=mentions] li")!;
        Assert.Equal($"/crm/leads/{lead}", mention.QuerySelector("a.text-reset")!.GetAttribute("href"));
        Assert.Equal("/crm/_notifications", await browser.DoneAsync(mention.QuerySelector("form")!));
        Assert.Equal("1", (await browser.PageAsync(count)).QuerySelector(".badge")!.TextContent);
        Assert.Null((await browser.PageAsync("/crm/")).QuerySelector("[data-list=mentions]"));
        Assert.NotNull((await host.Admin.GetAsync("/api/notifications", HttpStatusCode.OK))["items"]);
    }

    [Fact]
    public async Task Who_leads_a_team_sees_its_pipeline_targets_stuck_deals_and_what_has_no_next_step_and_a_seller_his_own()
    {
        var (boss, leader) = await host.BrowserOfAsync("sales-rep");
        var team = await SaveAsync(host.AdminId, new Team { Name = "Led " + Guid.NewGuid(), ManagerId = boss });
        var (ann, seller) = await host.BrowserOfAsync("sales-rep");
        await host.Admin.JsonAsync("PATCH", $"/api/users/{ann}", $$"""{"teamId":"{{team}}"}""");
        await host.Admin.JsonAsync("PATCH", $"/api/users/{boss}", $$"""{"teamId":"{{team}}"}""");
        var today = DateOnly.FromDateTime(Now.UtcDateTime);
        await SaveAsync(host.AdminId, new SalesTarget { Name = "Quarter of Ann", UserId = ann, Amount = 1000, StartsOn = today.AddDays(-20), EndsOn = today.AddDays(20) });
        await SaveAsync(host.AdminId, new SalesTarget { Name = "Quarter of the team", TeamId = team, Amount = 2000, StartsOn = today, EndsOn = today.AddDays(20) });
        await SaveAsync(host.AdminId, new SalesTarget { Name = "Of nobody here", UserId = host.AdminId, Amount = 1, StartsOn = today, EndsOn = today });
        await SaveAsync(ann, new Opportunity { Name = "Left alone", Amount = 900 });
        var planned = await SaveAsync(ann, new Opportunity { Name = "Planned with", Amount = 100 });
        await SaveAsync(ann, new FollowUp { Subject = "Late call", DueAt = Now.AddDays(-1), RegardingType = "opportunity", RegardingId = planned });

        var page = await leader.PageAsync("/crm/_team");
        Assert.Equal(["Left alone"], Titles(page, "unplanned"));
        Assert.Equal(["Late call"], Titles(page, "late"));
        Assert.Contains("A sales-rep", page.QuerySelector("[data-list=unplanned] li")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["Quarter of the team"], page.QuerySelectorAll("[data-list=targets] li .crm-grow").Select(t => t.FirstChild!.TextContent.Trim()));
        Assert.Contains("1,000.00 USD", page.QuerySelector("[data-tile=Sales]")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector("[data-tile=Activity] table"));
        Assert.Contains((await leader.PageAsync("/crm/")).QuerySelectorAll("main a"), a => a.GetAttribute("href") == "/crm/_team");

        var mine = await seller.PageAsync("/crm/", language: "zh-CN");
        Assert.Equal(["Quarter of Ann", "Quarter of the team"], mine.QuerySelectorAll("[data-list=targets] li .crm-grow").Select(t => t.FirstChild!.TextContent.Trim()).Order());
        Assert.Contains("0 USD / 1,000 USD", mine.QuerySelector("[data-list=targets]")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(mine.QuerySelectorAll("a"), a => a.GetAttribute("href") == "/crm/_team");
        await seller.PageAsync("/crm/_team", HttpStatusCode.NotFound);

        var (_, manager) = await host.BrowserOfAsync("sales-manager");
        Assert.Contains((await manager.PageAsync("/crm/_team")).QuerySelectorAll("[data-list=targets] a"), a => a.TextContent == "Of nobody here");
        Assert.Contains((await manager.PageAsync("/crm/")).QuerySelectorAll("nav#nav a"), a => a.GetAttribute("href") == "/crm/_team");
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
