using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using CrmKit.AspNetCore;

namespace CrmKit.Web;

public sealed class ConvertTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task Wizard_shows_what_will_be_made_makes_nothing_yet_and_lands_on_the_opportunity()
    {
        var company = "Brandnew " + Guid.NewGuid().ToString("N")[..8];
        var lead = await host.Admin.CreateAsync("leads", $$"""{"name":"Ada Byron","companyName":"{{company}}","estimatedAmount":5000}""");
        var link = (await host.Browser.PageAsync("/crm/leads/" + lead)).QuerySelectorAll(".crm-head a").First(a => a.GetAttribute("href")!.Contains("to=opportunity", StringComparison.Ordinal));
        var wizard = await host.Browser.PageAsync(link.GetAttribute("href")!);
        Assert.Equal([$"Opportunity {company}", $"Account {company}", "Contact Byron"], wizard.QuerySelectorAll("[data-part=created] li").Select(l => l.TextContent.Trim()).Select(Contact));
        Assert.Null(wizard.QuerySelector("[data-part=matched]"));
        Assert.Empty((await host.Admin.GetAsync($"/api/accounts?filter=name eq '{company}'", HttpStatusCode.OK))["items"]!.AsArray()); // tried and taken back

        var record = await host.Browser.DoneAsync(Form(wizard), ("f.amount", "7500"), ("act", "convert"));
        Assert.StartsWith("/crm/opportunities/", record, StringComparison.Ordinal);
        var page = await host.Browser.PageAsync(record);
        Assert.StartsWith("7,500.00", page.QuerySelector("[data-fact=amount] dd")!.TextContent.Trim(), StringComparison.Ordinal);
        Assert.Equal(company, page.QuerySelector("[data-fact=accountId] dd")!.TextContent.Trim());
        Assert.Equal(2, page.QuerySelectorAll(".crm-chain li").Length);
        // Who comes later is led to what it became.
        Assert.Equal(record, await host.Browser.DoneAsync(Form(wizard), ("act", "convert")));
    }

    [Fact]
    public async Task Account_that_matches_is_proposed_and_another_or_a_new_one_may_be_chosen()
    {
        var company = "Match Works " + Guid.NewGuid().ToString("N")[..8];
        var there = await host.Admin.CreateAsync("accounts", $$"""{"name":"{{company}} Ltd"}""");
        var other = "Elsewhere " + Guid.NewGuid().ToString("N")[..8];
        var elsewhere = await host.Admin.CreateAsync("accounts", $$"""{"name":"{{other}}"}""");

        var wizard = await WizardAsync(company);
        var chosen = wizard.QuerySelectorAll("[data-party='accountId.choice'] input[type=radio]").OfType<IHtmlInputElement>().Single(i => i.IsChecked);
        Assert.Equal(there, chosen.Value);
        Assert.Contains("same company name", chosen.ParentElement!.TextContent, StringComparison.Ordinal);
        Assert.Contains(wizard.QuerySelectorAll("[data-part=matched] li"), l => l.TextContent.Contains(company, StringComparison.Ordinal));
        Assert.Equal("/crm/accounts/" + there, await AccountOfAsync(await host.Browser.DoneAsync(Form(wizard), Chosen(wizard, "accountId", there))));

        wizard = await WizardAsync(company);
        var made = await AccountOfAsync(await host.Browser.DoneAsync(Form(wizard), Chosen(wizard, "accountId", "new")));
        Assert.DoesNotContain(there, made, StringComparison.Ordinal);

        wizard = await WizardAsync(company);
        var again = await host.Browser.SubmitAsync(Form(wizard), HttpStatusCode.OK, [.. Chosen(wizard, "accountId", "other"), ("f.accountId", other), ("act", "preview")]);
        Assert.Contains(again.QuerySelectorAll("[data-part=matched] li"), l => l.TextContent.Contains(other, StringComparison.Ordinal));
        Assert.Equal("/crm/accounts/" + elsewhere, await AccountOfAsync(await host.Browser.DoneAsync(Form(again), [.. Chosen(again, "accountId", "other"), ("act", "convert")])));
    }

    [Fact]
    public async Task What_is_wrong_is_said_in_place_and_nothing_is_converted()
    {
        var wizard = await WizardAsync("Wrongly typed " + Guid.NewGuid().ToString("N")[..8]);
        var refused = await host.Browser.SubmitAsync(Form(wizard), HttpStatusCode.UnprocessableEntity, [.. Chosen(wizard, "accountId", "other"), ("f.accountId", "Nobody such"), ("f.amount", "plenty"), ("act", "convert")]);
        Assert.NotNull(refused.QuerySelector("[data-field='f.amount'] .invalid-feedback"));
        Assert.Contains("Nobody such", refused.QuerySelector(".alert-danger")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("plenty", refused.QuerySelector("[name='f.amount']")!.GetAttribute("value"));
        var lead = Form(refused).GetAttribute("action")!.Split('/')[^2];
        Assert.Null((string?)(await host.Admin.GetAsync("/api/leads/" + lead, HttpStatusCode.OK))["convertedAt"]);
    }

    [Fact]
    public async Task Wizard_speaks_chinese_and_is_not_there_for_who_may_not_convert()
    {
        var lead = await host.Admin.CreateAsync("leads", """{"name":"王小明"}""");
        var wizard = await host.Browser.PageAsync($"/crm/leads/{lead}/_convert?to=opportunity", language: "zh-CN");
        Assert.Contains(wizard.QuerySelectorAll("h2"), h => h.TextContent == "将会创建");
        Assert.Contains("无：个人客户", wizard.QuerySelector("[data-party='accountId.choice']")!.TextContent, StringComparison.Ordinal);
        await host.Browser.PageAsync($"/crm/leads/{lead}/_convert?to=account", HttpStatusCode.NotFound);
        var (_, reader) = await host.BrowserOfAsync("reader");
        await reader.PageAsync($"/crm/leads/{lead}/_convert?to=opportunity", HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Later_links_are_made_by_the_same_wizard()
    {
        var sale = await host.Admin.CreateAsync("opportunities", """{"name":"Straight to order"}""");
        var wizard = await host.Browser.PageAsync($"/crm/opportunities/{sale}/_convert?to=order", language: "zh-TW");
        Assert.Empty(wizard.QuerySelectorAll("[data-party]")); // it is known who it is for
        var order = await host.Browser.DoneAsync(Form(wizard), ("act", "convert"));
        Assert.Equal("Straight to order", (await host.Browser.PageAsync(order)).QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task S92_a_shops_lead_becomes_an_order_at_once_and_a_factorys_goes_over_a_contract()
    {
        var lead = await host.Admin.CreateAsync("leads", $$"""{"name":"Shopper {{Guid.NewGuid():N}}"}""");
        var order = await host.Browser.DoneAsync(Form(await host.Browser.PageAsync($"/crm/leads/{lead}/_convert?to=order")), ("act", "convert"));
        Assert.StartsWith("/crm/orders/", order, StringComparison.Ordinal);
        var sale = await host.Admin.CreateAsync("opportunities", """{"name":"Ten machines"}""");
        var contract = await host.Browser.DoneAsync(Form(await host.Browser.PageAsync($"/crm/opportunities/{sale}/_convert?to=contract")), ("act", "convert"));
        await host.Admin.JsonAsync("POST", $"/api/{contract["/crm/".Length..]}/stage", """{"stage":"active"}""");
        var made = await host.Browser.DoneAsync(Form(await host.Browser.PageAsync($"{contract}/_convert?to=order")), ("act", "convert"));
        Assert.Equal("Ten machines", (await host.Browser.PageAsync(made)).QuerySelector("h1")!.TextContent);
    }

    private async Task<IHtmlDocument> WizardAsync(string company)
    {
        var lead = await host.Admin.CreateAsync("leads", $$"""{"name":"Person {{Guid.NewGuid():N}}","companyName":"{{company}}"}""");
        return await host.Browser.PageAsync($"/crm/leads/{lead}/_convert?to=opportunity");
    }

    private async Task<string> AccountOfAsync(string opportunity) => (await host.Browser.PageAsync(opportunity)).QuerySelector("[data-fact=accountId] a")!.GetAttribute("href")!;

    // A radio group sends the one that is chosen.
    private static (string, string)[] Chosen(IHtmlDocument page, string party, string value) =>
        [($"{party}.choice", value), ("contactId.choice", page.QuerySelectorAll("[name='contactId.choice']").OfType<IHtmlInputElement>().Single(i => i.IsChecked).Value)];

    private static string Contact(string line) => line.StartsWith("Contact", StringComparison.Ordinal) ? "Contact " + line.Split(' ')[^1] : line;

    private static IElement Form(IHtmlDocument page) => page.QuerySelector("main form")!;
}
