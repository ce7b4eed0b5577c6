using System.Net;
using CrmKit.Accounts;
using CrmKit.AspNetCore;
using CrmKit.Opportunities;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CrmKit.Browser;

/// <summary>Between the board and the contract: an offer with lines is sent, revised, accepted, and its lines go on to the order.</summary>
[Collection(WorkHosts.Name)]
public sealed class QuoteTests(BrowserHost host, Chromium chromium)
{
    [Theory]
    [InlineData("en", "Riverside Mills")]
    [InlineData("zh-CN", "江畔纺织有限公司")]
    public async Task Deal_on_the_board_is_offered_revised_signed_and_ordered_with_the_lines_of_the_quote(string language, string company)
    {
        var person = await host.PersonAsync("An offering seller " + language, "sales-rep");
        await DealAsync(person, company);
        await using var visit = await Visit.OpenAsync(chromium, host.Admin.BaseAddress!, language);
        var page = visit.Page;
        await visit.SignInAsync(person, "/crm/_boards/opportunity.standard");
        await Expect(page.Locator("#board-keys")).ToBeVisibleAsync(); // its script is there
        var card = page.Locator("[data-card]", new() { HasText = company });
        foreach (var stage in new[] { "engaging", "proposal" })
        {
            await card.PressAsync("Shift+ArrowRight");
            await Expect(page.Locator($"[data-stage={stage}] [data-card]", new() { HasText = company })).ToBeFocusedAsync();
        }
        await card.PressAsync("Enter");

        // The offer: lines with a discount on all of them, and it is sent.
        await ConvertAsync(page, "quote");
        await page.Locator("#lines a[href$='_lines']").ClickAsync();
        await page.Locator("[name='l0.description']").WaitForAsync();
        await visit.SettledAsync();
        await page.Locator("[name='l0.description']").FillAsync(company);
        await page.Locator("[name='l0.quantity']").FillAsync("3");
        await page.Locator("[name='l0.unitPrice']").FillAsync("4000");
        await page.Locator("[name='h.discountPercent']").FillAsync("10");
        await page.Locator("[name='h.discountPercent']").PressAsync("Tab");
        await Expect(page.Locator("#line-totals [data-total=total] dd")).ToContainTextAsync("10,800.00"); // said by the server, before it is saved
        await page.Locator("button[name=act][value=save]").ClickAsync();
        await StepAsync(page, "sent");
        await Expect(page.Locator("#lines [data-total=total] dd")).ToContainTextAsync("10,800.00");
        await Expect(page.Locator("#documents [data-document] a").First).ToBeVisibleAsync(); // to be printed

        // The customer wants less: a revision, and the offer before is kept.
        await ConvertAsync(page, "quote");
        await page.Locator("#lines a[href$='_lines']").ClickAsync();
        await page.Locator("[name='l0.quantity']").WaitForAsync();
        await visit.SettledAsync();
        await page.Locator("[name='l0.quantity']").FillAsync("2");
        await page.Locator("[name='l0.quantity']").PressAsync("Tab");
        await Expect(page.Locator("#line-totals [data-total=total] dd")).ToContainTextAsync("7,200.00");
        await page.Locator("button[name=act][value=save]").ClickAsync();
        await StepAsync(page, "sent");

        // It is signed and ordered.
        await ConvertAsync(page, "contract");
        await StepAsync(page, "active");
        await ConvertAsync(page, "order");
        await Expect(page.Locator("#lines tbody tr")).ToHaveCountAsync(1);
        await Expect(page.Locator("#lines [data-total=total] dd")).ToContainTextAsync("7,200.00");
        await Expect(page.Locator(".crm-chain a[href*='/crm/quotes/']").First).ToBeVisibleAsync(); // and the way back
        var quotes = (await host.Admin.GetAsync($"/api/quotes?orderBy=revision&filter=name eq '{company}'", HttpStatusCode.OK))["items"]!.AsArray();
        Assert.Equal(["replaced", "accepted"], quotes.Select(q => (string)q!["stage"]!));
        visit.IsClean();
    }

    private async Task DealAsync(Person person, string company)
    {
        await using var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.User(person.Id));
        var account = await session.Records.CreateAsync(new Account { Name = company });
        await session.Records.CreateAsync(new Opportunity { Name = company, AccountId = account.Id });
    }

    private static async Task ConvertAsync(IPage page, string to)
    {
        await page.Locator($".crm-head a[href*='to={to}']").ClickAsync();
        await page.Locator("button[name=act][value=convert]").ClickAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"/crm/{to}s/[0-9a-f-]+$"));
    }

    private static async Task StepAsync(IPage page, string stage)
    {
        await page.Locator($".crm-path form:has(input[name=stage][value={stage}]) button").ClickAsync();
        await Expect(page.Locator($".crm-path form:has(input[name=stage][value={stage}])")).ToHaveCountAsync(0); // there now
    }
}
