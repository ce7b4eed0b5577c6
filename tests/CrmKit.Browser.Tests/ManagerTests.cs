using System.Net;
using CrmKit.AspNetCore;
using static Microsoft.Playwright.Assertions;

namespace CrmKit.Browser;

/// <summary>What somebody who leads a team does: looks at figures, at what is behind them, and finds another owner for what a leaver had.</summary>
[Collection(DemoHosts.Name)]
public sealed class ManagerTests(DemoBrowserHost host, Chromium chromium)
{
    private const string Manager = "Margaret Hughes";
    private const string Leaver = "Tom Whitfield";
    private const string Successor = "Emily Carter";

    [Fact]
    public async Task Report_is_opened_read_down_to_its_records_and_kept()
    {
        var manager = await host.PersonAsync(Manager);
        await using var visit = await Visit.OpenAsync(chromium, host.Admin.BaseAddress!);
        var page = visit.Page;
        await visit.SignInAsync(manager);
        await visit.MenuAsync("/_reports");
        await page.Locator("main a[href*='/_reports/winrate']").First.ClickAsync();
        await page.Locator("select[name=by]").SelectOptionAsync("owner");
        await page.Locator("form[action$='/_reports/winrate'] button.btn-primary").ClickAsync();
        await Expect(page.Locator("canvas")).ToBeVisibleAsync(); // the chart is drawn
        var row = page.Locator("main table tbody tr", new() { HasText = Successor });
        var won = await row.Locator("[data-column=won] a").InnerTextAsync();
        await row.Locator("[data-column=won] a").ClickAsync();
        await page.WaitForURLAsync("**/crm/opportunities?**");
        await Expect(page.Locator("#bulk")).ToContainTextAsync(won + " in all"); // as many as the figure says
        await page.GoBackAsync();
        await page.Locator("form[data-form=keep] button").ClickAsync();
        await Expect(page.Locator("main h1")).ToHaveTextAsync("Dashboard");
        var kept = page.Locator("main [data-tile]").Last; // after those that he began with
        await kept.ScrollIntoViewIfNeededAsync();
        await Expect(kept.Locator("canvas")).ToBeVisibleAsync();
        visit.IsClean();
    }

    [Fact]
    public async Task Leavers_open_leads_are_given_to_a_colleague_looked_at_first_and_taken_back_by_one_click()
    {
        var manager = await host.PersonAsync(Manager);
        var leaver = await host.FirstAsync("users", $"name eq '{Leaver}'");
        var filter = $"ownerId eq '{leaver}'";
        var before = await CountAsync(filter);
        await using var visit = await Visit.OpenAsync(chromium, host.Admin.BaseAddress!);
        var page = visit.Page;
        await visit.SignInAsync(manager, "/crm/leads");
        await page.Locator("#filter-add").SelectOptionAsync("ownerId");
        var row = page.Locator(".crm-filter-row[data-row=ownerId]");
        await row.Locator("select[name$=op]").SelectOptionAsync("eq"); // begins with: is me
        await row.Locator("input[name$=value]").FillAsync(Leaver);
        await row.Locator("input[name$=value]").PressAsync("Enter");
        await page.WaitForURLAsync("**/crm/leads?filter=**");
        await page.Locator("#bulk [name=all]").CheckAsync();
        await page.Locator("#bulk select[name=act]").SelectOptionAsync("owner");
        await page.Locator("#bulk button[type=submit]").ClickAsync();
        await page.Locator("main [name='f.ownerId']").FillAsync(Successor);
        await page.Locator("button[name=step][value=preview]").ClickAsync();
        await Expect(page.Locator($"main [data-count='{before}']")).ToBeVisibleAsync();
        Assert.Equal(before, await CountAsync(filter)); // looked at only
        await page.Locator("button[name=step][value=do]").ClickAsync();
        await Expect(page.Locator($"main [role=status][data-saved='{before}'][data-refused='0']")).ToBeVisibleAsync();
        Assert.Equal(0, await CountAsync(filter));
        await page.Locator("main form[action$='/_undo'] button").ClickAsync();
        await Expect(page.Locator("main form[action$='/_undo'] button")).ToHaveCountAsync(0); // undone, and that is not undone again
        await Expect(page.Locator($"main [role=status][data-saved='{before}'][data-refused='0']")).ToBeVisibleAsync();
        Assert.Equal(before, await CountAsync(filter));
        visit.IsClean();
    }

    private async Task<int> CountAsync(string filter) => (await host.Admin.GetAsync($"/api/leads?size=1000&filter={Uri.EscapeDataString(filter)}", HttpStatusCode.OK))["items"]!.AsArray().Count;
}
