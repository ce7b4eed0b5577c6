using Microsoft.Playwright;

namespace CrmKit.Browser;

/// <summary>Every main page with the demo company's records: in both themes and on a phone. With <c>CRMKIT_SCREENSHOTS</c> set to a folder, each is also drawn there.</summary>
[Collection(DemoHosts.Name)]
public sealed class PageTests(DemoBrowserHost host, Chromium chromium)
{
    private const int Phone = 390;

    private static readonly string? Folder = Environment.GetEnvironmentVariable("CRMKIT_SCREENSHOTS");

    // These are also kept small, as a window shows them: docs/images has them from there.
    private static readonly HashSet<(string Place, string Language, string Theme)> InReadme =
        [("board-opportunities", "en", "light"), ("record-opportunity", "en", "light"), ("report-winrate", "en", "dark"), ("case-picked", "zh-Hans", "light")];

    public static TheoryData<string> Names => [.. Places.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Page_is_usable_by_all_in_both_themes_fits_a_phone_and_asks_nobody_else(string place)
    {
        var address = await Places.AddressAsync(host, place);
        await using (var visit = await OpenAsync(address, "en"))
        {
            Assert.Equal("en", await visit.Page.Locator("html").GetAttributeAsync("lang"));
            await LookAsync(visit, place);
            visit.IsClean(address == Places.Missing ? 404 : null);
        }
        await using (var visit = await OpenAsync(address, "zh-CN"))
        {
            Assert.Equal("zh-Hans", await visit.Page.Locator("html").GetAttributeAsync("lang"));
            await DrawAsync(visit, place, "zh-Hans", "light");
            if (Folder is not null) await DarkAsync(visit);
            await DrawAsync(visit, place, "zh-Hans", "dark");
            await FitsAsync(visit);
            visit.IsClean(address == Places.Missing ? 404 : null);
        }
    }

    [Fact]
    public async Task Day_of_somebody_who_sells_and_a_form_that_is_refused_are_as_usable()
    {
        var seller = await host.PersonAsync("Emily Carter");
        await using var visit = await Visit.OpenAsync(chromium, host.Admin.BaseAddress!);
        await visit.SignInAsync(seller);
        await LookAsync(visit, "home-seller");
        await visit.GoAsync("/crm/leads/_new");
        await visit.Page.Locator("main form[data-draft] button.btn-primary").ClickAsync();
        await visit.Page.Locator("main [aria-invalid=true]").First.WaitForAsync();
        await visit.SettledAsync();
        await LookAsync(visit, "form-refused");
        visit.IsClean();
    }

    [Fact]
    public async Task Compact_spacing_shows_more_rows_of_a_list_and_is_as_usable()
    {
        await using var visit = await OpenAsync("/crm/opportunities", "en");
        var comfortable = await HeightOfRowAsync(visit);
        await visit.Page.Locator(".crm-me > summary").ClickAsync();
        await visit.Page.Locator(".crm-me select[name=density]").SelectOptionAsync("compact");
        await visit.Page.Locator(".crm-me form[action$=_preferences] button").ClickAsync();
        await visit.Page.Locator("html[data-density=compact]").WaitForAsync();
        var compact = await HeightOfRowAsync(visit);
        Assert.True(compact < comfortable * 0.8, $"A row takes {compact} pixels instead of {comfortable}.");
        await LookAsync(visit, "list-compact");
        foreach (var (address, place) in new[] { ("/crm/_boards/opportunity.standard", "board-compact"), ("/crm/leads/_new", "form-compact"), ("/crm/", "home-compact") })
        {
            await visit.GoAsync(address);
            await LookAsync(visit, place);
        }
        visit.IsClean();
    }

    private static async Task<double> HeightOfRowAsync(Visit visit) => (await visit.Page.Locator("main table tbody tr").First.BoundingBoxAsync())!.Height;

    private static async Task LookAsync(Visit visit, string place)
    {
        await visit.Page.SetViewportSizeAsync(1360, 900);
        await visit.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await visit.Page.Locator("html[data-bs-theme=light]").WaitForAsync();
        await DrawAsync(visit, place, "en", "light");
        await NoFindingsAsync(visit);
        await DarkAsync(visit);
        await DrawAsync(visit, place, "en", "dark");
        await NoFindingsAsync(visit);
        await FitsAsync(visit);
        await DrawAsync(visit, place, "en", "phone");
    }

    private async Task<Visit> OpenAsync(string address, string language)
    {
        var visit = await Visit.OpenAsync(chromium, host.Admin.BaseAddress!, language, host.Admin.DefaultRequestHeaders.Authorization!.Parameter);
        await visit.Page.GotoAsync(address); // some of them say on purpose what is wrong
        await visit.Page.Locator("main h1, main h2").First.WaitForAsync();
        return visit;
    }

    private static async Task NoFindingsAsync(Visit visit)
    {
        var findings = await Axe.FindingsAsync(visit.Page);
        Assert.True(findings.Length == 0, string.Join('\n', findings));
    }

    private static async Task DarkAsync(Visit visit)
    {
        await visit.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await visit.Page.Locator("html[data-bs-theme=dark]").WaitForAsync();
    }

    private static async Task FitsAsync(Visit visit)
    {
        await visit.Page.SetViewportSizeAsync(Phone, 844);
        try
        {
            await visit.Page.WaitForFunctionAsync("() => document.documentElement.scrollWidth <= innerWidth", null, new() { Timeout = Chromium.PatienceMilliseconds }); // charts follow a moment later
        }
        catch (TimeoutException)
        {
            var wide = await visit.Page.EvaluateAsync<string[]>("""
                () => [...document.querySelectorAll('main *, header *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 5).map(e => e.outerHTML.slice(0, 160))
                """);
            Assert.Fail("It is wider than a phone:\n" + string.Join('\n', wide));
        }
    }

    private static async Task DrawAsync(Visit visit, string place, string language, string theme)
    {
        if (Folder is null) return;
        var file = Path.Combine(Axe.Repository, Folder, $"{place}.{language}.{theme}");
        await visit.Page.ScreenshotAsync(new() { Path = file + ".png", FullPage = true, Animations = ScreenshotAnimations.Disabled });
        if (InReadme.Contains((place, language, theme))) await visit.Page.ScreenshotAsync(new() { Path = file + ".jpg", Type = ScreenshotType.Jpeg, Quality = 75, Animations = ScreenshotAnimations.Disabled });
    }
}
