using System.Net;
using CrmKit.AspNetCore;
using CrmKit.Web;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CrmKit.Browser;

/// <summary>A salesperson's day with mouse and keyboard, from a lead to a case, in two languages.</summary>
[Collection(WorkHosts.Name)]
public sealed class SalesDayTests(BrowserHost host, Chromium chromium)
{
    [Theory]
    [InlineData("en", "Nora Lang", "Lakeside Robotics")]
    [InlineData("zh-CN", "李娜", "湖畔机器人有限公司")]
    public async Task Lead_becomes_a_deal_a_contract_a_paid_order_and_a_case(string language, string name, string company)
    {
        var texts = WebTexts.For(language);
        var person = await host.PersonAsync("A seller " + language, "sales-rep,service-agent");
        await using var visit = await Visit.OpenAsync(chromium, host.Admin.BaseAddress!, language);
        var page = visit.Page;
        await visit.SignInAsync(person);
        await Expect(Heading(page)).ToHaveTextAsync(texts["home.title"]);

        // A lead comes in and is qualified.
        await page.Locator("main a[href$='/leads/_new']").ClickAsync();
        await page.Locator("[name='f.name']").FillAsync(name);
        await page.Locator("[name='f.companyName']").FillAsync(company);
        await SaveAsync(page);
        await Expect(Heading(page)).ToHaveTextAsync(name);
        await Step(page, "qualified").ClickAsync();
        await Expect(Step(page, "qualified")).ToHaveCountAsync(0); // there now

        // It is converted: the wizard says what it will make.
        await page.Locator(".crm-head a[href*='to=opportunity']").ClickAsync();
        await Expect(page.Locator("[data-part=created] li")).ToHaveCountAsync(3);
        await page.Locator("[name='f.amount']").FillAsync("12000");
        await ConvertAsync(page);
        await Expect(Heading(page)).ToHaveTextAsync(company);

        // Over the board: by drag, then by keys, to won.
        await visit.MenuAsync("/_boards/opportunity.standard");
        await Expect(page.Locator("#board-keys")).ToBeVisibleAsync(); // its script is there
        var card = page.Locator("[data-card]", new() { HasText = company });
        await card.DragToAsync(page.Locator("[data-stage=engaging] [data-cards]"), new() { SourcePosition = new() { X = 20, Y = 10 } });
        await Expect(page.Locator("[data-stage=engaging] [data-card]", new() { HasText = company })).ToBeVisibleAsync();
        await Expect(page.Locator("[data-island] > [role=status]")).ToContainTextAsync(company);
        foreach (var stage in new[] { "proposal", "negotiation" })
        {
            await card.PressAsync("Shift+ArrowRight");
            await Expect(page.Locator($"[data-stage={stage}] [data-card]", new() { HasText = company })).ToBeFocusedAsync();
        }
        await card.PressAsync("Shift+ArrowRight");
        await page.Locator("dialog textarea[name=note]").FillAsync("They trust our service.");
        await page.Locator("dialog button.btn-primary").ClickAsync();
        await Expect(page.Locator("[data-stage=won] [data-card]", new() { HasText = company })).ToBeVisibleAsync();
        await card.PressAsync("Enter");
        await Expect(Heading(page)).ToHaveTextAsync(company);

        // What follows a deal.
        await page.Locator(".crm-head a[href*='to=contract']").ClickAsync();
        await ConvertAsync(page);
        await Step(page, "active").ClickAsync();
        await Expect(Step(page, "active")).ToHaveCountAsync(0);
        await page.Locator(".crm-head a[href*='to=order']").ClickAsync();
        await ConvertAsync(page);
        await page.Locator("#lines a[href$='_lines']").ClickAsync();
        await page.Locator("[name='l0.description']").WaitForAsync();
        await visit.SettledAsync();
        await page.Locator("[name='l0.description']").FillAsync(company);
        await page.Locator("[name='l0.quantity']").FillAsync("3");
        await page.Locator("[name='l0.unitPrice']").FillAsync("4000");
        await page.Locator("[name='l0.unitPrice']").PressAsync("Tab");
        await Expect(page.Locator("#line-totals [data-total=total] dd")).ToContainTextAsync("12,000.00"); // said by the server, before it is saved
        await page.Locator("button[name=act][value=save]").ClickAsync();
        await Expect(page.Locator("#lines [data-total=total] dd")).ToContainTextAsync("12,000.00");
        await page.Locator("#plan [name='f.name']").FillAsync("1/1");
        await page.Locator("#plan [name='f.amount']").FillAsync("12000");
        await page.Locator("#plan [name='f.dueOn']").FillAsync("2030-01-31");
        await page.Locator("#plan form[action$='_instalment'] button").ClickAsync();
        await page.Locator("#plan form[action$='_pay'] button").ClickAsync();
        await Expect(page.Locator("#plan tbody tr[data-state=paid]")).ToHaveCountAsync(1);

        await page.Locator(".crm-head a[href*='to=case']").ClickAsync();
        await page.Locator("[name='f.subject']").FillAsync(name + " 1");
        await ConvertAsync(page);
        await Expect(Heading(page)).ToHaveTextAsync(name + " 1");
        await Expect(page.Locator(".crm-chain li")).ToHaveCountAsync(5);

        // And all of it is on the customer's card.
        var order = (await host.Admin.GetAsync($"/api/orders?filter=name eq '{company}'", HttpStatusCode.OK))["items"]!.AsArray().Single()!;
        Assert.Equal((12000m, 12000m), ((decimal)order["total"]!, (decimal)order["paidTotal"]!));
        visit.IsClean();
    }

    private static ILocator Heading(IPage page) => page.Locator("main h1");

    private static ILocator Step(IPage page, string stage) => page.Locator($".crm-path form:has(input[name=stage][value={stage}]) button");

    private static Task SaveAsync(IPage page) => page.Locator("main form[data-draft] button[type=submit].btn-primary").ClickAsync();

    private static Task ConvertAsync(IPage page) => page.Locator("button[name=act][value=convert]").ClickAsync();
}
