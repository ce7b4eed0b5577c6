using static Microsoft.Playwright.Assertions;

namespace CrmKit.Browser;

/// <summary>S171: when nobody answers, a page says so, in place of the one that was asked for and by whatever way.</summary>
[Collection(DemoHosts.Name)]
public sealed class OfflineTests(DemoBrowserHost host, Chromium chromium)
{
    [Fact]
    public async Task S171_who_is_off_line_is_told_so_and_finds_back_and_nothing_of_records_was_kept()
    {
        await using var visit = await Visit.OpenAsync(chromium, host.Admin.BaseAddress!, hasWorker: true);
        var page = visit.Page;
        await visit.SignInAsync(await host.PersonAsync("Emily Carter"));
        await page.EvaluateAsync("() => navigator.serviceWorker.ready");
        await page.WaitForFunctionAsync("() => navigator.serviceWorker.controller");
        await visit.GoAsync("/crm/leads");
        await page.Context.SetOfflineAsync(true);
        await page.GotoAsync("/crm/opportunities");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Not connected");
        Assert.True(await page.EvaluateAsync<bool>("() => document.styleSheets.length === 2")); // kept with it
        var kept = await page.EvaluateAsync<string[]>("async () => (await Promise.all((await caches.keys()).map(async name => (await (await caches.open(name)).keys()).map(r => new URL(r.url).pathname)))).flat()");
        Assert.Equal(3, kept.Length);
        Assert.All(kept, address => Assert.True(address == "/crm/_app/offline" || address.EndsWith(".css", StringComparison.Ordinal), address));
        await page.Context.SetOfflineAsync(false);
        await page.Locator("main a").ClickAsync();
        await Expect(page.Locator("nav#nav")).ToBeVisibleAsync();
    }
}
