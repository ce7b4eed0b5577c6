using CrmKit.AspNetCore;

namespace CrmKit.Web;

public sealed class PaletteTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task Search_finds_pages_and_acts_beside_records_in_the_language_of_who_asks()
    {
        var name = "Leads of " + Guid.NewGuid().ToString("N")[..8];
        await host.Admin.CreateAsync("accounts", $$"""{"name":"{{name}}"}""");
        var page = await host.Browser.PageAsync("/crm/_search?q=leads");
        Assert.Contains(page.QuerySelectorAll("[data-places] a[data-hit=Page]"), a => a.GetAttribute("href") == "/crm/leads");
        Assert.Contains(page.QuerySelectorAll("[data-records] a[data-hit=Account]"), a => a.TextContent == name);
        page = await host.Browser.PageAsync("/crm/_search?q=new%20lead");
        Assert.Equal("/crm/leads/_new", page.QuerySelector("[data-places] a[data-hit=Action]")!.GetAttribute("href"));
        page = await host.Browser.PageAsync("/crm/_search?q=" + Uri.EscapeDataString("线索"), language: "zh-CN");
        Assert.Contains(page.QuerySelectorAll("[data-places] a"), a => a.GetAttribute("href") == "/crm/leads");
        Assert.NotNull(page.QuerySelector("dialog[data-palette] form[action='/crm/_search']"));
    }

    [Fact]
    public async Task What_stands_for_itself_is_found_before_lines_that_repeat_its_name()
    {
        var name = "Valve " + Guid.NewGuid().ToString("N")[..8];
        var quote = await host.Admin.CreateAsync("quotes", """{"name":"An offer"}""");
        var line = await host.Admin.CreateAsync("quote-lines", $$"""{"quoteId":"{{quote}}","description":"{{name}}","quantity":1,"unitPrice":5}""");
        var product = await host.Admin.CreateAsync("products", $$"""{"name":"{{name}}"}""");
        var page = await host.Browser.PageAsync("/crm/_search?q=" + Uri.EscapeDataString(name));
        Assert.Equal(["/crm/products/" + product, "/crm/quote-lines/" + line], page.QuerySelectorAll("[data-records] a").Select(a => a.GetAttribute("href")));
    }

    [Fact]
    public async Task Pages_and_acts_that_are_not_for_somebody_are_not_found()
    {
        await host.Admin.JsonAsync("PUT", "/api/catalog/roles/palette-reader", """{"label":{"english":"Reader"},"permissions":[{"recordType":"account","operations":"read","scope":"all"}]}""", System.Net.HttpStatusCode.NoContent);
        var (id, browser) = await host.BrowserOfAsync("palette-reader");
        Assert.Empty((await browser.PageAsync("/crm/_search?q=lead")).QuerySelectorAll("[data-places] a"));
        Assert.Empty((await browser.PageAsync("/crm/_search?q=new%20account")).QuerySelectorAll("[data-places] a"));
        var page = await browser.PageAsync("/crm/_search?q=accounts");
        Assert.Equal(["/crm/accounts"], page.QuerySelectorAll("[data-places] a").Select(a => a.GetAttribute("href")));
        Assert.Equal(id.ToString("N"), page.Body!.GetAttribute("data-user")); // whose drafts the browser keeps
    }

    [Fact]
    public async Task Forms_can_be_kept_in_the_browser_and_failures_say_that_they_are()
    {
        var form = (await host.Browser.PageAsync("/crm/leads/_new")).QuerySelector("form[data-draft]")!;
        Assert.True(form.QuerySelector("[data-draft-offer]")!.HasAttribute("hidden"));
        Assert.NotNull(form.QuerySelector("a[data-leave]"));
        Assert.NotNull((await host.Browser.PageAsync("/crm/leads/" + Guid.NewGuid(), System.Net.HttpStatusCode.NotFound)).QuerySelector("[data-failure]"));
    }
}
