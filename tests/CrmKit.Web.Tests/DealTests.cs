using System.Globalization;
using System.Net;
using CrmKit.Opportunities;
using CrmKit.Pipelines;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

/// <summary>Deals as those look at them who work on them together: who does which stage, what was noted, and what is to come.</summary>
public sealed class DealTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task S64_stage_path_says_who_is_responsible_for_a_stage_beside_the_owner()
    {
        var (me, browser) = await host.BrowserOfAsync("sales-rep");
        var deal = (await SaveAsync(me, new Opportunity { Name = "Shared" }))[0];
        var (colleague, _) = await host.BrowserOfAsync("sales-rep");
        await SaveAsync(me, new OpportunityMember { OpportunityId = deal, UserId = colleague, Stages = "Proposal, Negotiation" });
        var page = await browser.PageAsync("/crm/opportunities/" + deal);
        Assert.Equal(["proposal", "negotiation"], page.QuerySelectorAll("[data-responsible]").Select(r => r.GetAttribute("data-responsible")));
        Assert.Equal("A sales-rep", page.QuerySelector("[data-responsible=proposal]")!.TextContent);
    }

    [Fact]
    public async Task S66_a_note_is_offered_when_a_deal_is_won_or_shelved_and_stands_where_the_deal_is_looked_at_again()
    {
        var (me, browser) = await host.BrowserOfAsync("sales-rep");
        var deals = await SaveAsync(me, new Opportunity { Name = "Good" }, new Opportunity { Name = "Later" }, new Opportunity { Name = "Sooner" });
        var page = await browser.PageAsync("/crm/opportunities/" + deals[0]);
        var asked = await browser.SubmitAsync(page.QuerySelectorAll(".crm-path form").Single(f => f.QuerySelector("[name=stage]")!.GetAttribute("value") == "won"), HttpStatusCode.OK);
        Assert.NotNull(asked.QuerySelector("textarea[name=note]"));
        Assert.Null(asked.QuerySelector("[name='f.reviewOn']"));
        await browser.DoneAsync(asked.QuerySelector("form[data-check]")!, ("note", "They trust our service"));
        Assert.Contains("They trust our service", (await browser.PageAsync("/crm/opportunities/" + deals[0])).QuerySelector("[data-part=stage-note]")!.TextContent, StringComparison.Ordinal);

        foreach (var (deal, day) in new[] { (deals[1], Today.AddDays(90)), (deals[2], Today) })
        {
            page = await browser.PageAsync("/crm/opportunities/" + deal);
            asked = await browser.SubmitAsync(page.QuerySelectorAll(".crm-path form").Single(f => f.QuerySelector("[name=stage]")!.GetAttribute("value") == "shelved"), HttpStatusCode.OK);
            await browser.DoneAsync(asked.QuerySelector("form[data-check]")!, ("note", "No budget this year"), ("f.reviewOn", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
        }
        var home = await browser.PageAsync("/crm/", language: "zh-CN");
        Assert.Equal(["Sooner"], home.QuerySelectorAll("[data-list=shelved] a").Select(a => a.TextContent).Intersect(["Sooner", "Later"]));
        page = await browser.PageAsync("/crm/opportunities/" + deals[2]);
        Assert.Contains("No budget this year", page.QuerySelector("[data-part=stage-note]")!.TextContent, StringComparison.Ordinal);
        await browser.DoneAsync(page.QuerySelector(".crm-path form")!); // back to work without a word
    }

    [Fact]
    public async Task S68_deals_are_told_apart_by_how_far_one_may_count_on_them()
    {
        var (me, browser) = await host.BrowserOfAsync("sales-rep");
        await SaveAsync(me, new Opportunity { Name = "Sure", ProbabilityOverridePercent = 90 }, new Opportunity { Name = "Even", ProbabilityOverridePercent = 50 }, new Opportunity { Name = "Open" });
        var board = await browser.PageAsync("/crm/_boards/opportunity.standard?filter=" + Uri.EscapeDataString("ownerId eq me()"));
        Assert.Equal(["Best case · 50%", "Commit · 90%"], board.QuerySelectorAll("[data-category]").Select(c => c.TextContent).Order());
        var list = await browser.PageAsync("/crm/opportunities?columns=name,forecastCategory&filter=" + Uri.EscapeDataString("ownerId eq me() and forecastCategory eq 'commit'"), language: "zh-CN");
        var row = Assert.Single(list.QuerySelectorAll("tbody tr"));
        Assert.Contains("Sure", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("确保", row.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S69_deals_stand_by_the_month_and_day_on_which_they_are_expected()
    {
        var (me, browser) = await host.BrowserOfAsync("sales-rep");
        var next = new DateOnly(Today.Year, Today.Month, 1).AddMonths(1);
        await SaveAsync(me,
            new Opportunity { Name = "Late", Amount = 10, Currency = "EUR", OpenedOn = Today.AddYears(-2), ExpectedCloseOn = Today.AddYears(-1) },
            new Opportunity { Name = "First", Amount = 100, Currency = "EUR", ExpectedCloseOn = next, ProbabilityOverridePercent = 80, NextStep = "Visit" },
            new Opportunity { Name = "Second", Amount = 200, Currency = "EUR", ExpectedCloseOn = next.AddDays(10), ProbabilityOverridePercent = 50 },
            new Opportunity { Name = "Some day", Amount = 5, Currency = "EUR" });
        var month = next.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        var page = await browser.PageAsync($"/crm/_deals?whose=mine&month={month}");
        Assert.Equal(["overdue", month, "undated"], page.QuerySelectorAll("[data-month]").Select(m => m.GetAttribute("data-month")));
        var chosen = page.QuerySelector($"[data-month='{month}']")!;
        Assert.Equal(("300 EUR", "Weighted: 180 EUR", "Commit: 100 EUR"), (chosen.QuerySelector("[data-part=amount]")!.TextContent, chosen.QuerySelector("[data-part=weighted]")!.TextContent, chosen.QuerySelector("[data-part=commit]")!.TextContent));
        Assert.Equal(["First", "Second"], page.QuerySelectorAll("[data-deal]").Select(d => d.GetAttribute("data-deal")));
        Assert.Equal(2, page.QuerySelectorAll("th[scope=rowgroup]").Length);
        Assert.Contains("Visit", page.QuerySelector("[data-deal=First]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["Some day"], (await browser.PageAsync(page.QuerySelector("[data-month=undated]")!.GetAttribute("href")!)).QuerySelectorAll("[data-deal]").Select(d => d.GetAttribute("data-deal")));
        Assert.Equal(["Late"], (await browser.PageAsync(page.QuerySelector("[data-month=overdue]")!.GetAttribute("href")!, language: "zh-CN")).QuerySelectorAll("[data-deal]").Select(d => d.GetAttribute("data-deal")));
        page = await browser.PageAsync($"/crm/_deals?whose=mine&month={month}&category=commit");
        Assert.Equal(["First"], page.QuerySelectorAll("[data-deal]").Select(d => d.GetAttribute("data-deal")));
        await browser.PageAsync(page.QuerySelector(".card-footer a")!.GetAttribute("href")!);
        await browser.PageAsync("/crm/_deals?month=soon", HttpStatusCode.BadRequest);
        await browser.PageAsync("/crm/_deals?category=sure", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task S82_contracts_that_end_soon_stand_on_the_home_page_of_their_owner()
    {
        var (me, browser) = await host.BrowserOfAsync("sales-rep");
        var contracts = await SaveAsync(me, new Contracts.Contract { Name = "Ends", EndsOn = Today.AddDays(30) }, new Contracts.Contract { Name = "Notice", EndsOn = Today.AddDays(100), NoticeDays = 90 }, new Contracts.Contract { Name = "Goes on", EndsOn = Today.AddDays(400) });
        await using (var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test")))
            Assert.Empty((await session.Pipelines.MoveAsync([.. contracts.Select(c => new StageMove(new RecordRef("contract", c), "active"))])).Refused);
        Assert.Equal(["Ends", "Notice"], (await browser.PageAsync("/crm/")).QuerySelectorAll("[data-list=contracts] a").Select(a => a.TextContent).Intersect(["Ends", "Notice", "Goes on"]));
    }

    private DateOnly Today => DateOnly.FromDateTime(host.Services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime);

    private async Task<List<Guid>> SaveAsync(Guid owner, params IReadOnlyList<Records.Record> records)
    {
        await using var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test"));
        var changes = new ChangeSet();
        foreach (var record in records) changes.Create(record, record is RootRecord ? new InitialState { OwnerId = owner } : null);
        return [.. (await session.Records.SaveAsync(changes)).Outcomes.Select(o => o.Record!.Id)];
    }
}
