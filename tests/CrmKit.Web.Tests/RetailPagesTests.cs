using System.Net;
using CrmKit.AspNetCore;

namespace CrmKit.Web;

/// <summary>What the retail plugin shows of a customer's loyalty, loaded from its folder as it was built.</summary>
public sealed class RetailPagesTests(PluginHost host) : IClassFixture<PluginHost>
{
    [Fact]
    public async Task S19_level_and_points_stand_on_the_page_of_the_customer_and_lists_are_filtered_by_level()
    {
        await host.AddAsync("retail");
        var (loyal, other) = (await host.Admin.CreateAsync("accounts", """{"name":"Loyal <b>Ltd</b>"}"""), await host.Admin.CreateAsync("accounts", """{"name":"Other Ltd"}"""));

        // Points are given by a button, which asks what for.
        var page = await host.Browser.PageAsync("/crm/accounts/" + loyal);
        var asked = await host.Browser.SubmitAsync(page.QuerySelector("form[data-action='action:retail.points']")!, HttpStatusCode.OK);
        var wrong = await host.Browser.SubmitAsync(Bulk(asked), HttpStatusCode.UnprocessableEntity, ("f.kind", "gift"), ("f.points", "0"), ("f.reason", "Festival"), ("step", "do"));
        Assert.NotNull(wrong.QuerySelector("[data-field='f.points'] .invalid-feedback"));
        await host.Browser.SubmitAsync(Bulk(wrong), HttpStatusCode.OK, ("f.kind", "gift"), ("f.points", "150"), ("f.reason", "Festival"), ("step", "do"));

        page = await host.Browser.PageAsync("/crm/accounts/" + loyal);
        var ledger = await host.Browser.PageAsync(page.QuerySelector("[data-section='retail.loyalty'] [data-widget='retail.points-of-account']")!.GetAttribute("hx-get")!);
        Assert.Contains("Festival", Assert.Single(ledger.QuerySelectorAll("main tbody tr")).TextContent, StringComparison.Ordinal);
        var standing = page.QuerySelector("[data-widget='retail.standing-of-account']")!.GetAttribute("hx-get")!;
        Assert.Contains("150", (await host.Browser.PageAsync(standing)).QuerySelectorAll("main dd").Select(d => d.TextContent.Trim()));
        Assert.Contains("近一年獲得", (await host.Browser.PageAsync(standing, language: "zh-TW")).QuerySelectorAll("main dt").Select(d => d.TextContent.Trim()));
        Assert.Empty((await host.Browser.PageAsync((await host.Browser.PageAsync("/crm/accounts/" + other)).QuerySelector("[data-widget='retail.points-of-account']")!.GetAttribute("hx-get")!)).QuerySelectorAll("main tbody tr"));

        // The level comes from what is bought, so it is told apart here by the points.
        var list = await host.Browser.PageAsync("/crm/accounts?filter=" + Uri.EscapeDataString("custom.retail.points-balance ge 100"));
        Assert.Contains("Loyal <b>Ltd</b>", Assert.Single(list.QuerySelectorAll("main tbody tr")).TextContent, StringComparison.Ordinal);
        var filter = list.QuerySelectorAll("select option").Select(o => o.GetAttribute("value")).ToList();
        Assert.Contains("custom.retail.loyalty-level", filter.Select(v => v?.StartsWith("retail.", StringComparison.Ordinal) == true ? "custom." + v : v));

        var desk = await host.Browser.PageAsync("/crm/_pages/retail.loyalty", language: "zh-TW");
        foreach (var widget in desk.QuerySelectorAll("[data-widget]")) await host.Browser.PageAsync(widget.GetAttribute("hx-get")!);
        Assert.Contains(desk.QuerySelectorAll("nav#nav a"), a => a.TextContent == "會員");
        var (_, rep) = await host.BrowserOfAsync("sales-rep");
        await rep.PageAsync("/crm/_pages/retail.loyalty", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task S46_giveaway_is_closed_and_drawn_by_buttons_and_its_page_does_the_draw_over()
    {
        await host.AddAsync("retail");
        var campaign = await host.Admin.CreateAsync("campaigns", """{"name":"Win a lamp"}""");
        foreach (var name in new[] { "ada", "grace" }) await host.Admin.CreateAsync("leads", $$"""{"name":"{{name}}","email":"{{name}}@giveaway.example","campaignId":"{{campaign}}"}""");
        var giveaway = await host.Admin.CreateAsync("retail.giveaways", $$$"""{"name":"Lamp","custom":{"retail.prize":"Lamp","retail.winners":1,"retail.campaign":"{{{campaign}}}","retail.opens-on":"2020-01-01","retail.closes-on":"2020-01-02","retail.number-from":"Lotto"}}""");
        var page = await host.Browser.PageAsync("/crm/retail.giveaways/" + giveaway);
        Assert.NotNull(page.QuerySelector("[data-widget='retail.giveaway-winners']"));
        Assert.Contains("名單尚未封存", (await host.Browser.PageAsync(page.QuerySelector("[data-widget='retail.giveaway-proof']")!.GetAttribute("hx-get")!, language: "zh-TW")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        var asked = await host.Browser.SubmitAsync(page.QuerySelector("form[data-action='action:retail.close-giveaway']")!, HttpStatusCode.OK);
        var refused = await host.Browser.SubmitAsync(Bulk(asked), HttpStatusCode.OK, ("step", "do"));
        Assert.Equal("retail.giveaway-count", refused.QuerySelector("td[data-code]")!.GetAttribute("data-code")); // they came after its days
    }

    private static AngleSharp.Dom.IElement Bulk(AngleSharp.Html.Dom.IHtmlDocument page) => page.QuerySelector("main form[action$='/_bulk']")!;
}
