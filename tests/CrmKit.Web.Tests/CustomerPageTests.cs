using System.Net;
using AngleSharp.Html.Dom;
using CrmKit.AspNetCore;

namespace CrmKit.Web;

/// <summary>S3, S10 to S14, S24, S29, S95: what is known of a customer, with its reasons, as a page.</summary>
public sealed class CustomerPageTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task S24_S29_figures_of_a_customer_say_why_and_lead_to_what_they_come_from()
    {
        var account = await host.Admin.CreateAsync("accounts", """{"name":"Buyer"}""");
        var orders = new List<string>();
        foreach (var day in new[] { "2020-01-01", "2020-02-01", "2020-03-04" }) orders.Add(await host.Admin.CreateAsync("orders", $$"""{"name":"Order","accountId":"{{account}}","orderedOn":"{{day}}"}"""));
        var record = await host.Browser.PageAsync("/crm/accounts/" + account);
        var page = await host.Browser.PageAsync(record.QuerySelector("[data-part=customer]")!.GetAttribute("href")!);
        Assert.Contains("Lost", Row(page, "Class"), StringComparison.Ordinal);
        Assert.Contains("31.5 days", Row(page, "Repurchase cycle"), StringComparison.Ordinal);
        Assert.Contains("Not enough data", Row(page, "Preferred channel"), StringComparison.Ordinal);
        Assert.Contains(page.QuerySelectorAll("tbody a"), a => a.GetAttribute("href") == "/crm/orders/" + orders[2]);
        Assert.Equal(["New", "Retained", "Lost"], page.QuerySelectorAll("section").Single(s => s.QuerySelector("h2")?.TextContent == "Classes since the first purchase").QuerySelectorAll("tbody tr td:first-child").Select(c => c.TextContent.Trim()));
        Assert.Contains("已流失", (await host.Browser.PageAsync($"/crm/accounts/{account}/_customer", language: "zh-CN")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S3_what_somebody_looked_at_is_counted_by_page_with_first_and_last_time()
    {
        var mail = $"{Guid.NewGuid():N}@customer-page.example";
        var contact = await host.Admin.CreateAsync("contacts", $$"""{"lastName":"Ada","email":"{{mail}}"}""");
        await host.Admin.JsonAsync("POST", "/api/events", $$"""{"events":[{{string.Join(',', new[] { "/pricing", "/pricing", "/contact" }.Select((p, i) => $$"""{"source":"page","key":"{{mail}}{{i}}","kind":"view","page":"{{p}}","identities":[{"kind":"email","value":"{{mail}}"}]}"""))}}]}""");
        var page = await host.Browser.PageAsync($"/crm/contacts/{contact}/_customer");
        Assert.Contains("2", Row(page, "/pricing"), StringComparison.Ordinal);
        Assert.Contains("1", Row(page, "/contact"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task S48_companies_whose_people_were_seen_are_listed_with_their_accounts_for_who_may_read_all_contacts()
    {
        var domain = $"v{Guid.NewGuid().ToString("N")[..8]}.example";
        var account = await host.Admin.CreateAsync("accounts", $$"""{"name":"Visitor","emailDomain":"{{domain}}"}""");
        await host.Admin.JsonAsync("POST", "/api/events", $$"""{"events":[{"source":"page","key":"{{domain}}","kind":"view","page":"/pricing","identities":[{"kind":"email","value":"ada@{{domain}}"}]}]}""");
        var page = await host.Browser.PageAsync("/crm/_visitors");
        var row = page.QuerySelectorAll("tbody tr").Single(r => r.QuerySelector("td")!.TextContent.Trim() == domain);
        Assert.Equal("/crm/accounts/" + account, row.QuerySelector("a")!.GetAttribute("href"));
        await host.Browser.PageAsync("/crm/_visitors?days=0", HttpStatusCode.BadRequest);
        var (_, rep) = await host.BrowserOfAsync("sales-rep");
        Assert.Equal(await IsInMenuAsync(rep) ? HttpStatusCode.OK : HttpStatusCode.Forbidden, (await rep.SendAsync(HttpMethod.Get, "/crm/_visitors")).StatusCode);
        var (_, nobody) = await host.BrowserOfAsync("");
        await nobody.PageAsync("/crm/_visitors", HttpStatusCode.Forbidden);

        static async Task<bool> IsInMenuAsync(WebClient browser) => (await browser.PageAsync("/crm/")).QuerySelector("nav#nav a[href='/crm/_visitors']") is not null;
    }

    [Fact]
    public async Task S21_page_of_a_record_is_told_when_somebody_changes_it()
    {
        var account = await host.Admin.CreateAsync("accounts", """{"name":"Shown"}""");
        var told = (await host.Browser.PageAsync("/crm/accounts/" + account)).QuerySelector("[data-part=changed]")!;
        Assert.Equal((account, "1"), (told.GetAttribute("data-record"), told.GetAttribute("data-version")));
        Assert.StartsWith("/crm/_live?types=account", told.GetAttribute("data-live"), StringComparison.Ordinal);
        Assert.True(told.HasAttribute("hidden"));
    }

    [Fact]
    public async Task Page_is_for_customers_that_one_may_see()
    {
        var lead = await host.Admin.CreateAsync("leads", """{"name":"No customer yet"}""");
        await host.Browser.PageAsync($"/crm/leads/{lead}/_customer", HttpStatusCode.NotFound);
        Assert.Null((await host.Browser.PageAsync("/crm/leads/" + lead)).QuerySelector("[data-part=customer]"));
        await host.Browser.PageAsync($"/crm/accounts/{Guid.NewGuid()}/_customer", HttpStatusCode.NotFound);
        var account = await host.Admin.CreateAsync("accounts", """{"name":"Hidden"}""");
        var (_, nobody) = await host.BrowserOfAsync("");
        Assert.Contains((await nobody.SendAsync(HttpMethod.Get, $"/crm/accounts/{account}/_customer")).StatusCode, new[] { HttpStatusCode.NotFound, HttpStatusCode.Forbidden });
    }

    private static string Row(IHtmlDocument page, string first) => page.QuerySelectorAll("tbody tr").First(r => r.QuerySelector("td")!.TextContent.Trim() == first).TextContent;
}
