using System.Net;
using System.Text.Json.Nodes;
using CrmKit.AspNetCore;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CrmKit.Browser;

/// <summary>What is not as anybody hoped: names without an end, many rows, pages that are not for one; and forms that follow what is typed. With <c>CRMKIT_SCREENSHOTS</c> set to a folder, each is also drawn there.</summary>
[Collection(WorkHosts.Name)]
public sealed class LookTests(BrowserHost host, Chromium chromium)
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("CRMKIT_SCREENSHOTS");

    public static TheoryData<string, string> Names => new()
    {
        { "unbroken", new string('W', 192) },
        { "chinese", string.Concat(Enumerable.Repeat("深圳市鼎盛物流装备制造有限公司", 12)) },
        { "right-to-left", string.Concat(Enumerable.Repeat("شركة الخليج للمعدات ", 9)) },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Very_long_name_breaks_no_page(string kind, string text)
    {
        var name = Guid.NewGuid().ToString("N")[..6] + text.Trim();
        var account = await host.Admin.CreateAsync("accounts", new JsonObject { ["name"] = name, ["city"] = name, ["description"] = name }.ToJsonString());
        var deal = await host.Admin.CreateAsync("opportunities", new JsonObject { ["name"] = name, ["accountId"] = account, ["amount"] = 900_000_000, ["nextStep"] = name, ["description"] = name }.ToJsonString());
        await host.Admin.JsonAsync("POST", "/api/follow-ups", new JsonObject { ["subject"] = name, ["regardingType"] = "opportunity", ["regardingId"] = deal, ["dueAt"] = "2026-01-01T08:00:00Z" }, HttpStatusCode.Created);
        await using var visit = await OpenAsync();
        foreach (var (place, address) in new[]
        {
            ("list", $"/crm/opportunities?filter={Uri.EscapeDataString($"accountId eq '{account}'")}"), ("record", $"/crm/opportunities/{deal}"), ("account", $"/crm/accounts/{account}"), ("form", $"/crm/opportunities/{deal}/_edit"),
            ("board", $"/crm/_boards/opportunity.standard?filter={Uri.EscapeDataString($"accountId eq '{account}'")}"), ("search", $"/crm/_search?q={name[..6]}"), ("convert", $"/crm/opportunities/{deal}/_convert?to=order"), ("home", "/crm/"),
        })
            await LooksAsync(visit, $"{kind}-{place}", address);
        visit.IsClean();
    }

    [Fact]
    public async Task List_of_very_many_rows_is_as_usable_as_a_short_one()
    {
        await using (var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test")))
        {
            var mark = Guid.NewGuid().ToString("N")[..8];
            var many = Folder is null ? 1_100 : 10_000;
            for (var i = 0; i < many; i += 1_000)
            {
                var changes = new ChangeSet();
                for (var j = i; j < Math.Min(many, i + 1_000); j++) changes.Create(new Territory { Name = $"{mark} {j}" });
                await session.Records.SaveAsync(changes, TestContext.Current.CancellationToken);
            }
        }
        await using var visit = await OpenAsync();
        await LooksAsync(visit, "list-many", "/crm/territories");
        Assert.Equal("1,000+ in all", await visit.Page.Locator("[data-total]").TextContentAsync());
        visit.IsClean();
    }

    [Fact]
    public async Task Page_that_is_not_for_one_or_is_not_there_says_so_and_leads_on()
    {
        var person = await host.PersonAsync("Only Reads", "reader");
        var lead = await host.Admin.CreateAsync("leads", """{"name":"Not to be changed"}""");
        await using var visit = await Visit.OpenAsync(chromium, host.Admin.BaseAddress!);
        await visit.SignInAsync(person);
        foreach (var (place, address) in new[] { ("forbidden-new", "/crm/leads/_new"), ("forbidden-edit", $"/crm/leads/{lead}/_edit"), ("forbidden-admin", "/crm/_admin/users"), ("missing-type", "/crm/nothings"), ("missing-record", Places.Missing) })
        {
            await LooksAsync(visit, place, address);
            await Expect(visit.Page.Locator("main a").First).ToBeVisibleAsync(); // no dead end
            await Expect(visit.Page.Locator("#nav")).ToBeAttachedAsync();
        }
    }

    [Fact]
    public async Task Form_shows_what_is_asked_for_and_says_what_is_wrong_while_it_is_filled_in()
    {
        await host.Admin.JsonAsync("PUT", "/api/catalog/fields/product/lot-size", """{"kind":"integer","label":{"english":"Lot size"},"section":{"key":"stock","label":{"english":"Stock"}},"shownWhen":"unit eq 'kg'"}""", HttpStatusCode.NoContent);
        var code = Guid.NewGuid().ToString("N")[..8];
        await host.Admin.CreateAsync("products", new JsonObject { ["name"] = "Taken", ["code"] = code }.ToJsonString());
        await using var visit = await OpenAsync();
        await visit.GoAsync("/crm/products/_new");
        var (lot, wrong) = (visit.Page.Locator("[data-field='f.lot-size']"), visit.Page.Locator("[data-field='f.code'] .invalid-feedback"));
        await Expect(visit.Page.Locator("details[data-section=stock]")).ToBeHiddenAsync();
        await visit.Page.Locator("[name='f.unit']").FillAsync("kg");
        await visit.Page.Locator("[name='f.code']").FillAsync(code); // which leaves the unit
        await Expect(lot).ToBeVisibleAsync();
        await visit.Page.Locator("[name='f.unit']").FocusAsync();
        await Expect(wrong).ToBeVisibleAsync();
        await visit.Page.Locator("[name='f.code']").FillAsync(code + "x");
        await Expect(wrong).ToHaveCountAsync(0); // while one corrects it
        await lot.Locator("input").FillAsync("12");
        await visit.Page.Locator("[name='f.unit']").FillAsync("piece");
        await visit.Page.Locator("[name='f.code']").FocusAsync();
        await Expect(lot).ToBeHiddenAsync();
        await Expect(lot.Locator("input")).ToHaveValueAsync("12");
        await DrawAsync(visit, "form-followed", "light");
        visit.IsClean();
    }

    private Task<Visit> OpenAsync() => Visit.OpenAsync(chromium, host.Admin.BaseAddress!, "en", host.Admin.DefaultRequestHeaders.Authorization!.Parameter);

    private static async Task LooksAsync(Visit visit, string place, string address)
    {
        await visit.Page.SetViewportSizeAsync(1360, 900);
        await visit.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await visit.Page.GotoAsync(address);
        await visit.Page.Locator("main h1, main h2").First.WaitForAsync();
        await visit.SettledAsync();
        await DrawAsync(visit, place, "light");
        await FitsAsync(visit, place);
        await visit.Page.SetViewportSizeAsync(390, 844);
        await visit.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await FitsAsync(visit, place + " on a phone");
        await DrawAsync(visit, place, "phone");
    }

    private static async Task FitsAsync(Visit visit, string place)
    {
        try
        {
            await visit.Page.WaitForFunctionAsync("() => document.documentElement.scrollWidth <= innerWidth", null, new() { Timeout = Chromium.PatienceMilliseconds });
        }
        catch (TimeoutException)
        {
            var wide = await visit.Page.EvaluateAsync<string[]>("""
                () => [...document.querySelectorAll('main *, header *, nav *')].filter(e => !e.closest('.table-responsive, .crm-board') && e.getBoundingClientRect().right > innerWidth + 1).slice(0, 6).map(e => e.outerHTML.slice(0, 160))
                """);
            Assert.Fail($"{place} is wider than its window:\n" + string.Join('\n', wide));
        }
    }

    private static async Task DrawAsync(Visit visit, string place, string theme)
    {
        if (Folder is not null) await visit.Page.ScreenshotAsync(new() { Path = Path.Combine(Axe.Repository, Folder, $"look-{place}.{theme}.png"), FullPage = true, Animations = ScreenshotAnimations.Disabled });
    }
}
